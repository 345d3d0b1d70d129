"""The courses of the municipalities' scores, made once for all pages that draw them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from model.history import Mark
from pipeline.courses import Courses, Point, courses_of, upgrades_of
from web.kept.findings import versions
from web.visit import Visit

TWO_YEARS = timedelta(days=730)


def courses(visit: Visit, since: date | None, until: date) -> Courses:
    return visit.kept(("courses", since, until), lambda: courses_of(visit.workplace, since, until))


def upgrades(visit: Visit, since: date | None, until: date) -> Sequence[tuple[date, Mark, str]]:
    return visit.kept(("upgrades", since, until), lambda: upgrades_of(visit.workplace, versions(visit), since, until))


def newest_months(visit: Visit, until: date, score: str) -> Mapping[str, Sequence[Point]]:
    """The two years before the day, by the part of each municipality's ATVK that lasts."""
    found = courses(visit, until - TWO_YEARS, until).courses
    return {one.series.key: one.points(score) for one in found if one.series.key is not None}
