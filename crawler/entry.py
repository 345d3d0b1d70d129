"""The way into a site that an audit and a mere look share: guard, budget, proxy, turns, robots.txt before all else."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from crawler.addresses import normalise, origin
from crawler.budget import SiteBudget
from crawler.guard import Guard, Origin, Refused
from crawler.http import HttpTier
from crawler.ip_addresses import is_loopback
from crawler.limits import Limits
from crawler.network import Network
from crawler.politeness import Politeness, Turns
from crawler.proxy import FilteringProxy
from crawler.reading import TRIES
from crawler.robots import RobotsBook, fetch_robots
from model.failure import Failure
from model.site import Site


@dataclass(frozen=True, slots=True)
class Entry:
    """What one visit of one site asks through."""

    budget: SiteBudget
    proxy: FilteringProxy
    http: HttpTier
    turns: Turns
    book: RobotsBook


async def admit(home_url: str, book: RobotsBook, turns: Turns, budget: SiteBudget) -> Failure | None:
    """Why robots.txt lets nothing be asked for, else None; a passing failure is tried once more."""
    failure: Failure | None = None
    for _ in range(TRIES):
        try:
            async with turns.turn(home_url):
                await book.permit(home_url)
        except Refused as refused:
            failure = refused.failure
        else:
            await heed_crawl_delay(home_url, book, turns)
            return None
        if failure.permanent or budget.remaining() <= 0:
            break
        book.forget(home_url)
    return failure


async def heed_crawl_delay(url: str, book: RobotsBook, turns: Turns) -> None:
    """Takes on the delay that the robots.txt of the URL's origin asks for, where it is the longest so far."""
    robots = await book.of(url)
    if robots.crawl_delay_s is not None:
        turns.crawl_delay_s = max(turns.crawl_delay_s, robots.crawl_delay_s)


def own_origin(site: Site, *, allow_private: bool) -> frozenset[Origin]:
    """The site's own host and port where they may be private, else none."""
    home = normalise(site.url)
    return frozenset({origin(home)}) if allow_private and home else frozenset()


def guard_of(site: Site, limits: Limits, network: Network, *, allow_private: bool) -> Guard:
    """Opens the site's own origin, if it may be private, and what the network opens."""
    return Guard(own_origin(site, allow_private=allow_private) | network.open_origins, limits, network.lookup)


@asynccontextmanager
async def entered(
    site: Site, guard: Guard, limits: Limits, politeness: Politeness, network: Network, *, allow_private: bool
) -> AsyncIterator[Entry]:
    """Starts the budget of the visit, and a proxy of its own."""
    budget = SiteBudget(limits)
    opened = own_origin(site, allow_private=allow_private)
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(FilteringProxy(guard, budget))
        http = await stack.enter_async_context(HttpTier(proxy, limits, network.trusted))
        pace_s = limits.opened_pace_s if opened and await _is_loopback(guard, opened) else limits.pace_s
        turns = politeness.for_site(guard, budget, pace_s)
        book = RobotsBook(lambda url: fetch_robots(http, url, limits, turns.heed))
        yield Entry(budget, proxy, http, turns, book)


async def _is_loopback(guard: Guard, origins: frozenset[Origin]) -> bool:
    try:
        answers = [await guard.resolve(host, port) for host, port in origins]
    except Refused:
        return False
    return all(is_loopback(address) for answer in answers for address in answer)
