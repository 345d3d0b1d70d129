"""Whom a statement leads to: the record of the evaluation, the site's keepers, and the Ombudsman."""

import re
from itertools import islice

from checks.addresses import file_suffix, host_of, place_of
from checks.sights import Link, Sights
from checks.structure_words import PHONE, POSTCODE
from checks.usability.statement_owner import is_quoted_host
from checks.usability.statement_text import Span, StatementText, fold_in_step, tidy

NEAR_CHARS = 400
OMBUDSMAN_CHARS = 250
TRIED = 50
PROTOCOL_LABEL = re.compile(r"\bizvertejumu apliecinos")
PROTOCOL_NAME = re.compile(r"\b(?:izvert|novert)\w+|\bpieklustam\w+ (?:\w+ ){0,3}protokol")
PROTOCOL_FILE = re.compile(r"pieklustam")
# What to evaluate by is no record of an evaluation.
GUIDE = re.compile(r"\bvadlin|\bmetod|\bnoteikum|\blikum")
MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:@|\[(?:at|et|a)\]|\((?:at|et|a)\)) ?(?!tiesibsarg)[\w-]{1,60}\.[a-z]{2}"
    r"|\[email protected\]"
)
HIDDEN_MAIL = "/cdn-cgi/l/email-protection"
FORM_NAME = re.compile(r"\b(?:atsauksm|sazin|kontakt|zinot|zino\b|raksti|uzdo|jautajum|kludas|form)")
FEEDBACK_HEADING = re.compile(r"\batsauksm|\bsazin")
OMBUDSMAN = "tiesibsarg"
OMBUDSMAN_HOST = "tiesibsargs.lv"


def protocol_in(text: StatementText, sights: Sights) -> str | None:
    """The address of the record of the evaluation, a link that leads somewhere; a file before a page."""
    spans = text.under("protocol")
    found = []
    for link in sights.links:
        if not _leads_on(link, sights) or is_quoted_host(host_of(link.url)):
            continue
        beneath = _stands_in(text, link, spans) or bool(PROTOCOL_LABEL.search(link.heading))
        is_file = file_suffix(link.url) is not None
        named = PROTOCOL_NAME.search(link.words) or (is_file and PROTOCOL_FILE.search(link.words))
        if beneath or (named and not GUIDE.search(link.words)):
            found.append((not beneath, not is_file, link.url))
    return min(found)[-1] if found else None


def feedback_in(text: StatementText, sights: Sights) -> bool:
    """Whether one can write or call: an address, a telephone number, a form or a link to one."""
    if any(_is_own(text, match) for mark in (MAIL, PHONE) for match in islice(mark.finditer(text.words), TRIED)):
        return True
    if any(form.zone == "main" and form.kinds("textarea") for form in sights.forms):
        return True
    own = [link for link in sights.links if link.zone == "main" and OMBUDSMAN not in link.url]
    if any(link.url.startswith("mailto:") or HIDDEN_MAIL in link.url for link in own):
        return True
    spans = text.under("feedback")
    return any(
        FORM_NAME.search(link.words) and (_stands_in(text, link, spans) or FEEDBACK_HEADING.search(link.heading))
        for link in own
        if _leads_on(link, sights)
    )


def ombudsman_contact_in(text: StatementText, sights: Sights) -> bool:
    """Whether one can reach the Ombudsman by what the statement says of it."""
    if any(OMBUDSMAN_HOST in link.url for link in sights.links if link.zone == "main"):
        return True
    places = islice(re.finditer(OMBUDSMAN, text.words), TRIED)
    near = [text.words[match.start() : match.start() + NEAR_CHARS] for match in places]
    return any(OMBUDSMAN_HOST in words or PHONE.search(words) or POSTCODE.search(words) for words in near)


def _leads_on(link: Link, sights: Sights) -> bool:
    """Whether it is a link of the statement itself to another place."""
    return link.zone == "main" and link.url.startswith(("http://", "https://")) and place_of(link.url) != sights.place


def _stands_in(text: StatementText, link: Link, spans: tuple[Span, ...]) -> bool:
    words = fold_in_step(tidy(link.text))
    return bool(words) and any(
        words in text.words[span.start : min(span.end, span.start + NEAR_CHARS)] for span in spans
    )


def _is_own(text: StatementText, contact: re.Match[str]) -> bool:
    """Whether it is not the Ombudsman's, which stand after its name."""
    return OMBUDSMAN not in text.words[max(0, contact.start() - OMBUDSMAN_CHARS) : contact.start()]
