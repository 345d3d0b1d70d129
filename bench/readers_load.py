"""`python -m bench.readers_load`: asks as its plan on standard input says, and prints what each answer took.

Each reader asks when its time has come, answered or not: a slow answer is waited for by all that were due meanwhile,
so it counts as often as people would have met it.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import httpx

WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A path that a reader asks for so many seconds after the beginning."""

    at_s: float
    reader: int
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Told:
    """`took_s` counts from when the answer was due to be asked for, `late_s` is what of it was our own delay."""

    kind: str
    path: str
    status: int
    took_s: float
    late_s: float
    size_bytes: int


async def ask_all(base: str, asks: Sequence[Ask]) -> list[Told]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    headers = {"Accept-Encoding": "gzip", "Accept": "text/html,*/*"}
    async with httpx.AsyncClient(
        base_url=base, limits=limits, timeout=WAIT_S, trust_env=False, headers=headers
    ) as client:
        loop = asyncio.get_running_loop()
        began = loop.time()
        return list(await asyncio.gather(*(_ask(client, one, began + one.at_s) for one in asks)))


async def _ask(client: httpx.AsyncClient, ask: Ask, due: float) -> Told:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(due - loop.time())
    sent = loop.time()
    try:
        # Each has an address of their own, as behind a proxy: what one may ask in a minute is bounded.
        answer = await client.get(ask.path, headers={"X-Forwarded-For": f"198.51.100.{ask.reader}"})
        status, size = answer.status_code, int(answer.headers.get("content-length", 0))
    except httpx.HTTPError:
        status, size = 0, 0
    return Told(ask.kind, ask.path, status, loop.time() - due, sent - due, size)


def main() -> None:
    plan = json.load(sys.stdin)
    told = asyncio.run(ask_all(plan["base"], [Ask(**one) for one in plan["asks"]]))
    json.dump([asdict(one) for one in told], sys.stdout)


if __name__ == "__main__":
    main()
