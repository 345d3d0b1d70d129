"""How municipalities fared over months or weeks: mean scores, open issues, and who offers a feature."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import fmean

from checks.catalogue import rule_ids
from checks.watch import FEATURES
from db.trends import (
    Crowd,
    PeriodScore,
    Standing,
    faults_of_rule,
    open_issues_over_time,
    scores_by_period,
    sites_with_feature_over_time,
    versions_since,
)
from model.evidence import Versions
from model.history import Mark
from model.municipality import Series
from model.site import Centre
from model.trend import Subject, Trend, TrendPoint
from pipeline.errors import SetupError
from pipeline.municipalities import all_series, standing_series
from pipeline.workplace import Workplace
from reports.language import ZONE, riga_day

Bounds = tuple[datetime, datetime]
# Versions and methodology, and when they were met first.
FirstMet = Sequence[tuple[datetime, Versions, str]]
# The points of what was looked up: of all together, or of each group of centres apart.
Tell = Callable[[bool], Iterator[TrendPoint]]


class Step(StrEnum):
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be told: `score` is index, wcag, mobile or a section; `sites` needs a rule.

    `grouped`: each group of centres apart.
    """

    subject: Subject
    name: str | None = None
    by: Step = Step.MONTH
    grouped: bool = False
    since: date | None = None


def trend_of(workplace: Workplace, asked: Asked) -> Trend:
    """Of all municipalities' main sites, or where there is none of all sites.

    Raises SetupError for a rule, feature or score that there is not, and of an empty database.
    """
    (told,) = _trends(workplace, asked, first_met(workplace), [asked.grouped])
    return told


def whole_and_groups(workplace: Workplace, asked: Asked, met: FirstMet) -> tuple[Trend, Trend]:
    """The trend of all together and that of each group, looked up once. Raises as `trend_of` does."""
    whole, groups = _trends(workplace, asked, met, [False, True])
    return whole, groups


def first_met(workplace: Workplace) -> FirstMet:
    """Takes a look at every audit: whoever tells many trends looks once for all."""
    return versions_since(workplace.database)


def _trends(workplace: Workplace, asked: Asked, met: FirstMet, grouped: Sequence[bool]) -> Sequence[Trend]:
    _refuse_unknown(workplace, asked)
    every = all_series(workplace)
    series = [one for one in every if one.key is not None] or list(every)
    if not series:
        raise SetupError("the database holds no audit yet: run `eindekss audit` first.")
    first = riga_day(min(known.first for one in series for known in one.sites))
    newest = riga_day(max(known.newest for one in series for known in one.sites))
    bounds = list(periods(max(first, asked.since or first), newest, asked.by))
    look_up = {Subject.SCORE: _scores, Subject.SITES: _sites}.get(asked.subject, _counts)
    tell, marks = look_up(workplace, asked, series, bounds), tuple(upgrades(met, bounds))
    return [Trend(asked.subject, asked.name, tuple(tell(apart)), marks) for apart in grouped]


def index_by_month(workplace: Workplace) -> Mapping[int, Mapping[date, float | None]]:
    """Of each site, by its number, the index on the last night of each month that saw it, by the month's first day; a
    month in which nothing saw it is not there. By the methodology in force.
    """
    every = [known for one in all_series(workplace) for known in one.sites]
    if not every:
        return {}
    first, newest = riga_day(min(one.first for one in every)), riga_day(max(one.newest for one in every))
    bounds = list(periods(first, newest, Step.MONTH))
    found: dict[int, dict[date, float | None]] = defaultdict(dict)
    for row in scores_by_period(workplace.database, bounds, "index", workplace.methodology.id):
        found[row.site_id][bounds[row.period][0].date()] = row.score
    return found


def _refuse_unknown(workplace: Workplace, asked: Asked) -> None:
    sections = {section.id for section in workplace.methodology.sections}
    known: Mapping[Subject, Collection[str]] = {
        Subject.SCORE: {"index", "wcag", "mobile", *sections},
        Subject.ISSUES: rule_ids(),
        Subject.SITES: rule_ids(),
        Subject.FEATURE: FEATURES.keys(),
    }
    if asked.name is not None and asked.name not in known[asked.subject]:
        names = ", ".join(sorted(known[asked.subject])) if asked.subject is Subject.SCORE else "see docs/checks.md"
        raise SetupError(f"there is no “{asked.name}” to tell the trend of: {names}.")


def periods(first: date, last: date, by: Step) -> Iterator[Bounds]:
    """The whole months or weeks (from Monday) that hold these days, each by its begin and its end in Riga."""
    begins = first.replace(day=1) if by is Step.MONTH else first - timedelta(days=first.weekday())
    while begins <= last:
        ends = (begins + timedelta(days=31)).replace(day=1) if by is Step.MONTH else begins + timedelta(days=7)
        yield datetime.combine(begins, time(), ZONE), datetime.combine(ends, time(), ZONE)
        begins = ends


def upgrades(met: FirstMet, bounds: Sequence[Bounds]) -> Iterator[tuple[date, Mark, str]]:
    """The versions that were met for the first time, the very first night apart, by the begin of the period."""
    known: set[tuple[Mark, str | None]] = set()
    for at, (moment, versions, methodology) in enumerate(met):
        begins = next((begins for begins, ends in bounds if begins <= moment < ends), None)
        for mark, name in ((Mark.TOOL, versions.tool), (Mark.AXE, versions.axe), (Mark.METHODOLOGY, methodology)):
            if at and begins and name and (mark, name) not in known:
                yield begins.date(), mark, name
            known.add((mark, name))


def _scores(workplace: Workplace, asked: Asked, series: Sequence[Series], bounds: Sequence[Bounds]) -> Tell:
    """A municipality counts in a period with the last night that saw it, whichever of its sites that was."""
    owner = {number: at for at, one in enumerate(series) for number in one.ids}
    newest: dict[tuple[int, int], PeriodScore] = {}
    for row in scores_by_period(workplace.database, bounds, asked.name or "index"):
        place = (row.period, owner.get(row.site_id, -1))
        if place[1] >= 0 and (place not in newest or newest[place].moment < row.moment):
            newest[place] = row

    def tell(grouped: bool) -> Iterator[TrendPoint]:
        values: dict[tuple[int, Centre | None], list[float]] = defaultdict(list)
        for (period, at), row in newest.items():
            if row.score is not None:
                values[period, series[at].present.site.centre if grouped else None].append(row.score)
        for period, (begins, _) in enumerate(bounds):
            for group in _groups(series, grouped):
                scores = values[period, group]
                yield TrendPoint(begins.date(), group, fmean(scores) if scores else None, len(scores))

    return tell


def _counts(workplace: Workplace, asked: Asked, series: Sequence[Series], bounds: Sequence[Bounds]) -> Tell:
    """Issues are counted, and municipalities with a feature as a share of those where it could be told."""
    crowd = _crowd(workplace, series)
    database, name = workplace.database, asked.name or ""
    if asked.subject is Subject.ISSUES:
        open_ = _at_ends(open_issues_over_time(database, crowd, asked.name), bounds)
        told = None
    else:
        open_ = _at_ends(sites_with_feature_over_time(database, crowd, name), bounds)
        told = _at_ends(sites_with_feature_over_time(database, crowd, name, told=True), bounds)

    def tell(grouped: bool) -> Iterator[TrendPoint]:
        for period, (begins, ends) in enumerate(bounds):
            for group in _groups(series, grouped):
                number = _sum(open_[period], group)
                if told is None:
                    yield TrendPoint(begins.date(), group, float(number), _known(series, group, ends))
                else:
                    base = _sum(told[period], group)
                    yield TrendPoint(begins.date(), group, number / base if base else None, base)

    return tell


def _sites(workplace: Workplace, asked: Asked, series: Sequence[Series], bounds: Sequence[Bounds]) -> Tell:
    """A municipality counts once however many faults it has, whichever of its sites shows them."""
    owner = {number: at for at, one in enumerate(series) for number in one.ids}
    failing: list[set[int]] = [set() for _ in bounds]
    ends = [end for _, end in bounds]
    for span in faults_of_rule(workplace.database, _crowd(workplace, series), asked.name or ""):
        last = bisect_right(ends, span.ends) if span.ends else len(ends)
        for period in range(bisect_right(ends, span.begins), last):
            failing[period].add(owner[span.site_id])

    def tell(grouped: bool) -> Iterator[TrendPoint]:
        for period, (begins, end) in enumerate(bounds):
            for group in _groups(series, grouped):
                number = sum(group in (None, series[at].present.site.centre) for at in failing[period])
                yield TrendPoint(begins.date(), group, float(number), _known(series, group, end))

    return tell


def _crowd(workplace: Workplace, series: Sequence[Series]) -> Crowd:
    present = {one.present.id for one in standing_series(workplace)}
    ids = [number for one in series for number in one.ids]
    return Crowd(ids, [number for number in ids if number not in present])


def _known(series: Iterable[Series], group: Centre | None, moment: datetime) -> int:
    """How many of the group an audit had seen by then: of the others nobody knows that they have no fault."""
    return sum(one.seen is not None and one.seen < moment for one in series if group in (None, one.present.site.centre))


def _at_ends(standings: Sequence[Standing], bounds: Sequence[Bounds]) -> Sequence[Mapping[str | None, int]]:
    """How many there were in each group at the end of each period."""
    found: list[Mapping[str | None, int]] = []
    now: dict[str | None, int] = {}
    at = 0
    for _, ends in bounds:
        while at < len(standings) and standings[at].moment < ends:
            now[standings[at].centre] = standings[at].number
            at += 1
        found.append(dict(now))
    return found


def _sum(numbers: Mapping[str | None, int], group: Centre | None) -> int:
    return sum(numbers.values()) if group is None else numbers.get(group, 0)


def _groups(series: Iterable[Series], grouped: bool) -> Sequence[Centre | None]:
    """All together, or the groups that there are, in the order of Centre."""
    there = {one.present.site.centre for one in series}
    return [centre for centre in Centre if centre in there] if grouped else [None]
