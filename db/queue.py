"""What the queue must hold, compared with what it holds: our tables are the truth, procrastinate hands them out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from procrastinate import sql
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from db.asked_pages import UNDONE
from db.engine import reading, writing
from db.jobs import OPEN

# procrastinate's own, by their names.
QUERIES: Any = sql.queries
# Any number, the same in every process: whoever holds it looks after the queue.
CARE_LOCK = 0x65696E51
SERVER_UP = "SELECT now() - pg_postmaster_start_time() > make_interval(secs => :seconds)"
ALIVE = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :seconds)"
UNQUEUED = """
SELECT job.run_id, job.site_id, job.priority, job.not_before FROM job
WHERE job.state = ANY(:open) AND NOT EXISTS (
    SELECT FROM procrastinate_jobs AS queued
    WHERE queued.status IN ('todo', 'doing') AND queued.queueing_lock = 'turn:' || job.run_id || ':' || job.site_id
)
ORDER BY job.priority DESC, job.not_before, job.run_id, job.site_id LIMIT :most
"""
UNQUEUED_PAGES = """
SELECT asked.id, asked.site_id, asked.asked_at FROM asked_pages AS asked
WHERE asked.stage = ANY(:undone) AND NOT EXISTS (
    SELECT FROM procrastinate_jobs AS queued
    WHERE queued.status IN ('todo', 'doing') AND queued.queueing_lock = 'pages:' || asked.id
)
ORDER BY asked.id LIMIT :most
"""
# Above whole sites that are asked for by day: somebody waits for an answer, and it is soon had.
PAGES_PRIORITY = 20


@dataclass(frozen=True, slots=True)
class QueuedTurn:
    """A site's turn as the queue holds it; higher priorities go first, and none is handed out before its time."""

    run: str
    site_id: int
    priority: int
    not_before: datetime

    @property
    def name(self) -> str:
        """What keeps a turn from being queued twice; UNQUEUED spells it too."""
        return f"turn:{self.run}:{self.site_id}"


@dataclass(frozen=True, slots=True)
class QueuedPages:
    """Pages of a site that somebody asked for (db/asked_pages.py), as the queue holds them."""

    number: int
    site_id: int
    priority: int
    not_before: datetime

    @property
    def name(self) -> str:
        """As a turn's; UNQUEUED_PAGES spells it too."""
        return f"pages:{self.number}"


@contextmanager
def caring(database: Engine, up_s: float) -> Iterator[Connection | None]:
    """A transaction of the one that looks after the queue, for all workers.

    None where another does, and where the server has not been up for so long: then nobody could give a sign of life.
    """
    with writing(database) as connection:
        mine = connection.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": CARE_LOCK})
        yield connection if mine and connection.scalar(text(SERVER_UP), {"seconds": up_s}) else None


def workers_alive(database: Engine, dead_s: float) -> int:
    """How many gave a sign of life in this time."""
    with reading(database) as connection:
        return int(connection.scalar(text(ALIVE), {"seconds": dead_s}) or 0)


def unqueued(connection: Connection, most: int) -> Sequence[QueuedTurn]:
    """Open turns that the queue does not hold, the most urgent first."""
    rows = connection.execute(text(UNQUEUED), {"open": list(OPEN), "most": most})
    return [QueuedTurn(row.run_id, row.site_id, row.priority, row.not_before) for row in rows]


def unqueued_pages(connection: Connection, most: int) -> Sequence[QueuedPages]:
    """Pages that wait and that the queue does not hold, the oldest request first."""
    rows = connection.execute(text(UNQUEUED_PAGES), {"undone": list(UNDONE), "most": most})
    return [QueuedPages(row.id, row.site_id, PAGES_PRIORITY, row.asked_at) for row in rows]


def revive(connection: Connection, dead_s: float) -> int:
    """Queues what workers held that gave no sign of life for so long; returns how many turns."""
    who = {"queue": None, "task_name": None, "seconds_since_heartbeat": dead_s}
    stalled = connection.exec_driver_sql(QUERIES["select_stalled_jobs_by_heartbeat"], who).all()
    now = datetime.now(UTC)
    unchanged = {"new_priority": None, "new_queue_name": None, "new_lock": None}
    for job in stalled:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(QUERIES["retry_job"], {"job_id": job.id, "retry_at": now, **unchanged})
        except IntegrityError:
            # The turn was queued anew; this job would hold its site's lock for ever.
            ended = {"job_id": job.id, "status": "failed", "delete_job": True}
            connection.exec_driver_sql(QUERIES["finish_job"], ended)
    return len(stalled)


def prune(connection: Connection, days: int) -> None:
    """Removes what ended so long ago; what ended well is removed as it ends."""
    ended = ["succeeded", "failed", "cancelled", "aborted"]
    connection.exec_driver_sql(QUERIES["delete_old_jobs"], {"nb_hours": days * 24, "queue": None, "statuses": ended})
