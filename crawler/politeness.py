"""Keeps every visit polite: a bounded number of documents at once for an address, paced, and Retry-After heeded."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Protocol

from crawler.addresses import origin
from crawler.budget import SiteBudget
from crawler.guard import Guard, Refused
from crawler.limits import Limits
from model.evidence import Response
from model.failure import Failure, FailureKind

NEVER = float("-inf")
BUSY = frozenset({429, 503})


class Doorkeeper(Protocol):
    """Shares the turns at an address with the other processes that visit it."""

    async def enter(self, address: str, pace_s: float, places: int) -> Callable[[], None]:
        """Waits for one of the places and a start; what it returns gives the place back, without a wait.

        What it raises ends the visit.
        """


@dataclass
class Address:
    """One server's address, whoever is visited there. `door` lets one start at a time, in order of arrival."""

    name: str
    places: asyncio.Semaphore
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_start: float = NEVER


class Politeness:
    """What all sites of a run share; with a doorkeeper, what they share with those of other processes."""

    def __init__(self, limits: Limits, doorkeeper: Doorkeeper | None = None) -> None:
        self._limits = limits
        self._doorkeeper = doorkeeper
        self._addresses: dict[str, Address] = {}

    def for_site(self, guard: Guard, budget: SiteBudget, pace_s: float) -> "Turns":
        """Without a pace (0) the sites of one address do not wait for each other either, nor for other processes."""
        return Turns(self, guard, budget, pace_s)

    def address(self, name: str) -> Address:
        if name not in self._addresses:
            self._addresses[name] = Address(name, asyncio.Semaphore(self._limits.parallel_per_address))
        return self._addresses[name]

    async def ask_others(self, name: str, pace_s: float, stack: ExitStack) -> None:
        """Waits for the other processes at the address; `stack` gives back what they then leave to us."""
        if self._doorkeeper is not None and pace_s:
            stack.callback(await self._doorkeeper.enter(name, pace_s, self._limits.parallel_per_address))


class Turns:
    """One site's turns at the addresses that it lives on. `crawl_delay_s` is what its robots.txt asks for."""

    def __init__(self, shared: Politeness, guard: Guard, budget: SiteBudget, pace_s: float) -> None:
        self.crawl_delay_s = 0.0
        self._shared = shared
        self._guard = guard
        self._budget = budget
        self._pace_s = pace_s
        self._order = asyncio.Lock()
        self._not_before: dict[str, float] = {}
        self._last_start = NEVER
        self._held = 0
        self._idle_since = monotonic()

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Waits until a document of the URL's address may be asked for, and holds one of its places meanwhile.

        Raises Refused: dns, private_address; budget_spent; rate_limited where the site asks for a longer wait than its
        budget has. And what the doorkeeper raises.
        """
        host, port = origin(url)
        # The smallest address, for resolvers turn the order round between two answers.
        name = min(await self._guard.resolve(host, port))
        address = self._shared.address(name if self._pace_s else f"{name}:{port}")
        async with self._order:
            await self._own_wait(host)
            held = await self._begin(address)
        try:
            yield
        finally:
            held.close()
            self._held -= 1
            if not self._held:
                self._idle_since = monotonic()

    def heed(self, response: Response | None) -> None:
        """Notes the wait that a 429 or 503 asks for."""
        wait_s = retry_after_s(response.headers) if response and response.status in BUSY else None
        if response is not None and wait_s is not None:
            host, _ = origin(response.url)
            self._not_before[host] = max(self._not_before.get(host, NEVER), monotonic() + wait_s)

    async def _own_wait(self, host: str) -> None:
        """What this site itself asks for: its crawl-delay and its Retry-After."""
        self._budget.check()
        now = monotonic()
        asked = self._not_before.get(host, NEVER) - now
        if asked >= self._budget.remaining():
            raise Refused(Failure(FailureKind.RATE_LIMITED, f"the server asks to wait {asked:.0f} s"))
        await asyncio.sleep(max(0.0, asked, self._last_start + self.crawl_delay_s - now))
        self._budget.check()

    async def _begin(self, address: Address) -> ExitStack:
        """Takes a place and a start; the stack gives the place back.

        The wait that other sites cause is given back to the budget.
        """
        ours_until = max(monotonic(), self._last_start + self._pace_s)
        with ExitStack() as stack:
            async with address.door:
                await address.places.acquire()
                stack.callback(address.places.release)
                await asyncio.sleep(max(0.0, address.last_start + self._pace_s - monotonic()))
                await self._shared.ask_others(address.name, self._pace_s, stack)
                now = monotonic()
                address.last_start = now
            held = stack.pop_all()
        if not self._held:
            self._budget.forgive(max(0.0, now - max(ours_until, self._idle_since)))
        self._held += 1
        self._last_start = now
        return held


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that Retry-After asks for, as a number or an HTTP date; None where it is absent or unreadable."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
