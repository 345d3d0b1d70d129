"""Runs as the operator looks at them, and the end of one that should not go on."""

from collections import Counter
from datetime import UTC, datetime

from db.claims import owner_of
from db.engine import DatabaseError
from db.jobs import JobState
from db.nights import cancel_night, nights
from db.run_sites import RunSite, sites_of_run
from db.runs import Run, RunStatus, runs
from model.audit import Status
from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from reports.runs import RunLine, SiteLine

WAITING, WORKING, MISSED, CRASHED = JobState.WAITING, JobState.WORKING, JobState.MISSED, JobState.CRASHED


def newest_runs(workplace: Workplace, limit: int) -> tuple[RunLine, ...]:
    """The newest runs, the newest first. Raises SetupError."""
    try:
        return tuple(_line(workplace, run)[0] for run in runs(workplace.database, limit))
    except DatabaseError as error:
        raise SetupError(str(error)) from error


def run_in_full(workplace: Workplace, name: str | None) -> tuple[RunLine, tuple[SiteLine, ...]]:
    """The run of this id, or the newest, and its sites. Raises SetupError where there is none."""
    try:
        return _line(workplace, _run(workplace, name))
    except DatabaseError as error:
        raise SetupError(str(error)) from error


def cancel_run(workplace: Workplace, name: str) -> int:
    """Ends a night's waiting turns; returns how many. Raises SetupError where the run is no night that still goes."""
    try:
        run = _run(workplace, name)
        if run.status is not RunStatus.RUNNING:
            raise SetupError(f"the run {run.id} is not at work any more: it is {run.status}.")
        if not run.queued:
            owner = owner_of(workplace.database, run.id)
            raise SetupError(
                f"the run {run.id} was begun by hand: stop {owner.name if owner else 'its process'} with Ctrl-C or "
                "SIGTERM, and it keeps what is saved."
            )
        return cancel_night(workplace.database, run.id, datetime.now(UTC))
    except DatabaseError as error:
        raise SetupError(str(error)) from error


def _run(workplace: Workplace, name: str | None) -> Run:
    known = runs(workplace.database, 1 if name is None else None)
    found = [run for run in known if name in (None, run.id)]
    if not found:
        said = f"there is no run {name}" if name else "there is no run yet"
        raise SetupError(f"{said}: `eindekss runs` lists them.")
    return found[0]


def _line(workplace: Workplace, run: Run) -> tuple[RunLine, tuple[SiteLine, ...]]:
    sites = tuple(_site(one, run.status) for one in sites_of_run(workplace.database, run.id))
    night = next(iter(nights(workplace.database, run=run.id)), None) if run.queued else None
    states = Counter(site.state for site in sites)
    line = RunLine(
        id=run.id,
        night=night.night if night else None,
        status=run.status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        sites=run.sites,
        saved=run.audits,
        failed=states[Status.FAILED],
        working=states[WORKING],
        waiting=states[WAITING],
        missed=states[MISSED],
        crashed=states[CRASHED],
    )
    return line, sites


def _site(one: RunSite, run: RunStatus) -> SiteLine:
    return SiteLine(
        name=one.site.name,
        atvk=one.site.atvk,
        url=one.site.url,
        state=_state(one, run),
        tries=one.tries,
        worker=one.holder,
        due_at=one.not_before,
        began_at=one.begun_at,
        ended_at=one.ended_at,
        pages=one.pages,
        failure=one.failure,
        detail=one.detail,
    )


def _state(one: RunSite, run: RunStatus) -> str:
    if one.status is not None:
        return one.status
    if one.state is not None and one.state is not JobState.SAVED:
        return one.state
    # Which sites of a run by hand are at work only its own process knows.
    return WAITING if run is not RunStatus.FINISHED else CRASHED
