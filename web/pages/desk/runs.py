"""Runs and nights at the desk: audits asked for now, a run cancelled, the nights paused."""

from typing import Annotated

from fastapi import Form, Response
from pydantic import BaseModel, Field

from db.asked_pages import requests
from db.queue import workers_alive
from db.runs import RunStatus
from pipeline.run_view import newest_runs
from reports.language import N_
from reports.run_views import moment_told
from reports.runs import RunLine
from reports.spreadsheets import Row
from reports.views import Column, View
from reports.views import Form as Kind
from scheduler.leader import leader_of
from web.access import actions
from web.filters import Day, Unset
from web.page import DataTable
from web.pages.desk import frame as desk
from web.pages.desk.asked import asked_tables
from web.pages.desk.frame import Acting, desk_page, desk_router, led_to, may
from web.pages.desk.front import nights_held_back, nights_in_words
from web.pages.runs import title_of_run
from web.problems import not_found
from web.visit import Visit, Visiting

router = desk_router()

SHOWN = 20
MOST_PAGES = 1_000
CRUMBS = (("desk", N_("Desk")), ("desk/runs", N_("Nights and runs")))
STATES = {
    RunStatus.RUNNING: N_("at work"),
    RunStatus.STOPPED: N_("stopped"),
    RunStatus.FINISHED: N_("finished"),
    RunStatus.CANCELLED: N_("cancelled"),
    RunStatus.KILLED: N_("broke off"),
}


class Wanted(BaseModel):
    """`site` is an ATVK or address; none means all that stand."""

    site: Annotated[str, Field(max_length=2_000)] = ""
    max_pages: Annotated[int | None, Field(ge=1, le=MOST_PAGES), Unset] = None


class Pause(BaseModel):
    until: Annotated[Day | None, Unset] = None


@router.get("/desk/runs", dependencies=may(actions.SEE_ALL))
def runs(visit: Visiting, doer: Acting) -> Response:
    _ = visit.words.gettext
    facts = [(_("Nights"), nights_in_words(visit)), (_("Who audits"), _who_audits(visit))]
    sites = [(one.present.site.atvk or one.present.site.url, one.present.site.name) for one in doer.series()]
    now = desk.Form(
        id="run",
        title=_("Audit now"),
        to=visit.to("desk/runs/new"),
        method="get",
        button=_("Go on"),
        says=_("The next page says what will happen."),
        fields=[
            desk.Field(name="site", label=_("Site"), kind="select", options=[("", _("all sites")), *sites]),
            desk.Field(name="max_pages", label=_("Pages of each site at most"), kind="number", required=False),
        ],
    )
    asked = requests(visit.workplace.database, SHOWN)
    tables = [_table(visit, newest_runs(visit.workplace, SHOWN)), *asked_tables(visit, asked)]
    return desk_page(visit, _("Nights and runs"), facts=facts, tables=tables, forms=[now, *_schedule(visit)])


@router.get("/desk/runs/new", dependencies=may(actions.RUN_NOW))
def new_run(visit: Visiting, doer: Acting, site: str = "", max_pages: str = "") -> Response:
    _, words = visit.words.gettext, visit.words
    sites = doer.sites([site] if site else [])
    says = words.ngettext(
        "%(num)s site is audited now, before those of a night and whatever its hours.",
        "%(num)s sites are audited now, before those of a night and whatever their hours.",
        len(sites),
    )
    facts = [(_("Site"), sites[0].name if site else _("all sites"))]
    if max_pages:
        facts.append((_("Pages of each site at most"), max_pages))
    hidden = [
        desk.Field(name=name, kind="hidden", value=value) for name, value in (("site", site), ("max_pages", max_pages))
    ]
    form = desk.Form(
        id="run", title=_("Audit now"), to=visit.to("desk/runs"), button=_("Audit now"), says=says, fields=hidden
    )
    return desk_page(visit, _("Audits now"), lead=_who_audits(visit), facts=facts, forms=[form], crumbs=crumbs(visit))


@router.post("/desk/runs", dependencies=may(actions.RUN_NOW))
def run_now(visit: Visiting, doer: Acting, form: Annotated[Wanted, Form()]) -> Response:
    doer.run_now([form.site] if form.site else [], form.max_pages)
    return led_to(visit, "desk/runs")


@router.get("/desk/runs/{run}/cancel", dependencies=may(actions.CANCEL_RUN))
def ask_to_cancel(visit: Visiting, run: str) -> Response:
    _ = visit.words.gettext
    known = next((one for one in newest_runs(visit.workplace, SHOWN) if one.id == run), None)
    if known is None:
        raise not_found(N_("There is no such run"), N_("Choose one from the list."))
    says = visit.words.ngettext(
        "%(num)s site that waits is not audited; those at work come to their end, and what is saved stays.",
        "%(num)s sites that wait are not audited; those at work come to their end, and what is saved stays.",
        known.waiting,
    )
    form = desk.Form(
        id="cancel",
        title=_("Cancel the run"),
        to=visit.to(f"desk/runs/{run}/cancel"),
        button=_("Cancel the run"),
        says=says,
    )
    return desk_page(visit, title_of_run(known, visit), forms=[form], crumbs=crumbs(visit))


@router.post("/desk/runs/{run}/cancel", dependencies=may(actions.CANCEL_RUN))
def cancel(visit: Visiting, doer: Acting, run: str) -> Response:
    doer.cancel(run)
    return led_to(visit, "desk/runs")


@router.post("/desk/schedule/pause", dependencies=may(actions.PAUSE))
def pause(visit: Visiting, doer: Acting, form: Annotated[Pause, Form()]) -> Response:
    doer.pause(form.until)
    return led_to(visit, "desk/runs")


@router.post("/desk/schedule/resume", dependencies=may(actions.RESUME))
def resume(visit: Visiting, doer: Acting) -> Response:
    doer.resume()
    return led_to(visit, "desk/runs")


def crumbs(visit: Visit) -> list[tuple[str, str]]:
    return [(path, visit.words.gettext(name)) for path, name in CRUMBS]


def _schedule(visit: Visit) -> list[desk.Form]:
    """To let the nights go on is asked only where something holds them back."""
    _ = visit.words.gettext
    forms = [
        desk.Form(
            id="pause",
            title=_("Pause the nights"),
            to=visit.to("desk/schedule/pause"),
            button=_("Pause the nights"),
            says=_("No night begins until then; without a day, until somebody lets them go on. One at work goes on."),
            fields=[desk.Field(name="until", label=_("First night again"), kind="date", required=False)],
        ),
        desk.Form(
            id="resume",
            title=_("Let the nights go on"),
            to=visit.to("desk/schedule/resume"),
            button=_("Let the nights go on"),
            says=_("The next night begins at its time; those of the pause are not caught up."),
        ),
    ]
    return forms if nights_held_back(visit) else forms[:1]


def _who_audits(visit: Visit) -> str:
    _, database = visit.words.gettext, visit.workplace.database
    if database.dialect.name != "sqlite":
        if workers_alive(database, visit.workplace.settings.worker_dead_s):
            return _("The next free worker begins with it.")
        return _("No worker runs: what is asked for waits until somebody starts one.")
    leader = leader_of(database)
    if leader is None:
        return _("No schedule runs: what is asked for waits until somebody starts one.")
    return _("The schedule that runs (%(name)s) begins with it.", name=leader.name)


def _table(visit: Visit, known: tuple[RunLine, ...]) -> DataTable:
    _ = visit.words.gettext
    heads = [Column(_("Run")), Column(_("State")), Column(_("Begun"))]
    counts = [Column(name, Kind.COUNT) for name in (_("Sites"), _("Saved"), _("At work"), _("Waiting"))]
    rows: list[Row] = []
    links = {(at, 0): visit.to(f"runs/{one.id}") for at, one in enumerate(known)}
    for at, one in enumerate(known):
        going = one.status == RunStatus.RUNNING and (one.waiting or one.working)
        state, begun = (
            _(STATES[RunStatus(one.status)]),
            moment_told(one.started_at, visit.words),
        )
        rows.append(
            [one.id, state, begun, one.sites, one.saved, one.working, one.waiting, _("Cancel") if going else None]
        )
        if going:
            links[at, len(heads) + len(counts)] = visit.to(f"desk/runs/{one.id}/cancel")
    view = View(_("The newest runs"), _("Runs"), [*heads, *counts, Column(_("To do"))], rows)
    return DataTable(id="newest-runs", view=view, links=links)
