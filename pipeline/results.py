"""Gathers where municipalities stood on a day, and has it counted and ranked as the slides tell it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import fmean

from sqlalchemy import Engine

from db.audits import AuditRow
from db.decisions import decisions_of
from db.municipalities import names_of
from db.results import Judged, Newest, judged_in, newest_before
from db.surveys import answers_of_all
from model.audit import Status
from model.decision import About, Decision, Ruling, site_key
from model.municipality import KnownSite, municipality_key
from model.results import INDEX, Movement, MunicipalityResult, Results
from model.score import IndexScore
from model.site import Centre, Role, Site
from model.survey import Answer
from pipeline.municipalities import standing_series
from pipeline.people import holding
from pipeline.workplace import Workplace
from reports.language import ZONE, riga_day
from reports.result_rows import ResultRow
from scoring.counting import count_recommendation, count_statement
from scoring.levels import count_levels, subjects
from scoring.movers import movement
from scoring.ranks import rank, rank_in_groups
from scoring.slides import load_slides
from scoring.survey import answers_that_count, survey_scores

JudgedIn = Callable[[Engine, Collection[int], str, Mapping[str, Sequence[str]]], Mapping[int, Judged]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which day, to its end in Riga, and whom: of one group or region, where that is given."""

    on: date
    group: Centre | None = None
    region: str | None = None

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.on + timedelta(days=1), time(), ZONE)

    def holds(self, site: Site) -> bool:
        same_region = self.region is None or (site.region or "").casefold() == self.region.casefold()
        return same_region and self.group in (None, site.centre)


@dataclass(frozen=True, slots=True)
class SiteOnDay:
    """A site as it was called, its newest audits, and what was judged in the one that saw it, by whose decisions."""

    site: Site
    newest: Newest
    judged: Judged | None
    decisions: int


def sites_on(workplace: Workplace, scope: Scope, judged_in: JudgedIn = judged_in) -> Sequence[SiteOnDay]:
    """Every site of the scope that had been audited by then; a municipality's main site as the one that it then had.

    `judged_in` may be what keeps what it told of an audit.
    """
    known = newest_before(workplace.database, scope.moment)
    held: list[tuple[KnownSite, Newest]] = []
    for series in standing_series(workplace, scope.on):
        sites = [one for one in series.sites if one.id in known]
        present = max(sites, key=lambda one: known[one.id].tried.started_at, default=None)
        if present is not None and scope.holds(present.site):
            # Where nothing has seen the new address yet, the old one's figures are the municipality's still.
            seen = (audit for one in sites if (audit := known[one.id].seen) is not None)
            last = max(seen, key=lambda audit: audit.started_at, default=None)
            held.append((present, Newest(known[present.id].tried, last)))
    spans = names_of(workplace.database, [one.id for one, _ in held])
    names = {span.site_id: span.name for span in spans if span.since < scope.moment}
    sections = {part.id: [one.id for one in part.indicators] for part in workplace.methodology.sections}
    numbers = [newest.seen.id for _, newest in held if newest.seen is not None]
    judged = judged_in(workplace.database, numbers, workplace.methodology.id, sections)
    decisions = decisions_of(workplace.database)
    return [
        SiteOnDay(
            site=replace(one.site, name=names.get(one.id, one.site.name)),
            newest=newest,
            judged=judged[newest.seen.id] if newest.seen is not None else None,
            decisions=_decided(decisions, one.site, newest.seen),
        )
        for one, newest in held
    ]


def _decided(decisions: Iterable[Decision], site: Site, seen: AuditRow | None) -> int:
    """How many decisions had a say when the site was audited; a doubt about a feature that was dismissed has none."""
    if seen is None:
        return 0
    mine = [one for one in decisions if one.site == site_key(site)]
    held = holding(mine, riga_day(seen.started_at), seen.started_at)
    return sum(one.about is About.FINDING or one.ruling is not Ruling.DISMISS for one in held)


def result_row(one: SiteOnDay) -> ResultRow:
    """The figures of the site's newest audit; for one that failed those of the last that saw it, marked as stale."""
    tried, seen, judged = one.newest.tried, one.newest.seen, one.judged
    index = judged.index if judged else None
    failed = tried.status is Status.FAILED
    return ResultRow(
        atvk=one.site.atvk,
        name=one.site.name,
        url=one.site.url,
        role=one.site.role,
        status=tried.status,
        index=index.score if index else None,
        coverage=index.coverage if index else 0.0,
        maturity=index.maturity if index else None,
        wcag_score=seen.wcag_score if seen else None,
        wcag_band=seen.wcag_band if seen else None,
        mobile_passes=seen.mobile_passes if seen else None,
        mobile_score=seen.mobile_score if seen else None,
        pages=judged.pages if judged else 0,
        failure_kind=tried.failure.kind if tried.failure else None,
        failure_detail=tried.failure.detail if tried.failure else None,
        measured_at=seen.started_at if seen else None,
        stale_days=(tried.started_at - seen.started_at).days if seen and failed else None,
        decisions=one.decisions,
    )


def results_of(
    workplace: Workplace,
    scope: Scope,
    sites: Callable[[Scope], Iterable[SiteOnDay]],
    section: str | None = None,
    since: date | None = None,
) -> Results:
    """All that the slides tell, of the municipalities among the sites: of index and sections, or of one section.

    Movements are counted from the end of the day `since`. `sites` is `sites_on`, or what keeps what that told.
    """
    methodology, slides = workplace.methodology, load_slides()
    found = municipalities_of(workplace, scope, sites(scope))
    told = (section,) if section else subjects(methodology)
    measured = [one.index.coverage for one in found if one.index.score is not None]
    return Results(
        on=scope.on,
        methodology=methodology.id,
        municipalities=len(found),
        measured=len(measured),
        decided=sum(one.decisions > 0 for one in found),
        mean_coverage=fmean(measured) if measured else None,
        levels=tuple(line for line in count_levels(found, methodology) if line.subject in told),
        statements=tuple(count_statement(one, found) for one in slides.statements if (one.section or INDEX) in told),
        leaders=tuple(rank(found, subject, methodology) for subject in told if subject != INDEX),
        top=rank_in_groups(found, section or INDEX, methodology),
        recommendations=tuple(
            count_recommendation(one, found) for one in slides.recommendations if one.section in told
        ),
        movements=_movements(workplace, replace(scope, on=since), sites, found, told) if since else (),
        since=since,
    )


def _movements(
    workplace: Workplace,
    earlier: Scope,
    sites: Callable[[Scope], Iterable[SiteOnDay]],
    found: Sequence[MunicipalityResult],
    told: Iterable[str],
) -> tuple[Movement, ...]:
    then = municipalities_of(workplace, earlier, sites(earlier))
    return tuple(movement(found, then, subject) for subject in told)


def municipalities_of(workplace: Workplace, scope: Scope, sites: Iterable[SiteOnDay]) -> Sequence[MunicipalityResult]:
    """The main sites with an ATVK, with what the survey knew by the end of the day."""
    answers = answers_of_all(workplace.database, scope.moment)
    return [
        _municipality(workplace, scope, one, answers.get(municipality_key(one.site.atvk), ()))
        for one in sites
        if one.site.role is Role.MAIN and one.site.atvk is not None
    ]


def _municipality(workplace: Workplace, scope: Scope, one: SiteOnDay, answers: Sequence[Answer]) -> MunicipalityResult:
    methodology = workplace.methodology
    survey = survey_scores(answers_that_count(answers, methodology, scope.on), methodology)
    seen, judged = one.newest.seen, one.judged
    if seen is None or judged is None:
        return MunicipalityResult(site=one.site, index=IndexScore(methodology.id, None, 0.0, None, ()), survey=survey)
    return MunicipalityResult(
        site=one.site,
        index=judged.index,
        measured_at=seen.started_at,
        wcag_score=seen.wcag_score,
        mobile_passes=seen.mobile_passes,
        features=judged.features,
        page_scores=judged.page_scores,
        page_passes=judged.page_passes,
        pages_known=seen.documents_read,
        survey=survey,
        decisions=one.decisions,
    )
