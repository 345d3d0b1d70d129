"""Findings of many sites, by what an analyst looks for, and those that are one fault of many."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from checks.catalogue import rule_ids
from checks.shared_faults import Place, SharedFault, shared_faults
from db.features import sites_with
from db.findings import Search, count_issues, find_issues, issues_after
from model.finding import Impact, Outcome, Party, Standard
from model.history import SiteIssue
from model.municipality import Series
from model.site import Centre
from pipeline.errors import SetupError
from pipeline.municipalities import series_named, standing_series
from pipeline.spans import spans_of
from pipeline.workplace import Workplace
from reports.language import ZONE

CRITERION = re.compile(r"\d\.\d{1,2}\.\d{1,2}")
PLATFORM = "shared_platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None is not asked for. Open findings of the sites that stand, or closed ones.

    `seen_before`: seen first at that moment or earlier; `seen_for` makes it of an age. `at`: as it was then, not now.
    """

    target: str | None = None
    rule: str | None = None
    outcome: Outcome | None = None
    criterion: str | None = None
    group: Centre | None = None
    region: str | None = None
    seen_before: datetime | None = None
    impact: Impact | None = None
    standard: Standard | None = None
    party: Party | None = None
    closed: bool = False
    since: datetime | None = None
    at: datetime | None = None


def seen_for(days: int | None, today: date) -> datetime | None:
    """The last moment at which what is so many days old, counted in days of Riga until today, was seen first."""
    if days is None:
        return None
    return datetime.combine(today - timedelta(days=days), time.max, ZONE)


@dataclass(frozen=True, slots=True)
class Found:
    """At most as many as were asked for, of `whole`."""

    issues: Sequence[SiteIssue]
    whole: int


@dataclass(frozen=True, slots=True)
class SharedIssue:
    """One fault of several municipalities; `on_platform` of its sites stand on the shared platform."""

    fault: SharedFault
    issues: Sequence[SiteIssue]
    on_platform: int


def find(workplace: Workplace, wanted: Wanted, limit: int | None = None, offset: int = 0) -> Found:
    """`offset` findings are passed over. Raises SetupError for a site, rule or criterion that there is not."""
    found = _found(workplace, _series(workplace, wanted), wanted, limit, offset)
    if not found.whole:
        _refuse_unknown_rule(wanted)
    return found


# The place of an issue of a municipality whose site moved begins so, and its own fingerprint and time follow.
MOVED = -1
PagePlace = tuple[int, int, int] | tuple[int, str, str]


def find_after(
    workplace: Workplace, wanted: Wanted, after: PagePlace | None, limit: int
) -> Sequence[tuple[PagePlace, SiteIssue]]:
    """So many of them behind a place: those of sites that never moved first, then the others, each with its place.

    Raises SetupError for a site, region, rule or criterion that there is not.
    """
    series = _series(workplace, wanted)
    sites = {one.present.id: one.present.site for one in series if len(one.sites) == 1}
    search = _search(wanted, tuple(sites))
    found: list[tuple[PagePlace, SiteIssue]] = []
    if after is None or after[0] != MOVED:
        place = None if after is None else (int(after[0]), int(after[1]), int(after[2]))
        rows = issues_after(workplace.database, search, place, limit)
        found += [(at, SiteIssue(sites[site_id], span)) for at, site_id, span in rows]
    if len(found) < limit:
        moved = (
            ((MOVED, f"{span.first_seen.isoformat()} {span.fingerprint}", one.present.site.url), one, span)
            for one in series
            if len(one.sites) > 1
            for span in spans_of(workplace.database, one.sites)
            if search.holds(span)
        )
        further = sorted(moved, key=lambda each: each[0])
        behind = after if after is not None and after[0] == MOVED else None
        found += [(at, SiteIssue(one.present.site, span)) for at, one, span in further if behind is None or at > behind]
    if not found and after is None:
        _refuse_unknown_rule(wanted)
    return found[:limit]


def _refuse_unknown_rule(wanted: Wanted) -> None:
    """An old audit may have found what is not checked any more, so this is asked only where nothing was found."""
    if wanted.rule is not None and wanted.rule not in rule_ids():
        raise SetupError(f"there is no rule “{wanted.rule}”: docs/checks.md lists them all.")


def find_shared(workplace: Workplace, wanted: Wanted) -> Sequence[SharedIssue]:
    """The open findings that are one fault of two municipalities or more, the most shared first. Raises as `find`."""
    series = _series(workplace, wanted)
    platform = {
        one.present.site.url: PLATFORM
        for number in sites_with(workplace.database, PLATFORM)
        for one in series
        if one.present.id == number
    }
    by_place = {_place(issue): issue for issue in _found(workplace, series, wanted).issues}
    if not by_place:
        _refuse_unknown_rule(wanted)
    return [
        SharedIssue(
            fault=fault,
            issues=[by_place[place] for place in fault.places],
            on_platform=len({place.key for place in fault.places} & platform.keys()),
        )
        for fault in shared_faults(by_place, platform)
    ]


def _place(issue: SiteIssue) -> Place:
    span = issue.span
    return Place(issue.site.url, span.rule, span.outcome, span.party, span.component)


def _found(
    workplace: Workplace, series: Sequence[Series], wanted: Wanted, limit: int | None = None, offset: int = 0
) -> Found:
    """Of a municipality whose site moved, with the days on which the site before it showed them first."""
    moved = [one for one in series if len(one.sites) > 1]
    sites = {one.present.id: one.present.site for one in series if len(one.sites) == 1}
    search = _search(wanted, tuple(sites))
    spans = find_issues(workplace.database, search, limit, offset)
    issues = [SiteIssue(sites[site_id], span) for site_id, span in spans]
    all_here = not offset and (limit is None or len(spans) < limit)
    whole = len(spans) if all_here else count_issues(workplace.database, search)
    further = [
        SiteIssue(one.present.site, span)
        for one in moved
        for span in spans_of(workplace.database, one.sites)
        if search.holds(span)
    ]
    # They come last, behind those that the database passed over.
    return Found([*issues, *further[max(0, offset - whole) :]][:limit], whole + len(further))


def _series(workplace: Workplace, wanted: Wanted) -> Sequence[Series]:
    if wanted.target is not None:
        return [series_named(workplace, wanted.target)]
    region = wanted.region.casefold() if wanted.region else None
    found = [
        one
        for one in standing_series(workplace)
        if wanted.group in (None, one.present.site.centre)
        and region in (None, (one.present.site.region or "").casefold())
    ]
    if region is not None and not found:
        raise SetupError(f"no audited site is in the region “{wanted.region}”.")
    return found


def _search(wanted: Wanted, site_ids: Sequence[int]) -> Search:
    if wanted.criterion is not None and not CRITERION.fullmatch(wanted.criterion):
        raise SetupError(f"“{wanted.criterion}” is no success criterion of WCAG: write it as 1.1.1.")
    return Search(
        site_ids=site_ids,
        closed=wanted.closed,
        rule=wanted.rule,
        outcome=wanted.outcome,
        criterion=wanted.criterion,
        impact=wanted.impact,
        standard=wanted.standard,
        party=wanted.party,
        seen_before=wanted.seen_before,
        since=wanted.since,
        at=wanted.at,
    )
