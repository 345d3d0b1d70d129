"""Audits the pages that people asked for: written down when they are asked for, and each done once by somebody.

On PostgreSQL the workers' queue hands them out. On SQLite one process at a time works at them, under a lock that goes
with it: what it finds at work was a dead one's.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.executables import BrowserMissing
from crawler.network import INTERNET, Network
from db.asked_pages import AskedPages, RequestLost, Stage, fail, give_back, something_waits, take_first
from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.locks import Lock, Taken, own_name, owner_of, take
from pipeline.errors import SetupError, storage_error
from pipeline.night_work import NightWork
from pipeline.reauditing import Task, last_seen, look_again
from pipeline.scratch import Scratch
from pipeline.shutdown import Shutdown
from pipeline.workplace import Workplace

log = logging.getLogger(__name__)

LOCK = "re-audits"
LONGEST_S = 900.0
# Whose pages take a process down so often are not looked at any more.
MOST_TAKEN = 4


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A request that this process has on SQLite, until the lock is released."""

    asked: AskedPages
    lock: Lock


def next_asked(workplace: Workplace, holder: str) -> AskedTurn | None:
    """SQLite's next request; None where none waits, or another process is at work on one. Raises DatabaseError."""
    database = workplace.database
    if not something_waits(database) or owner_of(database, LOCK) is not None:
        return None
    try:
        lock = take(database, LOCK)
    except Taken:
        return None
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        asked = take_first(database, holder, datetime.now(UTC))
        if asked is None:
            return None
        stack.pop_all()
        return AskedTurn(asked, lock)


async def audit_asked(work: NightWork, workplace: Workplace, asked: AskedPages) -> Stage | None:
    """Audits the pages and writes down how that ended; None where the request was lost.

    Raises DatabaseError or EvidenceError where it cannot be written: the request stays the holder's, who dies.
    """
    if asked.taken > MOST_TAKEN:
        return await _failed(workplace, asked, "its worker died each time")
    try:
        site, newest = await asyncio.to_thread(last_seen, workplace, asked.site)
        task = Task(site, asked.pages, asked.objection)
        async with asyncio.timeout(LONGEST_S):
            await look_again(workplace, task, newest, work.means, answered=asked)
    except asyncio.CancelledError:
        # Without it the pages would wait until this process is taken for dead.
        with contextlib.suppress(DatabaseError):
            give_back(workplace.database, asked)
        raise
    except (DatabaseError, EvidenceError, BrowserMissing):
        raise
    except RequestLost as lost:
        log.warning("%s", lost)
        return None
    except TimeoutError:
        return await _failed(workplace, asked, f"it took longer than {LONGEST_S / 60:.0f} minutes")
    except SetupError as error:
        return await _failed(workplace, asked, str(error))
    except Exception as crash:  # the border of DESIGN section 3: one site never stops the others
        if (fault := storage_error(crash)) is not None:
            raise fault from crash
        log.exception("audit of pages of %s crashed", asked.site.url)
        return await _failed(workplace, asked, f"{type(crash).__name__}: {crash}")
    return Stage.DONE


def work_off_asked(workplace: Workplace, network: Network = INTERNET) -> int:
    """Audits all that waits on SQLite, where no other process does; returns how many requests it ended.

    Raises SetupError where nothing can be saved.
    """
    work: NightWork | None = None
    ended = 0

    async def all_of_them() -> None:
        nonlocal ended
        while (turn := next_asked(workplace, own_name())) is not None:
            try:
                await one(turn.asked)
                ended += 1
            finally:
                turn.lock.release()

    async def one(asked: AskedPages) -> None:
        nonlocal work
        try:
            async with NightWork(workplace, network) as work:
                await audit_asked(work, workplace, asked)
        except (SetupError, BrowserMissing) as error:
            # A machine without a browser gets none by waiting.
            await _failed(workplace, asked, str(error))

    def hurry() -> None:
        if work is not None:
            work.stop()

    def abandon() -> None:
        hurry()
        scratch.clear()

    try:
        with Scratch() as scratch, Shutdown(abandon) as shutdown:
            shutdown.run(all_of_them, hurry)
    except* (DatabaseError, EvidenceError) as group:
        raise SetupError(str(storage_error(group))) from group
    return ended


async def _failed(workplace: Workplace, asked: AskedPages, why: str) -> Stage | None:
    log.warning("pages of %s were not audited anew: %s", asked.site.url, why)
    ended = await asyncio.to_thread(fail, workplace.database, asked, datetime.now(UTC), why[:1_000])
    return Stage.FAILED if ended else None
