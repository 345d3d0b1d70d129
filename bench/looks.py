"""How long `eindekss sites check` takes for 42 and for 4,000 sites, at the pace that it keeps: `python -m bench.looks`.

Every site has a name and, but for a crowd, an address of its own; all lead to one server process on loopback, which
waits before each answer. Names are looked up in this process, so the time of real name servers is not in it.
"""

import asyncio
import multiprocessing
import ssl
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from multiprocessing.connection import Connection
from time import monotonic, process_time
from unittest.mock import patch

from crawler.guard import Guard
from crawler.limits import Limits
from crawler.listening import listening
from crawler.network import Network
from crawler.politeness import Politeness
from model.site import Site
from pipeline import site_checking
from pipeline.site_checking import Looked, Round, look_round
from tests.crawler.origin import ALLOW_ALL, OriginServer, page
from tests.sites.hostile.certificates import Authorities

SERVER_WAIT_S = 0.15
WILDCARD = "*.novadi.test"
# Any public one; nobody connects to it.
FIRST_ADDRESS = int(IPv4Address("193.0.0.0"))
HOME = page(*(f"/lapa/{number}" for number in range(60)), title="Novads", body="<p>Novada ziņas.</p>" * 200)


@dataclass(frozen=True)
class Case:
    """`crowd` of the sites, the first ones, share one address."""

    title: str
    sites: int
    crowd: int = 0


CASES = (
    Case("42 sites", 42),
    Case("42 sites, all of one address", 42, crowd=42),
    Case("4,000 sites", 4_000),
)


def main() -> int:
    with served() as (port, pem):
        for case in CASES:
            begun, work = monotonic(), process_time()
            looked = asyncio.run(looks(case, port, ssl.create_default_context(cadata=pem)))
            ready = sum(look.ready for look in looked.looks.values())
            wall_s, cpu_s = monotonic() - begun, process_time() - work
            print(
                f"{case.title}: {ready} of {case.sites} ready in {wall_s:.0f} s, "
                f"{cpu_s:.0f} s of CPU ({1000 * cpu_s / case.sites:.0f} ms a site)"
            )
            if ready != case.sites:
                return 1
    return 0


async def looks(case: Case, port: int, trusted: ssl.SSLContext) -> Looked:
    class OnLoopback(Guard):
        async def connect(self, host: str, _: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            await self.resolve(host, port)
            return await asyncio.open_connection("127.0.0.1", port)

    def lookup(host: str, _: int) -> Sequence[str]:
        number = int(host.partition(".")[0].removeprefix("n"))
        return (str(IPv4Address(FIRST_ADDRESS + max(number, case.crowd))),)

    limits, network = Limits(), Network(lookup, trusted)
    sites = [Site(f"https://n{number}.novadi.test/", f"Novads {number}") for number in range(case.sites)]
    looked = Looked({})
    with patch.object(site_checking, "guard_of", lambda *_, **__: OnLoopback(frozenset(), limits, lookup)):
        await look_round(Round(sites), limits, Politeness(limits), network, looked, lambda look: None)
    return looked


@contextmanager
def served() -> Iterator[tuple[int, str]]:
    """The port of the server, which speaks TLS for all names, and the authority to trust."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection) -> None:
    async def serve() -> None:
        authorities = Authorities()
        origin = OriginServer({"/robots.txt": ALLOW_ALL, "/": HOME})

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(SERVER_WAIT_S)
            await origin.serve(reader, writer)

        tls = authorities.context("good", WILDCARD)
        async with listening(answer, "127.0.0.1", tls=tls, backlog=512) as port:
            pipe.send((port, authorities.pem))
            await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    sys.exit(main())
