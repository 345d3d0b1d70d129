"""Reads one page that a person asks about: through the guard and robots.txt of a visit, by plain HTTP or a browser."""

from contextlib import AsyncExitStack

from crawler.addresses import normalise, origin
from crawler.budget import SiteBudget
from crawler.engine import Engine
from crawler.first_look import rendering
from crawler.guard import Guard
from crawler.http import HttpTier
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness
from crawler.proxy import FilteringProxy
from crawler.reading import AskOnce, PageReader
from crawler.robots import RobotsBook, fetch_robots
from model.evidence import Document
from model.failure import Failure, FailureKind


async def read_page(
    url: str,
    *,
    limits: Limits,
    engine: Engine | None = None,
    allow_private: bool = False,
    network: Network = INTERNET,
) -> Document:
    """The page, after its scripts where an engine is given, or why there is none; redirects may lead anywhere."""
    asked = normalise(url)
    if asked is None:
        return Document(url, None, Failure(FailureKind.PROTOCOL, "this is no web address"))
    budget = SiteBudget(limits)
    opened = frozenset({origin(asked)}) if allow_private else frozenset()
    guard = Guard(opened | network.open_origins, limits, network.lookup)
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(FilteringProxy(guard, budget))
        http = await stack.enter_async_context(HttpTier(proxy, limits, network.trusted))
        turns = Politeness(limits).for_site(guard, budget, limits.pace_s)
        reader = PageReader(http, RobotsBook(lambda page: fetch_robots(http, page, limits, turns.heed)), turns, budget)
        ask: AskOnce = reader.by_http
        if engine is not None:
            ask = rendering(await stack.enter_async_context(engine.session(proxy, limits, asked)))
        document = await reader.read(asked, ask)
    assert document is not None, "no site is left, for none was entered"
    return document
