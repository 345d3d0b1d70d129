"""How the queue of turns stands now, for those who watch it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from db import tables as t
from db.engine import reading
from db.jobs import JobState
from db.night_tables import job, night
from db.runs import RunStatus


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Turns by state over the nights that are at work, and since when the oldest that could begin waits.

    The last night that was planned began at `newest_at`.
    """

    turns: Mapping[JobState, int]
    due_since: datetime | None
    working_since: datetime | None
    newest_at: datetime | None


def queue_figures(database: Engine, now: datetime) -> QueueFigures:
    """Raises DatabaseUnavailable."""
    at_work = select(t.run.c.id).join(night).where(t.run.c.status == RunStatus.RUNNING)
    states = select(job.c.state, func.count().label("turns")).where(job.c.run_id.in_(at_work)).group_by(job.c.state)
    due = select(func.min(job.c.not_before)).where(job.c.state == JobState.WAITING, job.c.not_before <= now)
    working = select(func.min(job.c.begun_at)).where(job.c.state == JobState.WORKING)
    newest = (
        select(t.run.c.started_at).join(night).where(night.c.night.is_not(None)).order_by(night.c.night.desc()).limit(1)
    )
    with reading(database) as connection:
        turns = {JobState(row.state): row.turns for row in connection.execute(states)}
        return QueueFigures(
            turns=turns,
            due_since=connection.scalar(due),
            working_since=connection.scalar(working),
            newest_at=connection.scalar(newest),
        )
