"""A municipality night by night: what was measured, and what changed beside the scores."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from reports.language import N_, riga_day
from web.filters import Unset
from web.page import Format, show
from web.page_route import page_router
from web.pages.municipality.dossier import Moment, dossier_of
from web.pages.municipality.nights import Every, chart_of, nights, sections_chart, table_of, thinned
from web.pages.municipality.past import past_of
from web.visit import Visiting

router = page_router()

YEAR = timedelta(days=365)
A_PAGE = 60


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
    told = thinned(nights(dossier, since, asked.methodology), every)
    newest_first = told[::-1]
    if visit.request.query_params.get("format", Format.HTML) == Format.HTML:
        newest_first = newest_first[(asked.page - 1) * A_PAGE : asked.page * A_PAGE]
    table = table_of(dossier, newest_first)
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
