"""Looks after the workers' queue: brings back what dead workers held and what it has lost."""

import asyncio
import logging
import random
from time import monotonic

from sqlalchemy import Engine

from db.engine import DatabaseError
from db.queue import QueuedPages, QueuedTurn, caring, prune, revive, unqueued, unqueued_pages
from scheduler.broker import queue

log = logging.getLogger(__name__)

# Signs of life in the time after which a worker is taken for dead.
SIGNS = 3
CARE_AT_ONCE = 10_000
KEEP_DAYS = 7
PRUNE_S = 86_400.0


async def care_for_queue(database: Engine, dead_s: float) -> None:
    """Goes on until it is cancelled; one worker does so at a time, for all."""
    pruned = -PRUNE_S
    while True:
        # Not all at the same moment.
        await asyncio.sleep(dead_s / SIGNS * random.uniform(0.8, 1.2))  # noqa: S311 - nothing secret
        due = monotonic() - pruned > PRUNE_S
        try:
            await asyncio.to_thread(_look_after, database, dead_s, due)
        except DatabaseError as error:
            log.warning("the queue was not looked after: %s", error)
        else:
            pruned = monotonic() if due else pruned


def _look_after(database: Engine, dead_s: float, prunes: bool) -> None:
    with caring(database, dead_s) as connection:
        if connection is None:
            return
        revived = revive(connection, dead_s)
        lost: list[QueuedTurn | QueuedPages] = [
            *unqueued(connection, CARE_AT_ONCE),
            *unqueued_pages(connection, CARE_AT_ONCE),
        ]
        queue(connection, lost)
        if prunes:
            prune(connection, KEEP_DAYS)
    if revived or lost:
        log.warning("%d turns of dead workers and %d that were lost are queued again", revived, len(lost))
