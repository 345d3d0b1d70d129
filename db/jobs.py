"""A site's turn in a night: handed out, put off and ended.

A turn has one holder; `taken` counts how often it was handed out, but for the times that it was given back untried. Who
lost a turn, because its worker was taken for dead, can neither put it off nor end it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, exists, select, update

from db import tables as t
from db.engine import reading, writing
from db.night_tables import job
from db.runs import RunStatus
from db.sites import site_of
from model.failure import Failure, FailureKind
from model.site import Site


class JobState(StrEnum):
    """waiting and working may change; the rest is an end. saved: its audit is in the database, failed ones included.

    missed: its window closed before its turn; crashed: a fault of ours, again and again; cancelled: by a person.
    """

    WAITING = "waiting"
    WORKING = "working"
    SAVED = "saved"
    MISSED = "missed"
    CRASHED = "crashed"
    CANCELLED = "cancelled"


OPEN = (JobState.WAITING, JobState.WORKING)
FREED: Mapping[str, Any] = {"state": JobState.WAITING, "holder": None}
# A site is given up whose holders died over it again and again: stops, upgrades and a full disk are none of its doing.
UNTRIED: Mapping[str, Any] = {**FREED, "taken": job.c.taken - 1}


@dataclass(frozen=True, slots=True)
class Job:
    """A site's turn. `tries` counts the audits that ended in a passing failure, `failure` is the last of those.

    `detail` is the text of a fault of ours. `holder` has had it since `begun_at`, as the `taken`-th.
    """

    run: str
    site: Site
    site_id: int
    state: JobState
    priority: int
    not_before: datetime
    not_after: datetime
    tries: int = 0
    taken: int = 0
    holder: str | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    failure: Failure | None = None
    detail: str | None = None


def pick_job(database: Engine, holder: str, now: datetime) -> Job | None:
    """Hands out the waiting turn that is due and most urgent; None where none is. For a queue without a broker.

    A site that is at work in another run waits.
    """
    other = job.alias()
    at_work = exists().where(other.c.site_id == job.c.site_id, other.c.state == JobState.WORKING)
    due = (
        select(job.c.run_id, job.c.site_id)
        .where(job.c.state == JobState.WAITING, job.c.not_before <= now, job.c.not_after > now, ~at_work)
        .order_by(job.c.priority.desc(), job.c.not_before, job.c.run_id, job.c.site_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with writing(database) as connection:
        found = connection.execute(due).one_or_none()
        return None if found is None else _taken(connection, found.run_id, found.site_id, holder, now)


def take_job(database: Engine, run: str, site_id: int, holder: str, now: datetime) -> Job | None:
    """Hands out this turn, also one whose holder is taken for dead; None where it ended, or its window closed."""
    with writing(database) as connection:
        taken = _taken(connection, run, site_id, holder, now)
        if taken is None:
            end = update(job).where(_this(run, site_id), job.c.state.in_(OPEN), job.c.not_after <= now)
            connection.execute(end.values(state=JobState.MISSED, holder=None, ended_at=now))
            finish_if_done(connection, [run], now)
        return taken


def holds(database: Engine, mine: Job) -> bool:
    """Whether the turn is still the holder's."""
    with reading(database) as connection:
        return bool(connection.scalar(select(exists().where(_held(mine)))))


def put_off(database: Engine, mine: Job, not_before: datetime, failure: Failure) -> bool:
    """Gives the turn back for a later try. False where it is the holder's no longer."""
    values = {"state": JobState.WAITING, "holder": None, "not_before": not_before, "tries": job.c.tries + 1}
    with writing(database) as connection:
        return _change(connection, mine, values | _failure(failure))


def give_back(database: Engine, mine: Job) -> bool:
    """Gives the turn back untried, as it was. False where it is the holder's no longer."""
    with writing(database) as connection:
        return _change(connection, mine, UNTRIED)


def end_job(
    database: Engine,
    mine: Job,
    state: JobState,
    now: datetime,
    failure: Failure | None = None,
    detail: str | None = None,
) -> bool:
    """Ends the turn, and the run with its last one. False where it is the holder's no longer.

    Without `failure` or `detail` the failure of the last try stays told.
    """
    with writing(database) as connection:
        said = {"failure_kind": None, "detail": detail} if detail is not None else _failure(failure)
        changed = _change(connection, mine, {"state": state, "ended_at": now, **said})
        finish_if_done(connection, [mine.run], now)
        return changed


def release_held(database: Engine, holders: Collection[str], *, died: bool) -> int:
    """Gives back the turns of holders that died over them, or that cannot go on through no fault of the sites'; returns
    how many.
    """
    free = update(job).where(job.c.state == JobState.WORKING, job.c.holder.in_(holders))
    with writing(database) as connection:
        return connection.execute(free.values(FREED if died else UNTRIED)).rowcount


def finish_if_done(connection: Connection, runs: Sequence[str], now: datetime) -> None:
    """Ends those of the runs that have no open turn left."""
    # Who ends the last turn but one at the same moment must see this one: one after the other.
    connection.execute(select(t.run.c.id).where(t.run.c.id.in_(runs)).with_for_update(key_share=True)).all()
    left = exists().where(job.c.run_id == t.run.c.id, job.c.state.in_(OPEN))
    cancelled = exists().where(job.c.run_id == t.run.c.id, job.c.state == JobState.CANCELLED)
    kept = exists().where(job.c.run_id == t.run.c.id, job.c.state != JobState.CANCELLED)
    done = update(t.run).where(t.run.c.id.in_(runs), t.run.c.status == RunStatus.RUNNING, ~left)
    connection.execute(done.where(cancelled, ~kept).values(status=RunStatus.CANCELLED, finished_at=now))
    connection.execute(done.values(status=RunStatus.FINISHED, finished_at=now))


def _taken(connection: Connection, run: str, site_id: int, holder: str, now: datetime) -> Job | None:
    take = update(job).where(_this(run, site_id), job.c.state.in_(OPEN), job.c.not_after > now)
    values = {"state": JobState.WORKING, "holder": holder, "begun_at": now, "taken": job.c.taken + 1}
    if not connection.execute(take.values(values)).rowcount:
        return None
    found = select(job, t.site).join(t.site, t.site.c.id == job.c.site_id).where(_this(run, site_id))
    return job_of(connection.execute(found).one())


def _this(run: str, site_id: int) -> Any:
    return and_(job.c.run_id == run, job.c.site_id == site_id)


def _held(mine: Job) -> Any:
    # The count alone goes back to what an old holder knew.
    same = and_(job.c.taken == mine.taken, job.c.begun_at == mine.begun_at)
    return and_(_this(mine.run, mine.site_id), job.c.state == JobState.WORKING, same)


def _change(connection: Connection, mine: Job, values: Mapping[str, Any]) -> bool:
    return bool(connection.execute(update(job).where(_held(mine)).values(values)).rowcount)


def _failure(failure: Failure | None) -> dict[str, Any]:
    if failure is None:
        return {}
    return {"failure_kind": failure.kind, "detail": failure.detail}


def job_of(row: Row[Any]) -> Job:
    """Of a row of the turn together with its site's."""
    return Job(
        run=row.run_id,
        site=site_of(row),
        site_id=row.site_id,
        state=JobState(row.state),
        priority=row.priority,
        not_before=row.not_before,
        not_after=row.not_after,
        tries=row.tries,
        taken=row.taken,
        holder=row.holder,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        failure=Failure(FailureKind(row.failure_kind), row.detail or "") if row.failure_kind else None,
        detail=row.detail,
    )
