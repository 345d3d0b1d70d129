"""Of any number of schedulers one leads. When it dies, or loses its database, the next takes over within seconds."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import Engine

from db.engine import DatabaseUnavailable
from db.locks import Lock, Owner, Taken, owner_of, take

log = logging.getLogger(__name__)

LOCK = "schedule"
# How often a leader makes certain that it is one, and another tries to become one.
EVERY_S = 2.0


def leader_of(database: Engine) -> Owner | None:
    """The scheduler that leads; None where none runs. Raises DatabaseUnavailable."""
    return owner_of(database, LOCK)


async def lead(
    database: Engine, work: Callable[[], Coroutine[Any, Any, None]], on_standby: Callable[[Owner], None]
) -> None:
    """Does the work while this process leads, from its beginning each time; for ever, until it is cancelled.

    The work is cancelled when the lock is lost. What it raises goes through.
    """
    waits = False
    while True:
        try:
            lock = await asyncio.to_thread(take, database, LOCK)
        except Taken as taken:
            if not waits:
                on_standby(taken.owner)
            waits = True
        except DatabaseUnavailable as error:
            log.warning("no scheduler leads from here: %s", error)
        else:
            waits = False
            log.info("this scheduler leads")
            try:
                await _while_held(lock, work)
                log.warning("this scheduler leads no longer: its lock was lost with its connection to the database")
            except DatabaseUnavailable as error:
                log.warning("this scheduler leads no longer: %s", error)
            finally:
                await asyncio.to_thread(lock.release)
        await asyncio.sleep(EVERY_S)


async def _while_held(lock: Lock, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = asyncio.create_task(work())
    try:
        while await asyncio.to_thread(lock.held):
            done, _ = await asyncio.wait({task}, timeout=EVERY_S)
            if done:
                return task.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    return None
