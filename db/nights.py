"""Nights: runs that are planned whole and then wait in the queue (db/jobs.py has the turns of their sites)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, exists, func, insert, select, update

from db import tables as t
from db.engine import reading, writing
from db.jobs import OPEN, JobState, finish_if_done
from db.night_tables import job, night
from db.runs import RunExists, RunStatus, insert_run
from db.sites import upsert
from model.site import Site


class NightExists(Exception):
    """This night was planned before, by this scheduler or another."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A site's turn as it is planned; higher priorities go first."""

    site: Site
    not_before: datetime
    not_after: datetime
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Night:
    """A planned run. `night` is its local date, None where a person asked for it; `counts` are its turns by state."""

    run: str
    night: date | None
    planned_at: datetime
    ends_at: datetime
    finished_at: datetime | None
    status: RunStatus
    settings: Mapping[str, Any]
    counts: Mapping[JobState, int]

    @property
    def sites(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """The sites that wait or are at work."""
        return sum(self.counts.get(state, 0) for state in OPEN)


# Is told the jobs within the transaction that plans them: (run, site number and turn of each).
Enqueue = Callable[[Connection, str, Sequence[tuple[int, Planned]]], None]


def plan_night(
    database: Engine,
    run: str,
    jobs: Sequence[Planned],
    *,
    planned_at: datetime,
    ends_at: datetime,
    settings: Mapping[str, Any],
    versions: Mapping[str, Any],
    date_of: date | None = None,
    enqueue: Enqueue | None = None,
) -> None:
    """Writes down a run, its sites and their turns, in one transaction with what `enqueue` does.

    Raises NightExists where `date_of` was planned before, RunExists where the run's id was used.
    """
    with writing(database) as connection:
        if date_of is not None and connection.scalar(select(exists().where(night.c.night == date_of))):
            raise NightExists(f"the night of {date_of} is planned already")
        if connection.scalar(select(exists().where(t.run.c.id == run))):
            raise RunExists(f"run {run} was started before")
        ids = insert_run(
            connection,
            run,
            started_at=planned_at,
            sites=[one.site for one in jobs],
            settings=settings,
            versions=versions,
        )
        values = {"run_id": run, "night": date_of, "ends_at": ends_at}
        # Another scheduler may have been quicker by a moment.
        planned = upsert(connection, night).values(values).on_conflict_do_nothing().returning(night.c.run_id)
        if connection.execute(planned).one_or_none() is None:
            raise NightExists(f"the night of {date_of} is planned already")
        turns = list({ids[one.site]: one for one in jobs}.items())
        if turns:
            connection.execute(insert(job), [_new_row(run, site_id, one) for site_id, one in turns])
        if enqueue is not None:
            enqueue(connection, run, turns)


def close_missed(database: Engine, now: datetime) -> int:
    """Ends the waiting turns whose window closed, and the nights that are done; returns how many turns."""
    closed = update(job).where(job.c.state == JobState.WAITING, job.c.not_after <= now)
    running = select(t.run.c.id).join(night).where(t.run.c.status == RunStatus.RUNNING).order_by(t.run.c.id)
    with writing(database) as connection:
        ended = connection.execute(closed.values(state=JobState.MISSED, ended_at=now)).rowcount
        finish_if_done(connection, list(connection.scalars(running)), now)
        return ended


def cancel_night(database: Engine, run: str, now: datetime) -> int:
    """Ends the turns that wait; those at work come to their end. Returns how many were cancelled."""
    waiting = update(job).where(job.c.run_id == run, job.c.state == JobState.WAITING)
    with writing(database) as connection:
        ended = connection.execute(waiting.values(state=JobState.CANCELLED, ended_at=now)).rowcount
        finish_if_done(connection, [run], now)
        return ended


def nights(
    database: Engine, limit: int | None = None, run: str | None = None, of: date | None = None
) -> tuple[Night, ...]:
    """Planned runs, the newest first; or only the one of this id, or of this local date."""
    query = (
        select(t.run, night.c.night, night.c.ends_at)
        .join(night, night.c.run_id == t.run.c.id)
        .order_by(t.run.c.started_at.desc(), t.run.c.id.desc())
        .limit(limit)
    )
    if run is not None:
        query = query.where(t.run.c.id == run)
    if of is not None:
        query = query.where(night.c.night == of)
    with reading(database) as connection:
        rows = connection.execute(query).all()
        counted = select(job.c.run_id, job.c.state, func.count().label("jobs")).group_by(job.c.run_id, job.c.state)
        counts: dict[str, dict[JobState, int]] = {row.id: {} for row in rows}
        for row in connection.execute(counted.where(job.c.run_id.in_(list(counts)))):
            counts[row.run_id][JobState(row.state)] = row.jobs
    return tuple(
        Night(
            run=row.id,
            night=row.night,
            planned_at=row.started_at,
            ends_at=row.ends_at,
            finished_at=row.finished_at,
            status=RunStatus(row.status),
            settings=row.settings,
            counts=counts[row.id],
        )
        for row in rows
    )


def planned_on(database: Engine, day: date) -> str | None:
    """The run of this night; None where it was not planned."""
    with reading(database) as connection:
        found: str | None = connection.scalar(select(night.c.run_id).where(night.c.night == day))
        return found


def last_turns(database: Engine, sites: Sequence[Site], since: date) -> Mapping[Site, date]:
    """The newest night, from that of `since` on, in which each site had its turn or still has it.

    Sites without one are left out. A turn that was missed or cancelled was none, nor was one that met a fault of ours.
    """
    newest = (
        select(t.site.c.atvk, t.site.c.role, t.site.c.url, func.max(night.c.night).label("night"))
        .join(job, job.c.site_id == t.site.c.id)
        .join(night, night.c.run_id == job.c.run_id)
        .where(night.c.night >= since, job.c.state.in_((*OPEN, JobState.SAVED)))
        .group_by(t.site.c.id)
    )
    with reading(database) as connection:
        days = {(row.atvk, row.role, row.url): row.night for row in connection.execute(newest)}
    planned = {site: days.get((site.atvk, site.role, site.url)) for site in sites}
    return {site: day for site, day in planned.items() if day is not None}


def _new_row(run: str, site_id: int, one: Planned) -> dict[str, object]:
    return {
        "run_id": run,
        "site_id": site_id,
        "state": JobState.WAITING,
        "priority": one.priority,
        "not_before": one.not_before,
        "not_after": one.not_after,
        "tries": 0,
        "taken": 0,
    }
