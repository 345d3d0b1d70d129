"""What people say of a site, as it was known at a moment; a night judged again asks the same and gets the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Engine as Database

from checks.issues import element_fingerprint
from checks.rulings import ruled, rulings_of
from db.decisions import decisions_of
from db.surveys import answers_of
from model.audit import PageAudit
from model.decision import About, Decision, Ruling, site_key
from model.site import Role, Site
from model.survey import Answer
from reports.language import riga_day
from scoring.mobile import page_passes
from scoring.wcag import page_score

WCAG_SCORE = "wcag_score"


@dataclass(frozen=True, slots=True)
class People:
    """Answers of the survey, whatever year they speak of, and the decisions that hold on the day, the oldest first."""

    answers: tuple[Answer, ...] = ()
    decisions: tuple[Decision, ...] = ()


NOBODY = People()


def people_of(database: Database, site: Site, moment: datetime, known_at: datetime | None = None) -> People:
    """What people say of the site on the day of `moment`, by what was known then, or at `known_at`.

    Answers are a municipality's: they count on its main site, and on no other.
    """
    known_at = known_at or moment
    answers = answers_of(database, site.atvk, known_at) if site.atvk and site.role is Role.MAIN else ()
    return People(answers, holding(decisions_of(database, site_key(site)), riga_day(moment), known_at))


def holding(decisions: Iterable[Decision], day: date, known_at: datetime) -> tuple[Decision, ...]:
    """Those that hold on the day, as they were known; of several about one thing, the newest."""
    newest = {(one.site, one.about, one.subject): one for one in decisions if one.holds(day, known_at)}
    # That somebody ended one later was not known.
    known = (replace(one, ended_at=None, ended_by=None) for one in newest.values())
    return tuple(sorted(known, key=lambda one: (one.made_at, one.id)))


def ruled_pages(pages: Sequence[PageAudit], decisions: Sequence[Decision]) -> tuple[PageAudit, ...]:
    """The pages after people's decisions about findings, scored anew where one is touched."""
    rulings = rulings_of(decisions)

    def judged(page: PageAudit) -> PageAudit:
        verdicts = ruled(page.verdicts, rulings)
        if verdicts == page.verdicts:
            return page
        scored = replace(page, verdicts=verdicts, mobile_passes=page_passes(verdicts))
        return replace(scored, wcag_score=page_score(verdicts))

    return tuple(map(judged, pages))


def counted(decisions: Iterable[Decision], seen: Iterable[PageAudit]) -> tuple[Decision, ...]:
    """The decisions that an audit rests on: about features, and about findings that its pages showed."""
    shown = {
        element_fingerprint(verdict, element)
        for page in seen
        for verdict in page.verdicts
        for element in verdict.elements
    }
    return tuple(one for one in decisions if (one.subject in shown if one.about is About.FINDING else _sets(one)))


def by_hand(decisions: Iterable[Decision], seen: Sequence[PageAudit], judged: Sequence[PageAudit]) -> frozenset[str]:
    """The features and rules of which a person decided something that a score can tell, as SiteFacts names them.

    `seen` are the pages before the decisions about findings, `judged` the same after them.
    """
    names = {one.subject for one in decisions if one.about is About.FEATURE and _sets(one)}
    for before, after in zip(seen, judged, strict=True):
        for was, now in zip(before.verdicts, after.verdicts, strict=True):
            counts = (was.passed, was.failed) != (now.passed, now.failed)
            if counts or was.outcome is not now.outcome:
                names.add(now.rule)
            if counts and now.scored:
                names.add(WCAG_SCORE)
    return frozenset(names)


def _sets(decision: Decision) -> bool:
    """Whether it says what is so; a dismissed doubt does not."""
    return decision.ruling is not Ruling.DISMISS
