"""What a statement claims: how far the site conforms, how that was found, and what is too great a burden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from checks.usability.statement_text import Span, StatementText
from checks.words import WORD

CLAIMS_TRIED = 300
SUBJECT_NOUN = r"(?:\w{0,20}vietne|majas ?lapa|portals)"
CONFORMITY = re.compile(
    r"\b(?:(?P<partly>dalej\w{1,3}|nepiln\w{1,4}|pamata|kopuma|lielakoties) |(?P<fully>piln\w{1,4}) )?(?P<non>ne)?"
    r"(?:atbilsts?|(?P<noun>atbilstib[ua]|atbilstos[sa]))\b"
)
# Anything may "atbilst"; a site does so with what it conforms to.
TO_THE_RULES = re.compile(r"\b(?:noteikum|nr\. ?445|wcag|pieklustamibas prasib)")
FORM_REASON = re.compile(r"\b(?:sadu neatbilst|turpmak (?:min|uzskait)|zemak min)")
PARTLY = re.compile(r"\b(?:dalej[iu]|iznemot)\b")
SUBJECT = re.compile(rf"\b{SUBJECT_NOUN}\b(?:[^.;:?!]|\.(?! )){{0,60}}$")
NO_CLAIM = re.compile(
    r"\b(?:vai|cik|kas|kur\w{1,3}|lai|ja) (?:\w+ ){0,2}$|\b(?:nav|nenodrosina) $|\bapnem\w+ [^.;]{0,120}$"
)
NAMELESS = re.compile(rf"\W{{0,20}}{SUBJECT_NOUN} ")
SHARED_FORM = "cik pieklustama"
# The form's choices left in; “[Minēt konkrēto neatbilstību]” is none of them.
CHOICES = re.compile(r"\[[^\[\]]{0,100}\batbilst\b")
BEFORE_CHARS = 200
OF_SITE, OF_STATUS, OF_FORM, OF_SOMETHING_ELSE = range(4)

METHOD = re.compile(r"\b(?:vienkarsot|padzilinat)\w{1,3} (?:\w+ ){0,2}\w{0,3}vert\w+|\bpasnovert\w+")

# The guidelines that most name as their method have the burden in their title.
BURDEN = re.compile(r"\bnesamerig\w{1,3} slog\w{1,3}\b(?! (?:pamatos|izvert|novert))")
DENIED = re.compile(r"\b(?:nav|nerada|neizmanto|nepiemero|bez) (?:\w+ )?$")
NOTHING_CLAIMED = re.compile(r"\W{0,20}(?:nav\b|neattiecas|nepiemero|netiek|nerada)")
REASON = re.compile(
    r"\b(?:jo|tapec|tadel|del|eur|eiro)\b|\b(?:izmaks|resurs|finans|lidzekl|budzet|pamatoj|iegul|prasitu|nav iespej)"
)
BURDEN_CHARS = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """`level` is full, partial, none or None: not said. `nameless`: the sentence does not say whose site it means."""

    level: str | None
    words: str = ""
    nameless: bool = False


def conformity_in(text: StatementText) -> Claim:
    """What the site itself is said to conform to; a form with all its choices left in declares nothing."""
    found = [(_authority(text, match, before), level, match) for level, match, before in _levels(text)]
    highest = min((authority for authority, _, _ in found), default=OF_SOMETHING_ELSE)
    if highest == OF_SOMETHING_ELSE:
        return Claim(None)
    declared = [(level, match) for authority, level, match in found if authority == highest]
    first = declared[0][1]
    sentence = text.sentence(first.start())
    quoted = text.quote(sentence)
    if len({level for level, _ in declared}) > 1 or CHOICES.search(text.words):
        return Claim(None, quoted)
    nameless = SHARED_FORM in text.words and NAMELESS.fullmatch(text.words, sentence.start, first.start())
    return Claim(declared[0][0], quoted, bool(nameless))


def names_method(text: StatementText) -> bool:
    return bool(METHOD.search(text.words)) or text.fills("method")


def bare_burden_in(text: StatementText) -> str | None:
    """The first claim of a disproportionate burden that gives no reason."""
    for claim, before, after in _burdens(text):
        if DENIED.search(before) or NOTHING_CLAIMED.match(after):
            continue
        if not REASON.search(before) and not REASON.search(after):
            return text.quote(claim)
    return None


def _levels(text: StatementText) -> Iterator[tuple[str, re.Match[str], str]]:
    """Every level that is declared, with what stands before it in its sentence."""
    for match in islice(CONFORMITY.finditer(text.words), CLAIMS_TRIED):
        start = max(text.sentence(match.start()).start, match.start() - BEFORE_CHARS)
        before = text.words[start : match.start()]
        level = _level(match, _after(text, match))
        if level and not NO_CLAIM.search(before):
            yield level, match, before


def _level(match: re.Match[str], after: str) -> str | None:
    if match["partly"]:
        return "partial"
    if match["fully"]:
        return "none" if match["non"] else "full"
    if match["noun"] or not TO_THE_RULES.search(after):
        return None
    if match["non"]:
        return "none"
    return "partial" if PARTLY.search(after) else "full"


def _authority(text: StatementText, match: re.Match[str], before: str) -> int:
    """How surely it is said of the whole site: its sentence has it for a subject, or it is a line of the form."""
    if SUBJECT.search(before):
        return OF_SITE
    after = _after(text, match)
    qualified = match["partly"] or match["fully"]
    is_line = bool(qualified and TO_THE_RULES.search(after)) or bool(FORM_REASON.search(after))
    status = [span for span in text.under("status") if span.start <= match.start() < span.end]
    if any(is_line or not WORD.search(text.words, span.start, match.start()) for span in status):
        return OF_STATUS
    return OF_FORM if is_line else OF_SOMETHING_ELSE


def _after(text: StatementText, match: re.Match[str]) -> str:
    end = min(text.sentence(match.start()).end, match.end() + BEFORE_CHARS)
    return text.words[match.end() : end]


def _burdens(text: StatementText) -> Iterator[tuple[Span, str, str]]:
    """Each claim with the words before and after it: under the form's own label, or in a sentence."""
    labels = [part for part in text.parts if part.name == "burden"]
    for part in labels:
        end = min(part.beneath.end, part.beneath.start + BURDEN_CHARS)
        yield Span(part.label.start, end), "", text.words[part.beneath.start : end]
    for match in islice(BURDEN.finditer(text.words), CLAIMS_TRIED):
        if any(part.label.start <= match.start() < part.label.end for part in labels):
            continue
        start = max(text.sentence(match.start()).start, match.start() - BURDEN_CHARS)
        end = min(text.next_mark(match.end()), match.end() + BURDEN_CHARS)
        yield Span(start, end), text.words[start : match.start()], text.words[match.end() : end]
