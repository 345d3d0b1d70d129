"""An HTTP tier behind its proxy, with short bounds, for the origins of a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from crawler.budget import SiteBudget
from crawler.guard import Guard
from crawler.http import HttpTier
from crawler.limits import Limits
from crawler.politeness import Politeness
from crawler.proxy import FilteringProxy
from crawler.reading import PageReader
from crawler.robots import RobotsBook, fetch_robots
from tests.crawler.origin import OriginServer

SHORT = Limits(
    document_timeout_s=10.0, robots_timeout_s=10.0, connect_timeout_s=10.0, pace_s=0.0, max_document_bytes=200_000
)
# For a server that never answers: only there may a loaded machine not turn an answer into a time-out.
HASTY = replace(SHORT, document_timeout_s=0.5, robots_timeout_s=0.5)


@asynccontextmanager
async def tier_for(*origins: OriginServer, limits: Limits = SHORT, opened: bool = True) -> AsyncIterator[HttpTier]:
    """An HTTP tier whose guard opens exactly these origins."""
    open_origins = frozenset(("127.0.0.1", origin.port) for origin in origins) if opened else frozenset()
    async with FilteringProxy(Guard(open_origins, limits)) as proxy, HttpTier(proxy, limits) as tier:
        yield tier


@asynccontextmanager
async def reader_for(origin: OriginServer, limits: Limits = SHORT) -> AsyncIterator[tuple[PageReader, SiteBudget]]:
    """A reader of the origin's own pages and files, with the budget that it keeps."""
    budget, guard = SiteBudget(limits), Guard(frozenset({("127.0.0.1", origin.port)}), limits)
    async with FilteringProxy(guard, budget) as proxy, HttpTier(proxy, limits) as tier:
        turns = Politeness(limits).for_site(guard, budget, 0.0)
        reader = PageReader(tier, RobotsBook(lambda url: fetch_robots(tier, url, limits)), turns, budget)
        reader.home = f"{origin.url}/"
        yield reader, budget
