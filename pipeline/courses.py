"""How every municipality fared from month to month: the course of each score, empty where no night was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.trends import PeriodScores, every_score_by_period
from model.history import Mark
from model.municipality import Series
from pipeline.municipalities import all_series, standing_series
from pipeline.trends import Bounds, FirstMet, Step, periods, upgrades
from pipeline.workplace import Workplace
from reports.language import riga_day

Point = tuple[date, float | None]


@dataclass(frozen=True, slots=True)
class Course:
    """From the month of the first audit, of one that is no more to the last that saw it.

    `by_score` has those that were ever told: index, wcag, mobile, or a section; a month that no night saw has None.
    """

    series: Series
    months: Sequence[date]
    by_score: Mapping[str, Sequence[Point]]

    def points(self, score: str) -> Sequence[Point]:
        return self.by_score.get(score) or [(month, None) for month in self.months]


@dataclass(frozen=True, slots=True)
class Courses:
    """`months` are the first days of all months; a course has those of its own time."""

    months: Sequence[date]
    courses: Sequence[Course]


def courses_of(workplace: Workplace, since: date | None, until: date) -> Courses:
    """Of all municipalities' main sites, or where there is none of all sites, over the months that hold these days.

    `since` is None for the first night that there is. A municipality counts in a month with the last night that saw it.
    """
    series = _municipalities(workplace)
    bounds = _months(series, since, until)
    if not bounds:
        return Courses((), ())
    owner = {number: at for at, one in enumerate(series) for number in one.ids}
    newest: dict[int, dict[int, PeriodScores]] = defaultdict(dict)
    for row in every_score_by_period(workplace.database, bounds):
        if (at := owner.get(row.site_id)) is not None:
            held = newest[at].get(row.period)
            if held is None or held.moment < row.moment:
                newest[at][row.period] = row
    present = {one.present.id for one in standing_series(workplace, until)}
    courses = [
        _course(one, newest[at], bounds, one.present.id in present)
        for at, one in enumerate(series)
        if one.present.id in present or newest[at]
    ]
    return Courses([begins.date() for begins, _ in bounds], courses)


def upgrades_of(
    workplace: Workplace, met: FirstMet, since: date | None, until: date
) -> Sequence[tuple[date, Mark, str]]:
    """As a Trend has them, over the same months."""
    return tuple(upgrades(met, _months(_municipalities(workplace), since, until)))


def _municipalities(workplace: Workplace) -> Sequence[Series]:
    every = all_series(workplace)
    return [one for one in every if one.key is not None] or every


def _months(series: Sequence[Series], since: date | None, until: date) -> Sequence[Bounds]:
    first = min((riga_day(known.first) for one in series for known in one.sites), default=until)
    return list(periods(max(first, since or first), until, Step.MONTH))


def _course(one: Series, rows: Mapping[int, PeriodScores], bounds: Sequence[Bounds], standing: bool) -> Course:
    first = next((at for at, (_, ends) in enumerate(bounds) if one.sites[0].first < ends), len(bounds))
    last = len(bounds) - 1 if standing else max(rows)
    months = [(at, bounds[at][0].date()) for at in range(first, last + 1)]
    names = {name for row in rows.values() for name in row.scores}
    by_score = {
        name: [(month, rows[at].scores.get(name) if at in rows else None) for at, month in months] for name in names
    }
    return Course(one, [month for _, month in months], by_score)
