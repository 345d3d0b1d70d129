"""Looks at all sites before the night: many at once, those of one address two at a time, in bounded time."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crawler.addresses import normalise, origin
from crawler.entry import guard_of
from crawler.guard import Guard, Refused
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness
from crawler.site_check import look_at
from db.engine import DatabaseError
from db.looks import last_looks, save_looks
from model.failure import NETWORK_KINDS, FailureKind
from model.site import Site
from model.site_look import SiteLook
from pipeline.doorkeeping import shared_politeness
from pipeline.errors import SetupError, storage_error
from pipeline.shutdown import Shutdown
from pipeline.workplace import Workplace

log = logging.getLogger(__name__)

AT_ONCE = 64
WITHIN_S = 900.0
# For one site, waits for others of its address apart.
LOOK_S = 60.0


@dataclass(frozen=True, slots=True)
class Round:
    """Which sites to look at, how many at once, and in which time all of them."""

    sites: Sequence[Site]
    at_once: int = AT_ONCE
    within_s: float = WITHIN_S
    allow_private: bool = False


@dataclass(slots=True)
class Looked:
    """What came of a round. `looks` and the looks `before` them are by address; `crashed` met a fault of ours.

    `interrupted`: a signal ended it; whatever was not looked at then, or in time, has no look.
    """

    before: Mapping[str, SiteLook]
    looks: dict[str, SiteLook] = field(default_factory=dict)
    crashed: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def no_network(self) -> FailureKind | None:
        """What all of several sites failed with alike, where a machine without a network would meet just that."""
        kinds = {look.failure.kind if look.failure else None for look in self.looks.values()}
        (kind, *others) = kinds or {None}
        return kind if len(self.looks) > 1 and not others and kind in NETWORK_KINDS else None


def look_at_sites(
    workplace: Workplace, asked: Round, on_look: Callable[[SiteLook], object], network: Network = INTERNET
) -> Looked:
    """Looks at the sites and keeps what was seen for the next time. SIGINT and SIGTERM end it in order.

    Raises SetupError where the database cannot be used.
    """
    try:
        looked = Looked(last_looks(workplace.database))

        async def ask() -> None:
            await look_around(workplace, asked, looked, on_look, network)

        with Shutdown(lambda: None) as shutdown:
            looked.interrupted = shutdown.run(ask, lambda: None)
            keep_looks(workplace, looked)
    except* DatabaseError as group:
        raise SetupError(str(storage_error(group))) from group
    return looked


async def look_around(
    workplace: Workplace,
    asked: Round,
    looked: Looked,
    on_look: Callable[[SiteLook], object] = lambda _: None,
    network: Network = INTERNET,
) -> None:
    """Fills `looked` as it goes. Raises DatabaseError, perhaps within a group."""
    limits = workplace.settings.limits
    limits = replace(limits, site_budget_s=min(limits.site_budget_s, LOOK_S))
    async with shared_politeness(limits, workplace.database) as politeness:
        await look_round(asked, limits, politeness, network, looked, on_look)


def keep_looks(workplace: Workplace, looked: Looked) -> None:
    """Keeps what was seen; what was known of the sites is worth more than that this machine had no network."""
    if looked.no_network is None:
        save_looks(workplace.database, list(looked.looks.values()))


async def look_round(
    asked: Round,
    limits: Limits,
    politeness: Politeness,
    network: Network,
    looked: Looked,
    on_look: Callable[[SiteLook], object],
) -> None:
    """Fills `looked` as it goes; ends when all were looked at or the time is spent."""
    lookups, places = asyncio.Semaphore(asked.at_once), asyncio.Semaphore(asked.at_once)
    doors: dict[tuple[str, int], asyncio.Semaphore] = {}

    async def one(site: Site) -> None:
        guard = guard_of(site, limits, network, allow_private=asked.allow_private)
        async with lookups:
            address = await _address(site, guard)
        # Those that wait for their turn at one address must not hold the places of all others.
        door = doors.setdefault(address, asyncio.Semaphore(limits.parallel_per_address))
        async with door, places:
            try:
                look = await look_at(site, guard, limits, politeness, network, allow_private=asked.allow_private)
            except Exception as crash:  # the border of DESIGN section 3: one site never stops the others
                if storage_error(crash) is not None:
                    raise
                log.exception("the look at %s crashed", site.url)
                looked.crashed[site.url] = f"{type(crash).__name__}: {crash}"
            else:
                looked.looks[site.url] = look
                on_look(look)

    try:
        async with asyncio.timeout(asked.within_s), asyncio.TaskGroup() as tasks:
            for site in asked.sites:
                tasks.create_task(one(site))
    except TimeoutError:
        log.warning("the time for looking at sites is spent")


async def _address(site: Site, guard: Guard) -> tuple[str, int]:
    """What sites share that must wait for each other; the site's own name where it has no address."""
    home = normalise(site.url)
    if home is None:
        return site.url, 0
    host, port = origin(home)
    try:
        return min(await guard.resolve(host, port)), port
    except Refused:
        return site.url, 0
