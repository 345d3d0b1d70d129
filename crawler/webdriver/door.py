"""Where a grid's browsers come in to the visit's proxy, which itself listens to this machine only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from crawler.engine import ProxyLike
from crawler.listening import listening


@dataclass(frozen=True, slots=True)
class Doorway:
    """`listen` is an address of this machine, `announced` what the grid's nodes call it, `nodes` who may come in.

    A browser tells a proxy no password unless each request is held up for it: the sender's address decides. Where
    `listen` is a loopback address there is no door, for the proxy itself is near.
    """

    listen: str = "127.0.0.1"
    announced: str = ""
    nodes: tuple[IPv4Network | IPv6Network, ...] = ()

    def admits(self, address: str) -> bool:
        found = ip_address(address.partition("%")[0])
        mapped = getattr(found, "ipv4_mapped", None)
        return any((mapped or found) in network for network in self.nodes)


@asynccontextmanager
async def door(way: Doorway, proxy: ProxyLike) -> AsyncIterator[str]:
    """The proxy's address for the grid, at a port of its own while the block runs. Raises OSError."""
    if ip_address(way.listen).is_loopback:
        yield proxy.url
        return

    async def come_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if way.admits(writer.get_extra_info("peername")[0]):
            await proxy.serve(reader, writer)
        else:
            writer.transport.abort()

    async with listening(come_in, way.listen) as port:
        host = way.announced or way.listen
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}"
