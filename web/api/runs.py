"""Runs, which change while they are at work: each answer is made anew."""

from typing import Any

from fastapi import Response

from db.runs import place_of_run
from pipeline.errors import SetupError
from pipeline.run_view import newest_runs, run_in_full
from reports.language import N_
from reports.runs import run_json, runs_json
from web.api.asking import Name, Plain, PlainPaged, Visiting
from web.api.cursor import Slice, read, unknown_cursor
from web.api.route import LiveRoute, api_router, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.nights import RunFigures, RunInFull
from web.problems import not_found

router = api_router("Runs", LiveRoute)
LIVE = "no-cache"
# What only the operator is told: the machine that works, and the words of a fault of ours.
OURS = frozenset({"worker", "detail"})


@router.get("/runs", responses=tells(Listed[RunFigures]))
def list_runs(visit: Visiting, asked: PlainPaged) -> Response:
    """Every run in figures, the newest first."""
    last = read(asked.cursor, [str])
    place = place_of_run(visit.workplace.database, last[0]) if last else -1
    if place is None:
        raise unknown_cursor()
    found = newest_runs(visit.workplace, asked.limit + 1, place + 1)
    some = found[: asked.limit]
    after = (some[-1].id,) if len(found) > asked.limit else None
    return listed(visit, Slice(some, after), runs_json(some))


@router.get("/runs/{id}", responses=tells(RunInFull))
def read_run(visit: Visiting, id: Name, asked: Plain) -> Response:
    """One run with all its sites."""
    try:
        run, sites = run_in_full(visit.workplace, id)
    except SetupError as error:
        raise not_found(N_("There is no such run"), N_("The list of runs has all.")) from error
    document = run_json(run, sites)
    document["of_site"] = [_site(one) for one in document["of_site"]]
    return told(document, cache=LIVE)


def _site(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name not in OURS}
