"""Whose statement it is: the site that it is for, and the municipality that makes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.addresses import host_of
from checks.sights import SHORTEST_STEM, Link, Whose
from checks.usability.statement_text import Span, StatementText
from checks.words import WORD, fold

# A sentence that begins without a space before it is no part of an address.
SITE_ADDRESS = re.compile(
    r"(?i:https?)://(?:(?!\.[A-ZĀČĒĢĪĶĻŅŠŪŽ])[^\s,;)\]”“\"<>])+"
    r"|(?<![@\w.-])(?:[\w-]{1,60}\.){0,4}[\w-]{2,60}\.(?!pdf\b|docx?\b|xlsx?\b|od[ts]\b|edoc\b|html?\b|tml\b)"
    r"(?:[a-z]{2,8}|LV)(?![\w@-])"
)
MAIL_ADDRESS = re.compile(r"(?<!\S)\S{1,64}@\S{1,200}")
# The regulation and what it points to: quoted in a statement, never what it is for.
QUOTED_HOSTS = ("likumi.lv", "vestnesis.lv", "varam.gov.lv", "pieklustamiba.lv", "tiesibsargs.lv", "w3.org")
SITE_NOUN = r"(?:\w{0,20}vietn\w{1,2}|majas ?lap\w{1,2}|portal\w{1,2})"
THIS_SITE = re.compile(rf"\b(?:so|sis|si|musu) (?:\w+ )?{SITE_NOUN}\b")
APPLIES_TO_LINK = re.compile(r"\battiecas uz\b[^.]{0,80}$")
CLAUSE_CHARS = 300

# A county's “pilsētas pārvalde” is a part of it; a “pilsētas pašvaldība” was a body of its own until 2021.
BODY = re.compile(
    r"\b(?P<name>[^\W\d_]{3,30}) (?:novad|valstspilset|pilset|pagast)\w{1,3} (?:pasvaldib\w{1,2}|dom(?:e|es|ei|i))\b"
)
MUNICIPALITY = re.compile(r"\b(?P<name>[^\W\d_]{3,30}) (?:novad|valstspilset|pilset|pagast|apvienib)\w{1,3}\b")
# What follows a body that speaks of itself: it commits itself, or its site conforms.
SPEAKS = re.compile(
    r"(?: \([^()]{0,80}\))?[^.;:()]{0,60}? (?:saskana ar|apnem)"
    rf"|(?: \w+)? {SITE_NOUN} (?:\w+ ){{0,2}}(?:ne)?atbilst"
)
FORMERLY = re.compile(r"\b(?:lidz|bijus\w+|agrak\w*|ieprieks\w*) [^()]{0,50}$")
BEFORE_CHARS = 60
KINDS = ("novad", "pilset", "pagast")
NO_NAMES = frozenset({"attieciga", "attiecigas", "musu", "sava", "savas", "katra", "katras", "latvijas"})


@dataclass(frozen=True, slots=True)
class NamedSite:
    """What the statement says it is for, `address` and `words` as written. Neither own nor other: it names none."""

    is_own: bool
    is_other: bool
    address: str | None
    words: str


def site_named(text: StatementText, links: Sequence[Link], whose: Whose) -> NamedSite:
    """The site of the sentence “Šis paziņojums attiecas uz”; where that is missing, the site's own address anywhere."""
    clauses = [_clause(text, span) for span in text.under("site")]
    quoted = next(filter(None, map(text.quote, clauses)), "")
    addresses = [one for span in clauses or [Span(0, len(text.said))] for one in _addresses(text, span)]
    # Where the words are “tīmekļvietni”, the target may say which.
    addresses += [link.url for link in links if link.near and APPLIES_TO_LINK.search(fold(link.near))]
    hosts = {one: host_of(one if "//" in one else f"https://{one}") for one in addresses}
    own = next((address for address, host in hosts.items() if is_own_host(host, whose)), None)
    if own is not None or not clauses:
        return NamedSite(is_own=own is not None, is_other=False, address=own, words=quoted)
    foreign = next((address for address, host in hosts.items() if not is_quoted_host(host)), None)
    is_other = foreign is not None or any(_is_of_another(text, span, whose) for span in clauses)
    said = [_without_addresses(text.words[span.start : span.end]) for span in clauses]
    is_own = not is_other and any(THIS_SITE.search(one) or whose.resembles(one) for one in said)
    return NamedSite(is_own, is_other, foreign, quoted)


def is_own_host(host: str, whose: Whose) -> bool:
    """The site's host, one below it, or the one that it is below: jelgavasnovads.lv is not jelgava.lv."""
    return bool(host) and (host == whose.host or host.endswith("." + whose.host) or whose.host.endswith("." + host))


def is_quoted_host(host: str) -> bool:
    return any(host == one or host.endswith("." + one) for one in QUOTED_HOSTS)


def other_body(text: StatementText, whose: Whose) -> str | None:
    """The municipality that makes the statement where it is another, or one that this one has taken the place of.

    None where the site's own name does not say what it is.
    """
    kind = _kind(fold(whose.name))
    if not whose.name_stems or kind is None:
        return None
    for match in BODY.finditer(text.words):
        before = text.words[max(0, match.start() - BEFORE_CHARS) : match.start()]
        if not _is_name(text, match) or FORMERLY.search(before):
            continue
        is_own = _is_own_name(match["name"], whose) and _kind(match.group()) == kind
        if not is_own and SPEAKS.match(text.words, match.end()):
            return text.quote(Span(match.start(), match.end()))
    return None


def names_body(text: StatementText, whose: Whose) -> bool:
    """Whether the municipality's name stands anywhere but in an address; true where the name is not known."""
    if not whose.name_stems:
        return True
    return any(_is_own_name(word, whose) for word in WORD.findall(_without_addresses(text.words)))


def _addresses(text: StatementText, span: Span) -> list[str]:
    return [one.rstrip("./") for one in SITE_ADDRESS.findall(text.said, span.start, span.end)]


def _without_addresses(words: str) -> str:
    return SITE_ADDRESS.sub(" ", MAIL_ADDRESS.sub(" ", words))


def _clause(text: StatementText, span: Span) -> Span:
    """The sentence after the label, where there is one before the next label."""
    start = span.start
    while start < span.end and not text.said[start].isalnum():
        start += 1
    return Span(start, max(start, min(span.end, text.sentence(start).end, start + CLAUSE_CHARS)))


def _is_of_another(text: StatementText, clause: Span, whose: Whose) -> bool:
    """Whether the clause names a municipality, and it is another or of another kind."""
    kind = _kind(fold(whose.name))
    named = [one for one in MUNICIPALITY.finditer(text.words, clause.start, clause.end) if _is_name(text, one)]
    own = [one for one in named if _is_own_name(one["name"], whose) and kind in (None, _kind(one.group()))]
    return bool(named and whose.name_stems) and not own


def _is_name(text: StatementText, match: re.Match[str]) -> bool:
    return text.said[match.start()].isupper() and match["name"] not in NO_NAMES


def _is_own_name(word: str, whose: Whose) -> bool:
    return any(len(stem) >= SHORTEST_STEM and word.startswith(stem) for stem in whose.name_stems)


def _kind(words: str) -> str | None:
    """County, city or parish, by the word that stands with the name."""
    return next((kind for kind in KINDS if kind in words), None)
