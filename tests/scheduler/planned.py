"""Nights that are planned for tests, and what became of them."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select, text

from db import tables as t
from db.engine import reading
from db.jobs import Job
from db.nights import Enqueue, Planned, nights, plan_night
from model.site import Site
from scheduler.broker import enqueue_turns
from tests.db.stored_jobs import jobs_of

HOUR = timedelta(hours=1)


def plan(
    database: Engine,
    run: str,
    sites: Sequence[Site],
    priority: int = 0,
    not_before: datetime | None = None,
    enqueue: Enqueue = enqueue_turns,
) -> None:
    now = datetime.now(UTC)
    plan_night(
        database,
        run,
        [Planned(site, not_before or now, now + HOUR, priority) for site in sites],
        planned_at=now,
        ends_at=now + HOUR,
        settings={"allow_private": True, "max_pages": 2},
        versions={},
        enqueue=enqueue,
    )


def turns(database: Engine, run: str) -> dict[str, Job]:
    return {job.site.url: job for job in jobs_of(database, run)}


def is_over(database: Engine, run: str) -> bool:
    (night,) = nights(database, run=run)
    return not night.open


def audits(database: Engine, run: str) -> Counter[str]:
    """How many audits each site has in the run."""
    query = select(t.site.c.url, func.count()).join(t.audit, t.audit.c.site_id == t.site.c.id)
    with reading(database) as connection:
        return Counter(dict(connection.execute(query.where(t.audit.c.run_id == run).group_by(t.site.c.url)).all()))


def queued(database: Engine) -> dict[str, int]:
    """How many jobs procrastinate holds, by state."""
    with reading(database) as connection:
        rows = connection.execute(text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"))
        return {row[0]: row[1] for row in rows}


def wait_until(holds: Callable[[], bool], patience_s: float = 60.0) -> None:
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)
