"""What an accessibility statement says, in either form: the annex's of Regulation No. 445 or the shared platform's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from checks.sights import Sights, Whose
from checks.structures import letters_in
from checks.usability.statement_claims import Claim, bare_burden_in, conformity_in, names_method
from checks.usability.statement_contacts import OMBUDSMAN, feedback_in, ombudsman_contact_in, protocol_in
from checks.usability.statement_dates import KEPT, Evaluated, evaluated_in, promises_in
from checks.usability.statement_owner import NamedSite, names_body, other_body, site_named
from checks.usability.statement_text import PLACEHOLDER, Span, StatementText, text_of

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
# A page that is not called a statement speaks as one: news of accessibility speak of the regulation too.
STATEMENT_NAME = re.compile(r"\bpieklustamib\w* pazinojum|\bpazinojum\w* par \w* ?pieklustamib")
FORM_SIGNS = re.compile(
    r"\bpazinojum\w*(?: \w+){0,3} attiecas uz\b|\bapnemas savu \w+ (?:vietni )?veidot\b|\bpieklustamibas alternativ"
    r"|\bnepieklustam\w+ saturs\b|\bizvertejumu apliecinos"
)
MISSPELT = re.compile(r"\binvertēju\w+|\bpieklūst\w+", re.IGNORECASE)
PLACEHOLDER_CHARS = 120
# Riga's day begins before that of the clock that dates an audit.
AHEAD = timedelta(days=1)
STALE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one statement says; words are its own, bounded. Whether a date can be is told against a day.

    `other_body` is who else makes it, `promises` what is said of a year to come, `bare_burden` a claim of a
    disproportionate burden without a reason. `sentences` are those in which such words stand.
    """

    page: str
    site: NamedSite
    other_body: str | None
    names_body: bool
    claim: Claim
    evaluated: Evaluated
    promises: tuple[tuple[int, str], ...]
    placeholders: tuple[str, ...]
    method: bool
    protocol: str | None
    bare_burden: str | None
    alternatives: bool
    feedback: bool
    ombudsman: bool
    ombudsman_contact: bool
    misspelt: str | None
    sentences: Mapping[str, str]

    @property
    def order(self) -> tuple[object, ...]:
        """The best first: the one for this site, then the one that says the most, then the newest."""
        said = (
            self.claim.level, self.evaluated.days, self.method, self.protocol, self.alternatives, self.feedback,
            self.ombudsman, self.ombudsman_contact, self.names_body, not self.other_body, not self.placeholders,
        )  # fmt: skip
        newest = max((day.toordinal() for day, _ in self.evaluated.days), default=0)
        return not self.site.is_own, -sum(map(bool, said)), -newest, len(self.page), self.page, repr(self)

    def evaluated_by(self, today: date) -> tuple[date, str] | None:
        """The newest day of evaluation that had come by `today`, with the words that give it."""
        return next((one for one in self.evaluated.days if one[0] <= today + AHEAD), None)

    def is_fresh(self, today: date) -> bool:
        newest = self.evaluated_by(today)
        return newest is not None and today - newest[0] <= STALE


def read_statement(sights: Sights, whose: Whose, name: str) -> Statement | None:
    """The page as a statement; None where it has no statement's content. `name` is all that it is called, folded."""
    words = sights.main_words
    if letters_in(words) < LETTERS_NEEDED or sum(bool(sign.search(words)) for sign in SIGNS) < SIGNS_NEEDED:
        return None
    if not STATEMENT_NAME.search(name) and not FORM_SIGNS.search(words):
        return None
    text = text_of(sights)
    misspelt = MISSPELT.search(text.said)
    site, other, evaluated = site_named(text, sights.links, whose), other_body(text, whose), evaluated_in(text)
    told = [*_placeholders(text), other, *(words for _, words in evaluated.days), *evaluated.impossible]
    told += [evaluated.month, misspelt.group() if misspelt else None, OMBUDSMAN]
    sentences = {words: text.sentence_with(words) for words in told if words}
    if site.address:
        clauses = text.under("site") or (Span(0, 0),)
        sentences[site.address] = text.sentence_with(site.address, clauses[0].start)
    return Statement(
        page=sights.url,
        site=site,
        other_body=other,
        names_body=names_body(text, whose),
        claim=conformity_in(text),
        evaluated=evaluated,
        promises=promises_in(text),
        placeholders=_placeholders(text),
        method=names_method(text),
        protocol=protocol_in(text, sights),
        bare_burden=bare_burden_in(text),
        alternatives=text.fills("alternatives"),
        feedback=feedback_in(text, sights),
        ombudsman=OMBUDSMAN in text.words,
        ombudsman_contact=ombudsman_contact_in(text, sights),
        misspelt=misspelt.group()[:PLACEHOLDER_CHARS] if misspelt else None,
        sentences=sentences,
    )


def _placeholders(text: StatementText) -> tuple[str, ...]:
    found = (text.said[match.start() : match.end()] for match in PLACEHOLDER.finditer(text.words))
    return tuple(islice(dict.fromkeys(one[:PLACEHOLDER_CHARS] for one in found), KEPT))
