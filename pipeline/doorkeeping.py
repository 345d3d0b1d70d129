"""Keeps the visits of all workers of one PostgreSQL polite together: the crawler's doorkeeper, over db/turns.py."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from random import SystemRandom
from secrets import token_hex
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Engine as Database

from crawler.limits import Limits
from crawler.politeness import Politeness
from db.engine import DatabaseUnavailable
from db.turns import CONNECTIONS, TurnBook
from pipeline.patience import AWAY_S, Absence

log = logging.getLogger(__name__)

# Who finds all places taken asks again, ever less often: nobody tells when one is given back.
FIRST_FULL_S = 0.05
LONGEST_FULL_S = 0.5
# Those who were told the same moment do not all come at it.
JITTER_SHARE = 0.05
# An answer that took longer than this share of the pace came too late for the start that it gives.
LATE_SHARE = 0.5
RENEWALS_A_LEASE = 3
PRUNE_S = 3600.0
# A run that ends waits so long for its places to be given back; after that they come back by themselves.
SETTLE_S = 5.0

NEVER = float("-inf")

Answer = TypeVar("Answer")


@asynccontextmanager
async def shared_politeness(limits: Limits, database: Database) -> AsyncIterator[Politeness]:
    """What all visits of this process share; on PostgreSQL also with those of other processes."""
    if database.dialect.name != "postgresql":
        yield Politeness(limits)
        return
    async with SharedDoor(TurnBook(database)) as door:
        yield Politeness(limits, door)


class Place:
    """One document's place at an address, from the first try for it until it is given back.

    Its methods run in threads. A try that nobody waits for any more is over before the place is given back.
    """

    def __init__(self, book: TurnBook, address: str) -> None:
        self.address = address
        self.holder = f"{socket.gethostname()} {os.getpid()} {token_hex(8)}"
        self.asked = NEVER
        self._book = book
        self._lock = threading.Lock()
        self._left = False

    def take(self, pace_s: float, places: int) -> float | None:
        """What TurnBook.take answers; `asked` is when it was asked."""
        with self._lock:
            self.asked = monotonic()
            return None if self._left else self._book.take(self.address, self.holder, pace_s, places)

    def leave(self) -> None:
        with self._lock:
            self._left = True
            self._book.leave(self.holder)


class SharedDoor:
    """`async with SharedDoor(book) as door`, which closes the book.

    A database that is away is waited for `away_s`: nobody goes on without its leave.
    """

    def __init__(self, book: TurnBook, away_s: float = AWAY_S) -> None:
        self._book = book
        self._away_s = away_s
        self._held: dict[str, Place] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._chance = SystemRandom()

    async def __aenter__(self) -> Self:
        # Threads of its own, for those of the loop are busy with judging.
        self._threads = ThreadPoolExecutor(CONNECTIONS, "turns")
        self._upkeep = [asyncio.create_task(self._renew()), asyncio.create_task(self._prune())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._upkeep:
            task.cancel()
        _, late = await asyncio.wait([*self._upkeep, *self._leaving], timeout=SETTLE_S)
        for task in late:
            task.cancel()
        await asyncio.wait([asyncio.create_task(asyncio.to_thread(self._close))], timeout=SETTLE_S)

    async def enter(self, address: str, pace_s: float, places: int) -> Callable[[], None]:
        """Waits for a place and a start. Raises DatabaseUnavailable where the server stays away.

        It returns what gives the place back, in the background.
        """
        place = Place(self._book, address)
        with ExitStack() as stack:
            stack.callback(self._leave, place)
            await self._wait(place, pace_s, places)
            self._held[place.holder] = place
            return stack.pop_all().close

    def _close(self) -> None:
        # A statement may be on its way still, with nobody who waits for it.
        self._threads.shutdown(cancel_futures=True)
        self._book.close()

    async def _wait(self, place: Place, pace_s: float, places: int) -> None:
        full_s, late = FIRST_FULL_S, False
        while True:
            wait_s = await self._ask(lambda: place.take(pace_s, places), self._away_s)
            if wait_s is None:
                await asyncio.sleep(full_s * self._chance.uniform(0.5, 1.0))
                full_s = min(full_s * 2, LONGEST_FULL_S)
            elif wait_s > 0.0:
                await asyncio.sleep(wait_s + self._chance.uniform(0.0, pace_s * JITTER_SHARE))
                full_s = FIRST_FULL_S
            elif late or monotonic() - place.asked <= pace_s * LATE_SHARE:
                return
            else:
                # Others count from our start, and we are behind it. Late twice, the server is far rather than slow.
                late = True

    def _leave(self, place: Place) -> None:
        self._held.pop(place.holder, None)
        task = asyncio.create_task(self._give_back(place))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _give_back(self, place: Place) -> None:
        # After a lease it has come back by itself.
        with suppress(DatabaseUnavailable):
            await self._ask(place.leave, self._book.lease_s)

    async def _renew(self) -> None:
        """Keeps the places that are held, and tells of those that were lost: others may be let in beside us."""
        while True:
            await asyncio.sleep(self._book.lease_s / RENEWALS_A_LEASE)
            if held := list(self._held):
                with suppress(DatabaseUnavailable):
                    still = await self._ask(lambda: self._book.renew(held), self._away_s)
                    for holder in set(held) - still:
                        if place := self._held.pop(holder, None):
                            log.warning("a place at %s was lost: it could not be renewed in time", place.address)

    async def _prune(self) -> None:
        while True:
            with suppress(DatabaseUnavailable):
                await self._ask(self._book.prune, 0.0)
            await asyncio.sleep(PRUNE_S)

    async def _ask(self, question: Callable[[], Answer], away_s: float) -> Answer:
        """The answer, asked for in a thread, and again while the database is away."""
        absence: Absence | None = None
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, question)
            except DatabaseUnavailable as error:
                absence = absence or Absence(away_s)
                pause_s = absence.pause_after(error)
            await asyncio.sleep(pause_s)
