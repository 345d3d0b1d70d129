"""A worker that does nothing but ask, and prints what it got: `python -m tests.pipeline.asker` and what `ask` takes."""

import asyncio
import sys
from time import monotonic

from crawler.budget import SiteBudget
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.politeness import Politeness
from db.engine import open_database
from db.turns import TurnBook
from pipeline.doorkeeping import SharedDoor


async def ask(url: str, port: int, path: str, times: int, pace_s: float, places: int, lease_s: float) -> None:
    limits = Limits(parallel_per_address=places)
    book = TurnBook(open_database(url), lease_s, grace_s=0.0)
    async with SharedDoor(book) as door:
        guard = Guard(frozenset({("127.0.0.1", port)}))
        turns = Politeness(limits, door).for_site(guard, SiteBudget(limits), pace_s)

        async def one() -> None:
            async with turns.turn(f"http://127.0.0.1:{port}{path}"):
                # All processes of a machine have one such clock.
                head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Began: {monotonic()}\r\n\r\n"
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(head.encode())
                print((await reader.read()).split()[1].decode(), flush=True)
                writer.close()

        await asyncio.gather(*(one() for _ in range(times)))


if __name__ == "__main__":
    _, url, port, path, times, pace_s, places, lease_s = sys.argv
    asyncio.run(ask(url, int(port), path, int(times), float(pace_s), int(places), float(lease_s)))
