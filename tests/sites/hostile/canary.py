"""The canary stands for internal services: it listens on loopback, over TCP and UDP, and counts whoever comes."""

import asyncio
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from crawler.listening import listening

HOSTS = ("127.0.0.1", "::1")


@dataclass
class Canary:
    """`touched` tells of every connection and datagram: protocol, address it came to, and its first bytes."""

    port: int = 0
    touched: list[str] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def listen(self) -> None:
        """On one free port of both loopback addresses, for TCP and UDP."""
        for host in HOSTS:
            await self.also(host, self.port)

    async def also(self, host: str, port: int) -> None:
        """Listens at a further address; IPv6 only where the machine has it."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            port = await self._open.enter_async_context(listening(self._connected, host, port))
        except OSError:
            if family == socket.AF_INET6:
                return
            raise
        self.port = self.port or port
        udp = socket.socket(family, socket.SOCK_DGRAM)
        udp.bind((host, port))
        udp.setblocking(False)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Datagrams(self), sock=udp)
        self._open.callback(transport.close)

    async def close(self) -> None:
        await self._open.aclose()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = len(self.touched)
        host, port = writer.get_extra_info("sockname")[:2]
        self.touched.append(f"tcp {host}:{port}")
        try:
            async with asyncio.timeout(1):
                self.touched[place] += f" {(await reader.read(200))!r}"
        except (TimeoutError, ConnectionError):
            pass


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, canary: Canary) -> None:
        self._canary = canary

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._canary.touched.append(f"udp from {addr[0]}:{addr[1]} {data[:40]!r}")
