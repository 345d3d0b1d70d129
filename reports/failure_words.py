"""Notes of failures and visits in the language of the reader; what others said is quoted as it came."""

import re
from collections.abc import Mapping
from functools import cache

from model.failure import Failure
from reports.language import N_, Words
from reports.terms import FAILURES, term

# Longer ones are not ours: nothing is looked for in them.
LONGEST = 2_000
# Notes are kept as the auditor wrote them, in English. Of two that fit the first counts, so the wider stand last.
KNOWN: tuple[str, ...] = (
    N_("the body comes as “%(said)s”, which was not asked for"),
    N_("the packed body is broken: %(said)s"),
    N_("the %(num)s s for this site are spent"),
    N_("the %(num)s requests for this site are spent"),
    N_("the %(num)s MiB for this site are spent"),
    N_("the visit ended before this page"),
    N_("%(where)s does not end its secure handshake in time"),
    N_("the page was not done within %(num)s s"),
    N_("the page was not rendered in time"),
    N_("no complete answer in time"),
    N_("no answer in %(num)s s"),
    N_("no connection"),
    N_("no connection: %(said)s"),
    N_("no usable address: %(said)s"),
    N_("no valid HTTP: %(said)s"),
    N_("no secure connection: %(said)s"),
    N_("no route to %(where)s"),
    N_("the connection broke off within its secure handshake"),
    N_("the connection broke off"),
    N_("the answer broke off: %(said)s"),
    N_("the certificate is not trusted: %(said)s"),
    N_("the certificate of %(where)s is not trusted: %(said)s"),
    N_("the name was not found: %(said)s"),
    N_("the name %(where)s was not found within %(num)s s"),
    N_("the name %(where)s was not found"),
    N_("the name %(where)s has no address"),
    N_("%(where)s cannot be reached: %(said)s"),
    N_("%(where)s refuses connections"),
    N_("%(where)s broke the connection off"),
    N_("%(where)s did not answer in time"),
    N_("%(where)s closed without an answer"),
    N_("the server answers %(status)s, which leads nowhere"),
    N_("the server answers %(status)s, without a page"),
    N_("the server answers %(status)s"),
    N_("the server asks to wait %(num)s s"),
    N_("the server sends a file to keep"),
    N_("%(where)s is a file to keep"),
    N_("the answer is no HTML"),
    N_("the answer is of no type"),
    N_("the answer is %(said)s"),
    N_("the page is over %(num)s bytes"),
    N_("page and files are over %(num)s MiB"),
    N_("the page has %(num)s elements; over %(most)s are not judged"),
    N_("%(where)s redirects to no web address"),
    N_("%(where)s redirects in a circle"),
    N_("over %(num)s redirects"),
    N_("%(where)s gave no answer that could be read"),
    N_("the page sends its visitors to %(where)s"),
    N_("nothing is shown: a file that the page's head waits for never came"),
    N_("robots.txt forbids %(where)s"),
    N_("this is no web address"),
    N_("the site's address is no web address"),
    N_("this is not HTTP"),
    N_("the head is too long"),
    N_("the browser, or the page's process in it, died"),
    N_("the page's process died"),
    N_("the page's budget was spent"),
    N_("the page's scripts never stop"),
    N_("the page asks for files without end"),
    N_("the page never stays: %(said)s"),
    N_("no rule applied"),
    N_("axe gave no result"),
    N_("the mobile test gave no result"),
    N_("links exist only after scripts run: pages were discovered by rendering"),
    N_("phones get other HTML: mobile was measured in a second load"),
    N_("phones are sent to %(where)s"),
    N_("the site moved to %(where)s"),
    N_("audited before it came to rest: it kept the browser busy"),
    N_("audited before it had loaded: the document did not end in time"),
    N_("audited with its content security policy lifted: it forbids all scripts"),
    N_("the page sent itself elsewhere"),
    N_("the page kept sending itself elsewhere and was held"),
    N_("the page asked for over %(num)s files: the rest was refused"),
    N_("the DOM was cut at %(num)s characters"),
    N_("axe could not enter %(num)s of the page's frames"),
    N_("stopped early: the budget for the page was spent"),
    N_("%(num)s findings that only one of two looks showed are not counted"),
    N_("%(wall)s asks for a proof"),
    N_("%(wall)s answers %(status)s"),
    N_("%(where)s leads to %(address)s"),
    N_("%(where)s gave %(said)s"),
)
THE_SERVER = N_("the server")
# What stands in the places of the sentences above: narrow, so that a sentence of somebody else is not taken for ours.
PLACES: Mapping[str, str] = {
    "num": r"\d[\d,.]*",
    "most": r"\d[\d,]*",
    "status": r"\d{3}",
    "where": rf"{THE_SERVER}|\S+",
    "address": r"[\da-f.:]+",
    "wall": r"[\w-]+",
    "said": r".+",
}
PLACE = re.compile(r"%\((\w+)\)s")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
# The file, page or place that a note begins with.
BEFORE = re.compile(r"(robots\.txt|https?://\S+|\S+:\d+|in the phone's load|stopped early): (.+)")
BEGINNINGS: Mapping[str, str] = {
    "in the phone's load": N_("in the phone's load"),
    "stopped early": N_("stopped early"),
}


def failure_told(failure: Failure, words: Words) -> str:
    """Its kind, and what was noted of it."""
    kind = words.gettext(term(FAILURES, failure.kind))
    return f"{kind}: {note_told(failure.detail, words)}" if failure.detail else kind


def note_told(note: str, words: Words) -> str:
    """In the reader's language; in quotation marks where it is in another, for then somebody else said it."""
    known = note_known(note, words)
    return words.gettext("“%(said)s”", said=note) if known is None else known


def note_known(note: str, words: Words) -> str | None:
    """None where it cannot be told in the reader's language."""
    return note if words.language == "en" else _translated(note, words)


def _translated(note: str, words: Words) -> str | None:
    if len(note) > LONGEST:
        return None
    for msgid in KNOWN:
        if (found := _pattern(msgid).fullmatch(note)) is not None:
            return words.gettext(msgid, **{name: _value(text, words) for name, text in found.groupdict().items()})
    if (begun := BEFORE.fullmatch(note)) is None:
        return None
    beginning, rest = begun.groups()
    known = BEGINNINGS.get(beginning)
    return f"{words.gettext(known) if known else beginning}: {note_told(rest, words)}"


def _value(text: str, words: Words) -> str:
    if text == THE_SERVER:
        return words.gettext(THE_SERVER)
    return words.number(int(text.replace(",", ""))) if THOUSANDS.fullmatch(text) else text


@cache
def _pattern(msgid: str) -> re.Pattern[str]:
    """The sentence with its places open."""
    parts = PLACE.split(msgid)
    told = [f"(?P<{part}>{PLACES[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(told))
