"""A scriptable HTTP server on loopback that remembers what it was asked, and when."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from crawler.listening import listening

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Reply:
    """One answer. `raw` replaces the whole of it."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = "text/html; charset=utf-8"
    delay_s: float = 0.0
    raw: bytes | None = None

    def encoded(self) -> bytes:
        if self.raw is not None:
            return self.raw
        body = self.body.encode() if isinstance(self.body, str) else self.body
        fields = {"Content-Length": str(len(body)), "Connection": "close", **self.headers}
        if self.content_type:
            fields["Content-Type"] = self.content_type
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1") + body


# What a path answers: one reply, a script that writes for itself, or replies one after the other.
Replies = Reply | Script | list[Reply]


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


class OriginServer:
    """Answers by path; a list of replies is given one after the other, its last one for good."""

    def __init__(self, replies: Mapping[str, Replies]) -> None:
        self.replies = dict(replies)
        self.asked: list[Asked] = []
        self.open = 0
        self.most_open = 0
        self.url = ""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def headers_of(self, path: str) -> dict[str, str]:
        return next(asked.headers for asked in self.asked if asked.path == path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
            path = head[0].split(" ")[1]
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.asked.append(Asked(path, headers, monotonic(), body))
            reply = self.replies.get(path, Reply("<h1>Nav</h1>", status=404))
            if isinstance(reply, list):
                reply = reply.pop(0) if len(reply) > 1 else reply[0]
            if isinstance(reply, Reply):
                await asyncio.sleep(reply.delay_s)
                writer.write(reply.encoded())
                await writer.drain()
            else:
                await reply(writer)
        finally:
            self.open -= 1


@asynccontextmanager
async def serving(replies: Mapping[str, Replies], tls: ssl.SSLContext | None = None) -> AsyncIterator[OriginServer]:
    origin = OriginServer(replies)
    async with listening(origin.serve, "127.0.0.1", tls=tls) as port:
        origin.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        yield origin


def page(*links: str, title: str = "Novads", body: str = "") -> Reply:
    """A small Latvian page with links in its menu."""
    menu = "".join(f'<li><a href="{link}">{link.strip("/") or "Sākums"}</a></li>' for link in links)
    return Reply(
        f"<!doctype html><html lang=lv><head><title>{title}</title></head><body><header><nav><ul>{menu}</ul></nav>"
        f"</header><main><h1>{title}</h1>{body}</main></body></html>"
    )


ALLOW_ALL = Reply("User-agent: *\nDisallow:\n", content_type="text/plain")
