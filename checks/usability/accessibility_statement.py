"""The accessibility statement that Cabinet Regulation No. 445 asks for, and what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from checks.addresses import host_of
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen, Sighting
from checks.scanner import PageName
from checks.sights import Sights, Whose
from checks.structures import letters_in
from checks.words import dates_in, fold
from model.finding import Feature

FEATURE = "accessibility_statement"
NAME = re.compile(r"pieklustamib")
OTHER_ACCESS = re.compile(r"\b(?:vides|fizisk\w*|ieklusanas|ekas) pieklustamib|\bdat\w* pieklustamib")
# A statement of either form speaks of several of these.
SIGNS = tuple(
    map(
        re.compile,
        (
            r"noteikum\w* nr\.? ?445", r"pazinojums attiecas uz", r"\b(?:ne)?atbilst(?:ibu)?\b",
            r"pieklustamibas alternativ", r"tiesibsarg", r"pedejo reizi tika izvertet|pirmreizeji sagatavot",
            r"nepieklustam\w* satur",
        ),
    )
)  # fmt: skip
SIGNS_NEEDED = 2
LETTERS_NEEDED = 150
CONFORMITY = {
    "partial": re.compile(r"\bdaleji atbilst|\bdaleju atbilstibu"),
    "none": re.compile(r"\bneatbilst (?:mk |ministru kabineta )?noteikum"),
    "full": re.compile(r"\b(?:pilnigi|pilniba) atbilst|\bpilnigu atbilstibu"),
}
DATED = re.compile(
    r"pedejo reizi (?:tika |ir )?(?:izvertet|parskatit)\w*|pirmreizeji sagatavot\w*|atkartoti parskatit\w*"
)
DATE_WITHIN = 60
PLACEHOLDERS = (
    re.compile(r"\[[^\[\]]{0,60}[^\W\d_]{3}[^\[\]]{0,200}\]"),
    re.compile(r"\((?:norādīt|pasvītrot vajadzīgo)[^)]{0,200}\)", re.IGNORECASE),
    re.compile(r"Atzīmēt vajadzīgo", re.IGNORECASE),
    # Left over from the sample that many copied.
    re.compile(r"oficiālās statistikas tīmekļ\w+", re.IGNORECASE),
)
APPLIES_TO = re.compile(r"attiecas uz(.{0,200})", re.IGNORECASE | re.DOTALL)
SITE_ADDRESS = re.compile(
    r"https?://[^\s,;)\]”\"]+|(?<![@\w.-])(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,8}\b", re.IGNORECASE
)
METHOD = re.compile(
    r"izmantot\w* metod|vienkarsot\w* (?:pieklustamibas )?(?:iz)?vertejum|padzilinat\w* |izvertejums tika veikts"
)
PROTOCOL = re.compile(r"\b(?:izvertejum|protokol|novertejum)")
FEEDBACK = re.compile(r"\batsauksm\w* un sazin|\bsazin\w* inform|\b(?:e-past|talrun)")
STALE = timedelta(days=365)
KEPT = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """What one statement says. `named_site` is the address that it is for; dates may be impossible ones."""

    page: str
    names_site: bool
    named_site: str | None
    conformity: str | None
    day: date | None
    impossible_dates: tuple[str, ...]
    placeholders: tuple[str, ...]
    method: bool
    protocol: str | None
    alternatives: bool
    feedback: bool
    ombudsman: bool

    def details(self, today: date, *, linked_from_home: bool) -> dict[str, Any]:
        """Facts for a person; dates as ISO 8601. Being over a year old is advice, not a breach."""
        return {
            "names_this_site": self.names_site,
            "named_site": self.named_site,
            "conformity": self.conformity,
            "dated": self.day is not None,
            "date": self.day.isoformat() if self.day else None,
            "impossible_dates": list(self.impossible_dates),
            "under_a_year": self.day is not None and today - self.day <= STALE,
            "placeholders": bool(self.placeholders),
            "placeholder_texts": list(self.placeholders),
            "method": self.method,
            "protocol": self.protocol,
            "alternatives": self.alternatives,
            "feedback": self.feedback,
            "ombudsman": self.ombudsman,
            "linked_from_home": linked_from_home,
        }


class AccessibilityStatement:
    """Found when a page of that name has a statement's content; `details` say what is wrong with it."""

    def __init__(self, whose: Whose) -> None:
        self._whose = whose
        self._statements: dict[str, Statement] = {}
        self._linked_from_home = False

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        if sights.is_home:
            self._linked_from_home |= any(_is_named(link.words) for link in sights.links)
        if name.is_news or not _is_named(name.words):
            return
        statement = read_statement(sights, self._whose)
        if statement is None:
            return
        self._statements[sights.url] = statement
        if len(self._statements) > KEPT:
            del self._statements[max(self._statements, key=lambda url: (len(url), url))]
        yield Sighting(FEATURE, sights.url, name.label[:120], "working", 2, by="statement"), sights.h1_element

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        pages = [proof.page for proof in feature.evidence if proof.page in self._statements]
        if not feature.found or not pages:
            return feature
        details = self._statements[pages[0]].details(context.gathered_on, linked_from_home=self._linked_from_home)
        return replace(feature, details=details)


def _is_named(words: str) -> bool:
    return bool(NAME.search(words)) and not OTHER_ACCESS.search(words)


def read_statement(sights: Sights, whose: Whose) -> Statement | None:
    """The page as a statement of either form; None where it has no statement's content."""
    words, text = sights.main_words, sights.main
    if letters_in(words) < LETTERS_NEEDED or sum(bool(sign.search(words)) for sign in SIGNS) < SIGNS_NEEDED:
        return None
    names_site, named = _site_in(text, whose)
    placeholders = tuple(dict.fromkeys(match.group()[:120] for mark in PLACEHOLDERS for match in mark.finditer(text)))
    found = [day for mark in DATED.finditer(words) for day in _next_date(words[mark.end() : mark.end() + DATE_WITHIN])]
    days = [day for _, day in found if day]
    protocols = [link.url for link in sights.links if link.zone == "main" and PROTOCOL.search(link.words)]
    mails = any(link.url.startswith("mailto:") and link.zone == "main" for link in sights.links)
    levels = [name for name, mark in CONFORMITY.items() if mark.search(words)]
    return Statement(
        page=sights.url,
        names_site=names_site,
        named_site=named,
        # A form with all its choices left in declares nothing.
        conformity=levels[0] if len(levels) == 1 and not any("atbilst" in one for one in placeholders) else None,
        day=max(days, default=None),
        impossible_dates=tuple(said for said, day in found if day is None),
        placeholders=placeholders[:KEPT],
        method=bool(METHOD.search(words)),
        protocol=min(protocols, default=None),
        alternatives="pieklustamibas alternativ" in words,
        feedback=mails or bool(FEEDBACK.search(words)),
        ombudsman="tiesibsarg" in words,
    )


def _next_date(words: str) -> list[tuple[str, date | None]]:
    found = sorted(dates_in(words), key=lambda one: one[0])
    return [(said, day) for _, said, day in found[:1]]


def _site_in(text: str, whose: Whose) -> tuple[bool, str | None]:
    """Whether the statement is for this site, and the address that it names."""
    for match in APPLIES_TO.finditer(text):
        said = match.group(1).split("Tīmekļvietnei veikts")[0]
        addresses = [address.rstrip(".") for address in SITE_ADDRESS.findall(said)]
        for address in addresses:
            url = address if address.startswith("http") else f"https://{address}"
            # jelgava.lv is the city, jelgavasnovads.lv the county: a host that is alike is not this one.
            own = whose.owns(url) or whose.host.endswith("." + host_of(url))
            return bool(own), address
        if whose.resembles(fold(said)):
            return True, None
    return False, None
