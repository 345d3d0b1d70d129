"""One look at a site before it is audited: by HTTP alone, as politely as a visit, and robots.txt before all else."""

import asyncio
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.addresses import normalise, origin, root
from crawler.certificates import shown_certificate
from crawler.entry import Entry, admit, entered
from crawler.guard import Guard, Refused
from crawler.http import system_trust
from crawler.limits import Limits
from crawler.network import Network
from crawler.politeness import Politeness
from crawler.reading import TRIES, PageReader
from crawler.stand_ins import sent_elsewhere, stand_in
from model.evidence import Document, Response
from model.failure import Failure, FailureKind
from model.markup import parse_html
from model.site import Site
from model.site_look import Certificate, RobotsState, SiteLook, StandIn

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
        refused = await self._certificate(self.home_url)
        if refused is not None:
            return replace(self.seen, failure=refused)
        entry = self.entry
        failure = await admit(self.home_url, entry.book, entry.turns, entry.budget)
        if failure is not None:
            forbidden = failure.kind is FailureKind.ROBOTS_DISALLOWED
            return replace(
                self.seen, robots=RobotsState.FORBIDDEN if forbidden else RobotsState.UNAVAILABLE, failure=failure
            )
        self.seen = replace(
            self.seen, robots=RobotsState.ALLOWED, crawl_delay_s=(await entry.book.of(self.home_url)).crawl_delay_s
        )
        reader = PageReader(entry.http, entry.book, entry.turns, entry.budget)
        home = await reader.read(self.home_url, reader.by_http)
        assert home is not None, "the home page may lead anywhere"
        return await self._told(home)

    async def _told(self, home: Document) -> SiteLook:
        """The look, completed by the home page or by what came in its place."""
        if home.failure is not None and home.failure.kind is FailureKind.ROBOTS_DISALLOWED:
            self.seen = replace(self.seen, robots=RobotsState.FORBIDDEN)
        if home.response is not None:
            landed = normalise(home.response.url) or self.home_url
            self.seen = replace(self.seen, landed=landed, permanent=_permanent(home.response, self.home_url))
            if root(landed) != root(self.home_url):
                await self._certificate(landed)
        if home.failure is not None or home.response is None:
            return replace(self.seen, failure=home.failure)
        standing, sent_to = await asyncio.to_thread(_read, home.html, home.response.url)
        return replace(self.seen, stand_in=standing, sent_to=sent_to)

    async def _certificate(self, url: str) -> Failure | None:
        """Notes the certificate of the URL's host where it is the first to end; why it is refused, if it is."""
        try:
            async with self.entry.turns.turn(url):
                self.entry.budget.spend(requests=1)
                shown = await shown_certificate(self.guard, url, self.limits, self.trusted)
        except Refused:
            return None  # robots.txt will meet the same
        if shown is None:
            return None
        known = self.seen.certificate
        if known is None or shown.ends < known.ends:
            self.seen = replace(self.seen, certificate=shown)
        return None if shown.fault is None else Failure(FailureKind.TLS, _refusal(shown))


def _refusal(shown: Certificate) -> str:
    assert shown.fault is not None
    return f"the certificate of {shown.host} is not trusted: {shown.fault.replace('_', ' ')}"


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
