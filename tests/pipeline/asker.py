"""A worker that does nothing but ask, and prints what it got: `python -m tests.pipeline.asker` and what `ask` takes."""

import asyncio
import sys

import httpx

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
    async with SharedDoor(book) as door, httpx.AsyncClient(trust_env=False, timeout=60.0) as client:
        guard = Guard(frozenset({("127.0.0.1", port)}))
        turns = Politeness(limits, door).for_site(guard, SiteBudget(limits), pace_s)
        page = f"http://127.0.0.1:{port}{path}"

        async def one() -> None:
            async with turns.turn(page):
                print((await client.get(page)).status_code, flush=True)

        await asyncio.gather(*(one() for _ in range(times)))


if __name__ == "__main__":
    _, url, port, path, times, pace_s, places, lease_s = sys.argv
    asyncio.run(ask(url, int(port), path, int(times), float(pace_s), int(places), float(lease_s)))
