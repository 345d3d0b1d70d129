"""A municipality night by night: what was measured, and what changed beside the scores."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from reports.language import N_, riga_day
from web.dossier import Moment, dossier_of
from web.filters import Unset
from web.nights import Marked, chart_of, nights, sections_chart, table_of
from web.page import show
from web.page_route import page_router
from web.parts import rows_of
from web.past import past_of
from web.visit import Visiting

router = page_router()

YEAR = timedelta(days=365)
A_PAGE = 60


class Every(StrEnum):
    """night: each one; week and month: the last of each that saw the site."""

    NIGHT = "night"
    WEEK = "week"
    MONTH = "month"


EVERY = {Every.NIGHT: N_("every night"), Every.WEEK: N_("one a week"), Every.MONTH: N_("one a month")}
# Longer spans are told by week, and those by month.
NIGHTLY, WEEKLY = timedelta(days=400), timedelta(days=1500)


class Asked(Moment):
    """`since` is a year before the day that is told; `every` goes by the length of the span."""

    since: Annotated[date | None, Unset] = None
    every: Annotated[Every | None, Unset] = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1


@router.get("/municipality/{key}/history")
def history(visit: Visiting, key: str, asked: Annotated[Asked, Query()]) -> Response:
    dossier = dossier_of(visit, key, asked)
    _ = visit.words.gettext
    since = asked.since or dossier.day - YEAR
    every = asked.every or _usual(dossier.day - since)
    told = list(_thinned(nights(dossier, since, asked.methodology), every))
    table = table_of(dossier, told[::-1])
    first = (asked.page - 1) * A_PAGE
    began = riga_day(min(known.first for known in dossier.series.sites))
    return show(
        visit,
        dossier.page(
            "history",
            "history",
            _("History"),
            tables=[table],
            chart=chart_of(dossier, told),
            sections=sections_chart(dossier, told),
            shown=rows_of(table, first, first + A_PAGE),
            page=asked.page,
            pages=-(-len(told) // A_PAGE),
            nights=len(told),
            since=since,
            every=every.value,
            choices=[(one.value, _(name)) for one, name in EVERY.items()],
            spans=[
                (visit.here(since=since.isoformat(), every=None, page=None), name)
                for since, name in (
                    (dossier.day - timedelta(days=31), _("a month")),
                    (dossier.day - YEAR, _("a year")),
                    (began, _("all that there is")),
                )
            ],
            past=past_of(visit, dossier.series),
        ),
    )


def _usual(span: timedelta) -> Every:
    return Every.NIGHT if span <= NIGHTLY else Every.WEEK if span <= WEEKLY else Every.MONTH


def _thinned(told: Sequence[Marked], every: Every) -> Iterable[Marked]:
    """Of a week or a month the last night that saw the site, or the last; with all that changed in it."""
    return told if every is Every.NIGHT else _last_of_each(told, every)


def _last_of_each(told: Sequence[Marked], every: Every) -> Iterator[Marked]:
    periods: dict[object, list[Marked]] = {}
    for one in told:
        day = riga_day(one[0].started_at)
        period = day.isocalendar()[:2] if every is Every.WEEK else (day.year, day.month)
        periods.setdefault(period, []).append(one)
    for alike in periods.values():
        seen = [night for night, _ in alike if not night.failed]
        yield seen[-1] if seen else alike[-1][0], tuple(change for _, changes in alike for change in changes)
