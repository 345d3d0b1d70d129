"""Runs as the operator looks at them, and the end of one that should not go on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from db.claims import owner_of
from db.engine import DatabaseError
from db.jobs import JobState
from db.nights import cancel_night, nights
from db.run_sites import RunSite, sites_of_run, states_of_runs
from db.runs import Run, RunStatus, run_named, runs
from model.audit import Status
from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from reports.runs import RunLine, SiteLine

WAITING, WORKING, MISSED, CRASHED = JobState.WAITING, JobState.WORKING, JobState.MISSED, JobState.CRASHED


def newest_runs(workplace: Workplace, limit: int, skipped: int = 0) -> tuple[RunLine, ...]:
    """The newest runs, the newest first, without those that are skipped. Raises SetupError."""
    try:
        return _lines(workplace, runs(workplace.database, limit, skipped))
    except DatabaseError as error:
        raise SetupError(str(error)) from error


def run_in_full(workplace: Workplace, name: str | None) -> tuple[RunLine, tuple[SiteLine, ...]]:
    """The run of this id, or the newest, and its sites. Raises SetupError where there is none."""
    try:
        run = _run(workplace, name)
        sites = tuple(_site(one, run.status) for one in sites_of_run(workplace.database, run.id))
        return _lines(workplace, [run])[0], sites
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
    database = workplace.database
    found = next(iter(runs(database, 1)), None) if name is None else run_named(database, name)
    if found is None:
        said = f"there is no run {name}" if name else "there is no run yet"
        raise SetupError(f"{said}: `eindekss runs` lists them.")
    return found


def _lines(workplace: Workplace, found: Sequence[Run]) -> tuple[RunLine, ...]:
    held = states_of_runs(workplace.database, [run.id for run in found])
    return tuple(_line(workplace, run, held[run.id]) for run in found)


def _line(workplace: Workplace, run: Run, held: Mapping[tuple[Status | None, JobState | None], int]) -> RunLine:
    night = next(iter(nights(workplace.database, run=run.id)), None) if run.queued else None
    states: Counter[str] = Counter()
    for (status, turn), sites in held.items():
        states[_state(status, turn, run.status)] += sites
    return RunLine(
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


def _site(one: RunSite, run: RunStatus) -> SiteLine:
    return SiteLine(
        name=one.site.name,
        atvk=one.site.atvk,
        url=one.site.url,
        state=_state(one.status, one.state, run),
        tries=one.tries,
        worker=one.holder,
        due_at=one.not_before,
        began_at=one.begun_at,
        ended_at=one.ended_at,
        pages=one.pages,
        failure=one.failure,
        detail=one.detail,
    )


def _state(status: Status | None, turn: JobState | None, run: RunStatus) -> str:
    if status is not None:
        return status
    if turn is not None and turn is not JobState.SAVED:
        return turn
    # Which sites of a run by hand are at work only its own process knows.
    return WAITING if run is not RunStatus.FINISHED else CRASHED
