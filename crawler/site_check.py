"""One look at a site before it is audited: by HTTP alone, as politely as a visit, and robots.txt before all else."""

import asyncio
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.addresses import normalise, origin
from crawler.certificates import shown_certificate
from crawler.entry import Entry, admit, entered
from crawler.guard import Guard, Refused
from crawler.http import system_trust
from crawler.limits import Limits
from crawler.network import Network
from crawler.politeness import Politeness
from crawler.reading import TRIES, PageReader
from crawler.robots import Robots, RobotsBook, fetch_robots
from crawler.stand_ins import sent_elsewhere, stand_in
from model.evidence import Document, Response
from model.failure import Failure, FailureKind
from model.markup import parse_html
from model.site import Site
from model.site_look import RobotsState, SiteLook, StandIn

FOR_GOOD = frozenset({301, 308})


async def look_at(
    site: Site, guard: Guard, limits: Limits, politeness: Politeness, network: Network, *, allow_private: bool = False
) -> SiteLook:
    """What stands at the site's address now; the world's faults are in the look, an exception is a fault of ours.

    At most robots.txt and the home page are asked for, each with its redirects and once more where it failed in
    passing. `guard` is the site's own, as `guard_of` makes it. `limits.site_budget_s` bounds the look, waits for other
    sites of the address apart.
    """
    seen = SiteLook(site.url, datetime.now(UTC))
    home_url = normalise(site.url)
    if home_url is None:
        return replace(seen, failure=Failure(FailureKind.PROTOCOL, "the site's address is no web address"))
    try:
        seen = replace(seen, addresses=await _addresses(guard, home_url))
    except Refused as refused:
        return replace(seen, failure=refused.failure)
    async with entered(site, guard, limits, politeness, network, allow_private=allow_private) as entry:
        return await Look(home_url, guard, limits, network.trusted or system_trust(), entry, seen).run()


async def _addresses(guard: Guard, url: str) -> tuple[str, ...]:
    """Raises Refused: dns after as many tries as a page has, private_address."""
    for _ in range(TRIES - 1):
        try:
            return await guard.resolve(*origin(url))
        except Refused as refused:
            if refused.failure.permanent:
                raise
    return await guard.resolve(*origin(url))


@dataclass
class Look:
    """The state of one look; `run` is the order of it."""

    home_url: str
    guard: Guard
    limits: Limits
    trusted: ssl.SSLContext
    entry: Entry
    seen: SiteLook

    async def run(self) -> SiteLook:
        entry = self.entry
        book = RobotsBook(self._robots)
        failure = await admit(self.home_url, book, entry.turns, entry.budget)
        if failure is not None:
            return replace(self.seen, robots=self._state(failure), failure=failure)
        delay_s = (await book.of(self.home_url)).crawl_delay_s
        self.seen = replace(self.seen, robots=RobotsState.ALLOWED, crawl_delay_s=delay_s)
        reader = PageReader(entry.http, book, entry.turns, entry.budget)
        home = await reader.read(self.home_url, reader.by_http)
        assert home is not None, "the home page may lead anywhere"
        return await self._told(home)

    async def _robots(self, url: str) -> Robots:
        """An origin's robots.txt, once its certificate was read in the same turn: that asks for nothing."""
        self.entry.budget.spend(requests=1)
        shown = await shown_certificate(self.guard, url, self.limits, self.trusted)
        known = self.seen.certificate
        if shown is not None and (known is None or shown.fault or shown.ends < known.ends):
            self.seen = replace(self.seen, certificate=shown)
        if shown is not None and shown.fault is not None:
            fault = shown.fault.replace("_", " ")
            raise Refused(Failure(FailureKind.TLS, f"the certificate of {shown.host} is not trusted: {fault}"))
        return await fetch_robots(self.entry.http, url, self.limits, self.entry.turns.heed)

    def _state(self, failure: Failure) -> RobotsState:
        """What is known of robots.txt when the home page may not be asked for."""
        if failure.kind is FailureKind.ROBOTS_DISALLOWED:
            return RobotsState.FORBIDDEN
        certificate = self.seen.certificate
        return RobotsState.NOT_ASKED if certificate and certificate.fault else RobotsState.UNAVAILABLE

    async def _told(self, home: Document) -> SiteLook:
        """The look, completed by the home page or by what came in its place."""
        if home.failure is not None and home.failure.kind is FailureKind.ROBOTS_DISALLOWED:
            self.seen = replace(self.seen, robots=RobotsState.FORBIDDEN)
        if home.response is not None:
            landed = normalise(home.response.url) or self.home_url
            self.seen = replace(self.seen, landed=landed, permanent=_permanent(home.response, self.home_url))
        if home.failure is not None or home.response is None:
            return replace(self.seen, failure=home.failure)
        standing, sent_to = await asyncio.to_thread(_read, home.html, home.response.url)
        return replace(self.seen, stand_in=standing, sent_to=sent_to)


def _permanent(response: Response, home_url: str) -> str:
    """As far as redirects that are meant for good lead from the home page without a gap."""
    steps = [*(hop.url for hop in response.redirects), response.url]
    reached = home_url
    for hop, target in zip(response.redirects, steps[1:], strict=True):
        if hop.status not in FOR_GOOD:
            break
        # Session ids are kept while redirects are followed.
        reached = normalise(target) or reached
    return reached


def _read(html: str, url: str) -> tuple[StandIn | None, str | None]:
    tree = parse_html(html)
    return stand_in(tree), sent_elsewhere(tree, url)
