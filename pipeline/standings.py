"""Gathers what a report tells beside its audit: peers, the year before, the best fixes, and what moved and why."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from db.history import nights_of
from db.results import judged_in
from model.audit import Audit, Status
from model.change import Difference
from model.history import Night
from model.score import IndexScore
from model.simulation import Step
from model.site import Role, Site
from model.standing import Gain, Outlook, Standing
from pipeline.differences import difference_since
from pipeline.errors import SetupError
from pipeline.explaining import Case, case_in
from pipeline.municipalities import series_holding
from pipeline.simulating import most_gained, peers_of
from pipeline.workplace import Workplace
from scoring.simulation import place_among
from scoring.standing import standing_of

YEAR = timedelta(days=365)
# What is nearer than nine months or further than fifteen is not called a year before.
EARLIEST, LATEST = timedelta(days=456), timedelta(days=273)


def outlook_of(workplace: Workplace, audit: Audit, previous: Audit | None) -> Outlook:
    """`previous` is the last audit before this one that saw the site. Of a failed audit nothing is told."""
    if audit.status is Status.FAILED:
        return Outlook()
    difference = _difference(workplace, audit, previous)
    try:
        case = case_in(audit)
    except SetupError:
        return Outlook(difference=difference)
    peers = peers_of(workplace, case) if is_compared(audit.site) else []
    return Outlook(
        standing=_standing(workplace, case, peers),
        gains=gains_among(case, peers, most_gained(case)),
        difference=difference,
        checklists=case.checklists,
    )


def best_gains(workplace: Workplace, audit: Audit) -> tuple[Gain, ...]:
    """The fixes that gain most; none of a failed audit, nor where its methodology is not there any more."""
    if audit.status is Status.FAILED:
        return ()
    try:
        case = case_in(audit)
    except SetupError:
        return ()
    peers = peers_of(workplace, case) if is_compared(audit.site) else []
    return gains_among(case, peers, most_gained(case))


def is_compared(site: Site) -> bool:
    """A site without a group, or beside a municipality's main one, has no peers."""
    return site.role is Role.MAIN and site.centre is not None


def _difference(workplace: Workplace, audit: Audit, previous: Audit | None) -> Difference | None:
    series = series_holding(workplace, audit.site)
    if previous is None or series is None:
        return None
    return difference_since(workplace, series, previous, audit)


def _standing(workplace: Workplace, case: Case, peers: list[IndexScore]) -> Standing:
    night = _year_before(workplace, case)
    methodology, before = case.methodology, None
    if night is not None and night.methodology is not None:
        sections = {part.id: [one.id for one in part.indicators] for part in methodology.sections}
        before = judged_in(workplace.database, [night.audit_id], methodology.id, sections)[night.audit_id].index
    return standing_of(
        case.audit.index,
        peers,
        case.audit.site.centre if is_compared(case.audit.site) else None,
        methodology,
        before,
        night.started_at if night is not None else None,
    )


def _year_before(workplace: Workplace, case: Case) -> Night | None:
    """The night nearest to a year before; one that another methodology judged only where there is no such."""
    series, now = series_holding(workplace, case.audit.site), case.audit.started_at
    if series is None:
        return None
    nights = nights_of(workplace.database, series, case.methodology.id, since=now - EARLIEST, until=now - LATEST)
    seen = [night for night in nights if not night.failed]
    return min(
        seen,
        key=lambda night: (night.methodology is None, abs(now - YEAR - night.started_at)),
        default=None,
    )


def gains_among(case: Case, peers: Sequence[IndexScore], steps: Iterable[Step]) -> tuple[Gain, ...]:
    """The fixes that gain most are the steps; with the place among these peers that each leads to."""
    methodology, group = case.methodology, case.audit.site.centre
    return tuple(
        Gain(step, *(place_among(index, peers, group, methodology) for index in (step.before, step.after)))
        for step in steps
    )
