"""What a turn at an address costs that all workers share, against one that a process keeps by itself."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from secrets import token_hex
from time import monotonic, process_time

import psycopg

from crawler.budget import SiteBudget
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.politeness import Politeness
from db.engine import ensure_ready, open_database
from db.turns import TurnBook
from pipeline.doorkeeping import SharedDoor
from tests.postgres import Server

TURNS = 300
# So short that nobody waits for it: what is left is the cost.
PACE_S = 1e-6
TAKE = "SELECT take_turn('192.0.2.1', %s, 0.000001, 2, 30, 0)"
LEAVE = "DELETE FROM address_place WHERE holder = %s"


async def cost(turn: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Milliseconds a turn: by the clock, and of this process's CPU."""
    await turn()
    begun, worked = monotonic(), process_time()
    for _ in range(TURNS):
        await turn()
    return (monotonic() - begun) / TURNS * 1000, (process_time() - worked) / TURNS * 1000


def through(door: SharedDoor | None) -> Callable[[], Awaitable[None]]:
    guard = Guard(frozenset({("127.0.0.1", 9)}))
    turns = Politeness(Limits(), door).for_site(guard, SiteBudget(Limits()), PACE_S)

    async def turn() -> None:
        async with turns.turn("http://127.0.0.1:9/"):
            pass

    return turn


def bare(connection: psycopg.AsyncConnection) -> Callable[[], Awaitable[None]]:
    """The same two statements by the driver alone, on the event loop."""

    async def turn() -> None:
        holder = token_hex(8)
        await connection.execute(TAKE, (holder,))
        await connection.execute(LEAVE, (holder,))

    return turn


def by_the_book(book: TurnBook) -> Callable[[], Awaitable[None]]:
    """The same two statements by db/turns.py in a thread, the second waited for."""

    async def turn() -> None:
        holder = token_hex(8)
        await asyncio.to_thread(book.take, "192.0.2.1", holder, PACE_S, 2)
        await asyncio.to_thread(book.leave, holder)

    return turn


async def told_to_wait(book: TurnBook) -> tuple[float, float]:
    book.take("192.0.2.2", "a", 1000.0, 2)

    async def turn() -> None:
        await asyncio.to_thread(book.take, "192.0.2.2", "b", 1000.0, 2)

    return await cost(turn)


async def measure(url: str) -> None:
    database = open_database(url)
    ensure_ready(database)
    book = TurnBook(database, grace_s=0.0)
    rows = {"kept by the process itself": await cost(through(None))}
    async with SharedDoor(TurnBook(database)) as door:
        rows["shared"] = await cost(through(door))
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        rows["its two statements, driver on the event loop"] = await cost(bare(connection))
    rows["its two statements, SQLAlchemy in a thread"] = await cost(by_the_book(book))
    rows["told to wait"] = await told_to_wait(book)
    for name, (wall_ms, cpu_ms) in rows.items():
        print(f"{name:46} {wall_ms:7.2f} ms by the clock, {cpu_ms:6.3f} ms of CPU")
    book.close()
    database.dispose()


def main() -> int:
    server = Server(durable=True)
    try:
        asyncio.run(measure(server.url))
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
