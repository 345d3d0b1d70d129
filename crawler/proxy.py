"""The filtering proxy that every request of a site's visit goes through, of httpx and of the browser alike."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from crawler.budget import SiteBudget
from crawler.guard import HEAD_LIMIT_BYTES, Guard, Refused
from crawler.limits import Limits
from crawler.listening import listening
from model.failure import Failure, FailureKind

CLIENT_HEAD_S = 30.0
ABSOLUTE_FORM = re.compile(r"http://([^/?#]*)([^#]*)", re.IGNORECASE)
VERSION = b"HTTP/1."
CHUNK_BYTES = 64 * 1024
FAILURE_HEADER = "x-eindekss-failure"
# RFC 9110 7.6.1; Transfer-Encoding stays, for bodies are relayed as they come.
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "upgrade"}
)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Head:
    """First line and header lines of a message, as they came, without line ends."""

    first: bytes
    fields: tuple[bytes, ...]


class FilteringProxy:
    """An HTTP proxy on a loopback port of its own, for one site: `async with FilteringProxy(guard) as proxy`.

    `username` and `password` are None: with credentials Playwright intercepts every request and switches the browser's
    HTTP cache off (measured).
    """

    username: str | None = None
    password: str | None = None

    def __init__(self, guard: Guard, budget: SiteBudget | None = None) -> None:
        self.guard = guard
        self._budget = budget or SiteBudget(Limits())
        self.url = ""
        self._token = secrets.token_hex(16)
        self._own_field = f"{FAILURE_HEADER}: {self._token}".encode()
        self._failures: dict[tuple[str, int], Failure] = {}
        self._open_until = AsyncExitStack()

    async def __aenter__(self) -> Self:
        port = await self._open_until.enter_async_context(listening(self.serve, "127.0.0.1"))
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open_until.aclose()

    @property
    def carried_bytes(self) -> int:
        """What the site's visit took from the network so far."""
        return self._budget.carried_bytes

    def failure_of(self, url: str) -> Failure | None:
        """Why the last connection to the URL's host and port could not be made; None where it was made."""
        parts = urlsplit(url)
        try:
            port = parts.port or (443 if parts.scheme in ("https", "wss") else 80)
        except ValueError:
            return None
        return self._failures.get(((parts.hostname or "").lower(), port))

    def is_own_answer(self, url: str, headers: Mapping[str, str]) -> bool:
        """Whether this proxy, not the site, wrote the answer to a plain HTTP request; `headers` by lower-case name.

        The header carries the proxy's secret and is taken out of the site's answers; inside TLS there are only those.
        """
        return url.startswith("http://") and headers.get(FAILURE_HEADER) == self._token

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One exchange, or one tunnel. Raises OSError and IncompleteReadError where the client has left."""
        try:
            async with asyncio.timeout(CLIENT_HEAD_S):
                head = await _read_head(reader)
        except TimeoutError:
            return
        except BadHead as error:
            await _say(writer, b"400 Bad Request", [], str(error))
            return
        method, _, rest = head.first.partition(b" ")
        target = rest.rpartition(b" ")[0].decode("latin-1")
        if method == b"CONNECT":
            await self._tunnel(target, reader, writer)
        else:
            await self._forward(method, target, head, reader, writer)

    async def _tunnel(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = _place(f"//{_bracketed(target)}", default_port=443)
        upstream = await self._open(place, writer)
        if upstream is None:
            return
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._relay((reader, writer), upstream)
        finally:
            _abort(upstream[1])

    async def _forward(
        self, method: bytes, target: str, head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        absolute = ABSOLUTE_FORM.match(target)
        authority, path = absolute.groups() if absolute else ("", "")
        authority = _bracketed(authority)
        place = _place(f"//{authority}", default_port=80)
        upstream = await self._open(place, writer)
        if upstream is None or place is None:
            return
        try:
            asked = path if path.startswith("/") else f"/{path}"
            first = method + b" " + asked.encode("latin-1") + b" HTTP/1.1"
            host = authority.rpartition("@")[2].encode("latin-1")
            fields = [b"Host: " + host, *_end_to_end(head, b"host"), b"Connection: close"]
            upstream[1].write(b"\r\n".join([first, *fields, b"", b""]))
            sending = asyncio.ensure_future(self._pump(reader, upstream[1]))
            answering = asyncio.ensure_future(self._relay_answer(place, upstream[0], writer))
            await _first_of(answering, sending)
        finally:
            _abort(upstream[1])

    async def _relay_answer(
        self, place: tuple[str, int], upstream: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        where = f"{place[0]}:{place[1]}"
        try:
            head = await _read_answer_head(upstream)
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._refuse(place, Failure(FailureKind.RESET, f"{where} closed without an answer"), writer)
            return
        except BadHead as error:
            await self._refuse(place, Failure(FailureKind.PROTOCOL, f"{where}: {error}"), writer)
            return
        self._failures.pop(place, None)
        fields = [*_end_to_end(head, FAILURE_HEADER.encode()), b"Connection: close"]
        writer.write(b"\r\n".join([head.first, *fields, b"", b""]))
        await self._pump(upstream, writer)

    async def _open(self, place: tuple[str, int] | None, writer: asyncio.StreamWriter) -> Streams | None:
        if place is None:
            await _say(writer, b"400 Bad Request", [self._own_field], FailureKind.PROTOCOL.value)
            return None
        try:
            self._budget.spend(requests=1)
            upstream = await self.guard.connect(*place)
        except Refused as refused:
            await self._refuse(place, refused.failure, writer)
            return None
        self._failures.pop(place, None)
        return upstream

    async def _refuse(self, place: tuple[str, int], failure: Failure, writer: asyncio.StreamWriter) -> None:
        self._failures[place] = failure
        await _say(writer, b"502 Bad Gateway", [self._own_field], failure.kind.value)

    async def _relay(self, client: Streams, upstream: Streams) -> None:
        await _first_of(
            asyncio.ensure_future(self._pump(upstream[0], client[1])),
            asyncio.ensure_future(self._pump(client[0], upstream[1])),
        )

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK_BYTES):
                self._budget.spend(size_bytes=len(data))
                writer.write(data)
                await writer.drain()
        except (ConnectionError, Refused):
            # Passed on as what it is: a break, not the end of a body.
            _abort(writer)


class BadHead(Exception):
    """A message head that is too long or no HTTP."""


async def _read_head(reader: asyncio.StreamReader, begins: bytes = b"") -> Head:
    """Lines up to the blank one; a lone LF ends a line too (RFC 9112 2.2). Raises BadHead, IncompleteReadError.

    A first line that does not begin so is told at once: what speaks another protocol may never send a blank one.
    """
    lines: list[bytes] = []
    size = 0
    while True:
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as error:
            raise BadHead("the head is too long") from error
        except asyncio.IncompleteReadError as error:
            if not lines and error.partial and not error.partial.startswith(begins):
                raise BadHead("this is not HTTP") from error
            raise
        size += len(line)
        if size > HEAD_LIMIT_BYTES:
            raise BadHead("the head is too long")
        line = line.rstrip(b"\r\n")
        if line and not lines and not line.startswith(begins):
            raise BadHead("this is not HTTP")
        if line:
            lines.append(line)
        elif lines:
            return Head(lines[0], tuple(lines[1:]))


async def _read_answer_head(reader: asyncio.StreamReader) -> Head:
    """The head of the final answer; interim ones are passed over."""
    head = await _read_head(reader, VERSION)
    while head.first.split(b" ")[1:2] in ([b"100"], [b"102"], [b"103"]):
        head = await _read_head(reader, VERSION)
    return head


def _end_to_end(head: Head, *without: bytes) -> list[bytes]:
    """The fields that travel on: not those of one hop, nor those that its Connection field names."""
    named = [field for field in head.fields if field.lower().startswith(b"connection:")]
    dropped = {name.strip().lower() for field in named for name in field.partition(b":")[2].split(b",")}
    dropped -= {b"transfer-encoding", b"content-length", b"content-encoding", b"content-type"}
    dropped |= {name.encode() for name in HOP_BY_HOP} | set(without)
    return [field for field in head.fields if field.partition(b":")[0].strip().lower() not in dropped]


def _place(url: str, default_port: int) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = default_port if parts.port is None else parts.port
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def _bracketed(authority: str) -> str:
    """The authority with brackets around an IPv6 address, which httpx leaves out."""
    host, _, port = authority.rpartition(":")
    return f"[{host}]:{port}" if ":" in host and "]" not in authority and "@" not in authority else authority


async def _say(writer: asyncio.StreamWriter, status: bytes, fields: list[bytes], text: str) -> None:
    body = text.encode()
    lines = [b"HTTP/1.1 " + status, *fields, b"Content-Type: text/plain", b"Content-Length: %d" % len(body)]
    writer.write(b"\r\n".join([*lines, b"Connection: close", b"", body]))
    await writer.drain()


async def _first_of(*flows: "asyncio.Future[None]") -> None:
    """Ends both ways as soon as either side has gone: nothing is kept open for a client that left."""
    try:
        await asyncio.wait(flows, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for flow in flows:
            flow.cancel()
        await asyncio.gather(*flows, return_exceptions=True)


def _abort(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
