"""The nights and runs, and one of them as it goes: these change while nothing is saved, and are made anew each time."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import BaseModel, Field

from model.failure import FailureKind
from pipeline.errors import SetupError
from pipeline.run_view import newest_runs, run_in_full
from reports.language import N_, riga_day
from reports.run_views import (
    SITE_STATES,
    STATES_TOGETHER,
    failures_view,
    in_order,
    is_in,
    moment_told,
    runs_view,
    sites_view,
)
from reports.runs import RunLine, SiteLine
from reports.terms import FAILURES, term
from web.filters import Unset
from web.kept.municipalities import every, path_of
from web.page import DataTable, Page, show
from web.page_route import live_router
from web.problems import Problem, not_found
from web.visit import Visit, Visiting

router = live_router()

A_PAGE = 30
# How often a page that is watched looks again: by its module, and without one.
LOOK_S, RELOAD_S = 10, 60
# The column of pages among those of the sites.
PAGES = 4
# The columns of the list that count sites, and what each counts.
COUNTS = {4: None, 5: "saved", 6: "failed", 7: "open", 8: "lost"}


class Paged(BaseModel):
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class Asked(BaseModel):
    """Which sites are shown, and whether the page goes on looking."""

    state: Annotated[str | None, Unset] = None
    failure: Annotated[FailureKind | None, Unset] = None
    live: Literal["on", "off"] = "on"


@router.get("/runs")
def runs(visit: Visiting, paged: Annotated[Paged, Query()]) -> Response:
    # One more tells whether there is a next page.
    found = newest_runs(visit.workplace, A_PAGE + 1, (paged.page - 1) * A_PAGE)
    lines = found[:A_PAGE]
    links = {(at, 0): visit.to(f"runs/{run.id}") for at, run in enumerate(lines)}
    view = runs_view(lines, visit.words)
    links |= {
        (at, column): visit.to(f"runs/{run.id}", state=state)
        for at, run in enumerate(lines)
        for column, state in COUNTS.items()
        if view.rows[at][column]
    }
    return show(
        visit,
        Page(
            template="runs/runs.html.j2",
            title=visit.words.gettext("Nights and runs"),
            tables=[DataTable(id="runs", view=view, links=links)],
            values={"number": paged.page, "more": len(found) > A_PAGE},
        ),
    )


@router.get("/runs/{run}")
def run(visit: Visiting, run: str, asked: Annotated[Asked, Query()]) -> Response:
    if asked.state is not None and asked.state not in {*SITE_STATES, *STATES_TOGETHER}:
        raise Problem(422, N_("There is no such state of a site"), N_("Choose one of the counts of the run."))
    try:
        line, sites = run_in_full(visit.workplace, run)
    except SetupError as error:
        raise not_found(N_("There is no such run"), N_("Choose one from the list of nights and runs.")) from error
    shown = [site for site in in_order(sites) if is_in(site, asked.state, asked.failure)]
    running = line.status == "running"
    return show(
        visit,
        Page(
            template="runs/run.html.j2",
            title=title_of_run(line, visit),
            tables=_tables(visit, line, sites, shown),
            crumbs=[("runs", visit.words.gettext("Nights and runs"))],
            values={
                "run": line,
                "began": moment_told(line.started_at, visit.words),
                "ended": moment_told(line.finished_at, visit.words) if line.finished_at else None,
                "looked": visit.words.time(visit.now),
                "counts": _counts(line, visit),
                "narrowed": _narrowed(asked, visit),
                "running": running,
                "live": running and asked.live == "on",
                "look_s": LOOK_S,
                "reload_s": RELOAD_S,
            },
        ),
    )


def title_of_run(line: RunLine, visit: Visit) -> str:
    if line.night:
        return visit.words.gettext("The night of %(day)s", day=visit.words.date(line.night))
    return visit.words.gettext("Run of %(moment)s", moment=moment_told(line.started_at, visit.words))


def _tables(visit: Visit, line: RunLine, sites: Sequence[SiteLine], shown: Sequence[SiteLine]) -> list[DataTable]:
    paths = {known.site.url: path_of(series) for series in every(visit) for known in series.sites}
    links: dict[tuple[int, int], str] = {}
    for at, site in enumerate(shown):
        if site.url in paths:
            links[at, 0] = visit.to(paths[site.url])
            # The night says what of the pages was seen.
            links[at, PAGES] = visit.to(f"{paths[site.url]}/history", since=riga_day(line.started_at))
    failures, kinds = failures_view(sites, visit.words)
    counted = {(at, 1): visit.to(f"runs/{line.id}", failure=kind) for at, kind in enumerate(kinds)}
    return [
        DataTable(id="sites", view=sites_view(shown, visit.words, visit.now), links=links),
        DataTable(id="failures", view=failures, links=counted),
    ]


def _counts(line: RunLine, visit: Visit) -> list[tuple[str, int, str | None]]:
    """Title, number, and the list that it counts; an empty one has none."""
    told = (
        (N_("Sites"), line.sites, None),
        (N_("Saved"), line.saved, "saved"),
        (N_("Not audited"), line.failed, "failed"),
        (N_("At work"), line.working, "working"),
        (N_("Waiting"), line.waiting, "waiting"),
        (N_("Lost"), line.lost, "lost"),
    )
    here = f"runs/{line.id}"
    return [
        (visit.words.gettext(title), number, visit.to(here, state=state) if number else None)
        for title, number, state in told
    ]


def _narrowed(asked: Asked, visit: Visit) -> str | None:
    """What the list of sites is narrowed to, in words."""
    together = {"saved": N_("Saved"), "open": N_("Still open"), "lost": N_("Lost")}
    said = [visit.words.gettext(term({**SITE_STATES, **together}, asked.state))] if asked.state else []
    said += [visit.words.gettext(FAILURES[asked.failure])] if asked.failure else []
    return ", ".join(said) or None
