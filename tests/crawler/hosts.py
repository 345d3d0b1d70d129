"""Websites at names and ports of their own, as on the internet: each name leads to a real server on loopback."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from socket import EAI_NONAME, gaierror
from urllib.parse import urlsplit

from crawler.guard import Guard, Origin
from crawler.limits import Limits
from crawler.network import Network
from crawler.politeness import Politeness
from crawler.site_check import look_at
from model.site import Site
from model.site_look import SiteLook
from tests.crawler.origin import ALLOW_ALL, OriginServer, Replies, Reply, page, serving
from tests.sites.hostile.behaviour import Certificate
from tests.sites.hostile.certificates import Authorities

LIMITS = Limits(pace_s=0.0, document_timeout_s=10.0, robots_timeout_s=10.0, site_budget_s=30.0)
# Public ones, which nobody connects to here.
ADDRESS, ADDRESS_6 = "193.0.0.7", "2001:67c:2e8:22::7"
WELL: Mapping[str, Replies] = {"/robots.txt": ALLOW_ALL, "/": page("/kontakti", title="Liepu novads")}


def to(url: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"Location": url})


def leads(url: str, status: int = 301) -> Mapping[str, Replies]:
    """A site that sends all its visitors elsewhere."""
    return {"/robots.txt": ALLOW_ALL, "/": to(url, status)}


@dataclass(frozen=True)
class Host:
    """A site at the default port of its scheme. `days` is how long its certificate, or that of its authority, lasts."""

    url: str
    replies: Mapping[str, Replies] = field(default_factory=lambda: dict(WELL))
    addresses: Sequence[str] = (ADDRESS,)
    certificate: Certificate = "good"
    days: float | None = None
    authority_days: float | None = None

    @property
    def origin(self) -> Origin:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]


class LoopbackGuard(Guard):
    """Judges names as ever, and connects to the loopback server that plays the host."""

    ports: Mapping[Origin, int]

    async def connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        await self.resolve(host, port)
        return await asyncio.open_connection("127.0.0.1", self.ports[host, port])


@dataclass
class Hosts:
    """The hosts while they are served. `servers` are by address."""

    servers: dict[str, OriginServer]
    ports: dict[Origin, int]
    addresses: dict[str, Sequence[str]]
    trusted: ssl.SSLContext

    def asked(self, url: str) -> list[str]:
        """The paths that this host was asked for, in order."""
        return self.servers[url].paths

    def lookup(self, host: str, port: int) -> Sequence[str]:
        if host not in self.addresses:
            raise gaierror(EAI_NONAME, "no such name")
        return self.addresses[host]

    @property
    def network(self) -> Network:
        return Network(self.lookup, self.trusted)

    def guard_of(self, site: Site, limits: Limits, network: Network, *, allow_private: bool) -> Guard:
        """In the place of crawler.entry.guard_of."""
        guard = LoopbackGuard(network.open_origins, limits, network.lookup)
        guard.ports = self.ports
        return guard

    def look(self, url: str, limits: Limits = LIMITS) -> SiteLook:
        site = Site(url, "Liepu novads")
        guard = self.guard_of(site, limits, self.network, allow_private=False)
        return asyncio.run(look_at(site, guard, limits, Politeness(limits), self.network))


@contextmanager
def hosts(*served: Host) -> Iterator[Hosts]:
    """Serves while the block runs, in a thread with a loop of its own."""
    authorities = Authorities()
    shared = Hosts({}, {}, {}, ssl.create_default_context(cadata=authorities.pem))
    ready, faults = threading.Event(), list[BaseException]()
    over: list[Callable[[], object]] = []

    async def serve() -> None:
        end = asyncio.Event()
        over.append(partial(asyncio.get_running_loop().call_soon_threadsafe, end.set))
        async with AsyncExitStack() as running:
            for host in served:
                name, port = host.origin
                tls = _shown(authorities, host) if host.url.startswith("https:") else None
                server = await running.enter_async_context(serving(host.replies, tls))
                shared.servers[host.url] = server
                shared.ports[name, port] = server.port
                shared.addresses[name] = host.addresses
            ready.set()
            await end.wait()

    def work() -> None:
        try:
            asyncio.run(serve())
        except BaseException as fault:
            faults.append(fault)
            ready.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    ready.wait()
    try:
        if not faults:
            yield shared
    finally:
        over[0]()
        thread.join(20)
        if faults:
            raise faults[0]


def _shown(authorities: Authorities, host: Host) -> ssl.SSLContext:
    name, _ = host.origin
    until = None if host.days is None else datetime.now(UTC) + timedelta(days=host.days)
    if host.authority_days is None:
        return authorities.context(host.certificate, name, until)
    return authorities.through(name, datetime.now(UTC) + timedelta(days=host.authority_days))
