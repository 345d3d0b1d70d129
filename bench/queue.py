"""`make bench-queue`: 100,000 sites planned and paged through without a browser, on a real PostgreSQL server.

A turn goes the way that a worker takes: out of procrastinate's queue, out of our table, ended, out of the queue. The
first turns of each tenth of the night go so and are timed; the rest of it is ended by two statements.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from procrastinate.jobs import Status
from sqlalchemy import Engine, text

from db.engine import ensure_ready, open_database, reading, writing
from db.jobs import JobState, end_job, take_job
from db.nights import Planned, nights, plan_night
from db.queue import caring, unqueued
from model.site import Site
from scheduler.broker import QUEUE, PatientManager, connector, enqueue_turns
from tests.postgres import Server

SITES = 100_000
PARTS = 10
SAMPLE = 200
RUN = "bench"
HOUR = timedelta(hours=12)
SIZE = "SELECT pg_total_relation_size('procrastinate_jobs') + pg_total_relation_size('procrastinate_events')"
KNOWN = """
INSERT INTO site (atvk, role, url, name)
SELECT lpad(number::text, 7, '0'), 'main', 'https://novads-' || number || '.lv/', 'Novads ' || number
FROM generate_series(0, :count - 1) AS number
"""
SKIPPED = """
DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM procrastinate_jobs ORDER BY id LIMIT :count)
RETURNING (args->>'site_id')::int
"""


@dataclass
class Lap:
    """Milliseconds of each step of the turns that were timed."""

    pick: list[float]
    take: list[float]
    end: list[float]
    finish: list[float]

    def __str__(self) -> str:
        return "".join(f"{median(times):9.2f}" for times in (self.pick, self.take, self.end, self.finish))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    parser.add_argument("--sites", type=int, default=SITES, help=f"sites of the night (default {SITES})")
    options = parser.parse_args()
    server = Server(durable=True)
    try:
        database = open_database(server.url)
        ensure_ready(database)
        asyncio.run(measure(database, options.sites))
        database.dispose()
    finally:
        server.stop()
    return 0


async def measure(database: Engine, count: int) -> None:
    print(f"{os.cpu_count()} cores, {count} sites; times in ms, the median of each part", flush=True)
    sites = [Site(f"https://novads-{number}.lv/", f"Novads {number}", f"{number:07}") for number in range(count)]
    now = datetime.now(UTC)
    # For a night of sites that are known.
    with writing(database) as connection:
        connection.execute(text(KNOWN), {"count": count})
    print(f"planned and queued, sites that are known: {plan(database, sites, now):.1f} s", flush=True)
    with reading(database) as connection:
        print(f"the queue's tables: {connection.scalar(text(SIZE)) / 1e6:.0f} MB", flush=True)
    print(f"a look after it: {cared(database):.2f} s\n\nwaiting     pick     take      end   finish", flush=True)
    queue = connector(database.url)
    await queue.open_async()
    manager = PatientManager(queue)
    worker = await manager.register_worker()
    for part in range(PARTS):
        timed = min(SAMPLE, count // PARTS)
        print(f"{count - part * (count // PARTS):7}{await paged(database, manager, worker, timed)}", flush=True)
        skip(database, count // PARTS - timed)
    await queue.close_async()
    (night,) = nights(database, run=RUN)
    print(f"\n{dict(night.counts)}; a look after the queue: {cared(database):.2f} s")


def plan(database: Engine, sites: Sequence[Site], due: datetime) -> float:
    """Plans a night; seconds."""
    begun = time.perf_counter()
    ends = due + HOUR
    turns = [Planned(site, due, ends) for site in sites]
    plan_night(database, RUN, turns, planned_at=due, ends_at=ends, settings={}, versions={}, enqueue=enqueue_turns)
    return time.perf_counter() - begun


async def paged(database: Engine, manager: PatientManager, worker: int, count: int) -> Lap:
    """Hands out and ends so many turns."""
    lap = Lap([], [], [], [])
    for _ in range(count):
        moments = [time.perf_counter()]
        queued = await manager.fetch_job([QUEUE], worker)
        assert queued is not None
        moments.append(time.perf_counter())
        turn: Any = queued.task_kwargs
        job = take_job(database, turn["run"], turn["site_id"], "bench", datetime.now(UTC))
        assert job is not None
        moments.append(time.perf_counter())
        end_job(database, job, JobState.SAVED, datetime.now(UTC))
        moments.append(time.perf_counter())
        await manager.finish_job(queued, Status.SUCCEEDED, delete_job=True)
        moments.append(time.perf_counter())
        steps = zip((lap.pick, lap.take, lap.end, lap.finish), pairwise(moments), strict=True)
        for times, (begun, ended) in steps:
            times.append((ended - begun) * 1000)
    return lap


def skip(database: Engine, count: int) -> None:
    """Ends so many turns that nobody times."""
    with writing(database) as connection:
        gone = connection.execute(text(SKIPPED), {"count": count}).scalars().all()
        connection.execute(
            text("UPDATE job SET state = 'saved' WHERE run_id = 'bench' AND site_id = ANY(:ids)"), {"ids": gone}
        )


def cared(database: Engine) -> float:
    """Looks for turns that the queue has lost; seconds."""
    begun = time.perf_counter()
    with caring(database, 0.0) as connection:
        assert connection is not None
        assert not unqueued(connection, 10)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
