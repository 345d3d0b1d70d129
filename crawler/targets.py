"""Asks other parties' addresses that links lead to whether they answer: each once a run, whoever links to it."""

import asyncio
import re
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

from crawler.addresses import origin
from crawler.budget import SiteBudget
from crawler.faults import FOREIGN, network_failure
from crawler.guard import Guard
from crawler.http import HttpTier, alive_by_status
from crawler.limits import Limits
from crawler.network import Network
from crawler.politeness import Politeness, Turns
from crawler.proxy import FilteringProxy
from crawler.robots import RobotsBook, fetch_robots
from model.evidence import Target
from model.failure import Failure

# Who is sent to a form for passwords has not seen whether the address has anything behind it.
LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|accounts?|checkpoint|oauth2?|saml2?|authenticat\w+)(?:[/.?;]|$)", re.IGNORECASE
)


class TargetBook:
    """`async with TargetBook(limits, politeness, network) as book`; the sites of a run share it.

    It has a guard and a proxy of its own, for which no site's private address is open, and asks robots.txt of every
    host first.
    """

    def __init__(self, limits: Limits, politeness: Politeness, network: Network) -> None:
        # One site's budget does not bound what all sites of a run ask.
        self._limits = replace(limits, site_budget_s=float("inf"))
        self._politeness = politeness
        self._network = network
        self._asked: dict[str, asyncio.Task[Target]] = {}
        self._turns: dict[str, Turns] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._budget = SiteBudget(self._limits)
        self._guard = Guard(self._network.open_origins, self._limits, self._network.lookup)
        proxy = await self._stack.enter_async_context(FilteringProxy(self._guard, self._budget))
        self._http = await self._stack.enter_async_context(HttpTier(proxy, self._limits, self._network.trusted))
        self._robots = RobotsBook(lambda url: fetch_robots(self._http, url, self._limits))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
        await self._stack.aclose()

    async def ask(self, urls: Iterable[str], within_s: float) -> tuple[Target, ...]:
        """The state of each normalised address, in the order given; None for what was not told within that time."""
        wanted = list(dict.fromkeys(urls))
        for url in wanted:
            if url not in self._asked:
                self._asked[url] = asyncio.create_task(self._ask(url))
        tasks = [self._asked[url] for url in wanted]
        if tasks:
            await asyncio.wait(tasks, timeout=max(within_s, 0.0))
        return tuple(
            task.result() if task.done() else Target(url, None, detail="no answer in the time that was left")
            for url, task in zip(wanted, tasks, strict=True)
        )

    async def _ask(self, url: str) -> Target:
        try:
            await self._robots.permit(url)
            async with self._turns_of(url).turn(url), asyncio.timeout(self._limits.document_timeout_s):
                answer = await self._http.exchange(url, lambda response: 0, permit=self._robots.permit)
        except FOREIGN as error:
            return Target(url, None, detail=_said(network_failure(error)))
        response = answer.response
        self._turns_of(url).heed(response)
        if response.url != url and LOGIN.search(response.url):
            return Target(url, None, response.url, response.status, "the way leads to a form for passwords")
        return Target(url, alive_by_status(response.status), response.url, response.status)

    def _turns_of(self, url: str) -> Turns:
        """Every host waits for itself only."""
        host, _ = origin(url)
        if host not in self._turns:
            self._turns[host] = self._politeness.for_site(self._guard, self._budget, self._limits.pace_s)
        return self._turns[host]


def fair_share(urls: Sequence[str], most: int) -> list[str]:
    """At most so many, the hosts taking turns in the order of their first address: no host crowds out the others."""
    waiting: dict[str, deque[str]] = {}
    for url in dict.fromkeys(urls):
        waiting.setdefault(origin(url)[0], deque()).append(url)
    taken: list[str] = []
    while waiting and len(taken) < most:
        for host in list(waiting):
            taken.append(waiting[host].popleft())
            if not waiting[host]:
                del waiting[host]
    return taken[:most]


def _said(failure: Failure) -> str:
    return f"{failure.kind}: {failure.detail}"
