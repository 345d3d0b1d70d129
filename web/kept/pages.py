"""Answers that everybody gets alike, ready to be sent, and whether the one that a browser has is still good."""

import asyncio
import gzip
import hashlib
import logging
from collections import OrderedDict, deque
from dataclasses import dataclass
from time import monotonic

from fastapi import Request, Response

log = logging.getLogger(__name__)

# Stands in the scope of a visit that nobody pays: a page is made beforehand (warming.py).
WARMING = "eindekss.warming"
MOST_BYTES = 64 * 1024 * 1024
# More at once would only wait for each other, for a processor and for a connection to the database.
MAKERS = 2
# While so many ask within such a time, nobody waits for a page that was good a while ago: it is made anew behind them.
MANY, MANY_WITHIN_S = 60, 10.0
STALE_S = 300.0
# A page that is made behind the readers waits so long at most for a moment in which none of them waits.
PATIENCE_S, PAUSE_S = 5.0, 0.02
# What a kept answer takes beside its body; without it a million small ones would count for little.
OVERHEAD_BYTES = 4_096
# Smaller ones fit into one packet anyway.
GZIP_FROM = 1_000
GZIP_LEVEL = 5
TEXTS = ("text/", "application/json", "application/ld+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer whole; `content` is packed where that pays. `stamp` is that of the data it was made of."""

    stamp: str
    headers: dict[str, str]
    content: bytes
    packed: bool
    etag: str

    @property
    def size(self) -> int:
        return len(self.content) + OVERHEAD_BYTES


class KeptPages:
    """The answers by their addresses, those used last; bounded in bytes. For one event loop."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.makers = asyncio.Semaphore(MAKERS)
        self.renewers = asyncio.Semaphore(1)
        self.renewing: dict[str, asyncio.Task[None]] = {}
        # Readers who wait for a page to be made.
        self.waiting = 0
        # Scheme and host that were asked last.
        self.base: str | None = None
        self._most_bytes = most_bytes
        self._stamp = ""
        self._ended: dict[str, float] = {}
        self._asked: deque[float] = deque(maxlen=MANY)
        self._held: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._making: dict[str, asyncio.Lock] = {}

    def at(self, address: str, stamp: str) -> Kept | None:
        held = self._held.get(address)
        if held is None or held.stamp != stamp:
            return None
        self._held.move_to_end(address)
        return held

    def follow(self, stamp: str, base: str) -> None:
        """Takes note of a visit to the site at `base`, and of when a stamp gave way to the next."""
        now, self.base = monotonic(), base
        self._asked.append(now)
        if stamp != self._stamp:
            self._ended = {old: at for old, at in self._ended.items() if now - at < STALE_S} | {self._stamp: now}
            self._stamp = stamp

    async def nobody_waits(self) -> None:
        """For what can be done later; where somebody always waits, it is done after a while all the same."""
        until = monotonic() + PATIENCE_S
        while self.waiting and monotonic() < until:
            await asyncio.sleep(PAUSE_S)

    def many(self) -> bool:
        return len(self._asked) == MANY and monotonic() - self._asked[0] < MANY_WITHIN_S

    def of_late(self, address: str) -> Kept | None:
        """What was good a while ago, where many ask."""
        held, now = self._held.get(address), monotonic()
        if held is None or not self.many() or now - self._ended.get(held.stamp, float("-inf")) > STALE_S:
            return None
        self._held.move_to_end(address)
        return held

    def keep(self, address: str, kept: Kept) -> None:
        old = self._held.pop(address, None)
        self._bytes += kept.size - (old.size if old else 0)
        self._held[address] = kept
        while self._bytes > self._most_bytes:
            _, gone = self._held.popitem(last=False)
            self._bytes -= gone.size

    def making(self, address: str) -> asyncio.Lock:
        """Whoever holds it makes the page; the others wait for it."""
        return self._making.setdefault(address, asyncio.Lock())

    def made(self, address: str) -> None:
        self._making.pop(address, None)


def tell_fault(task: asyncio.Task[None]) -> None:
    """Logs what ended a task that nobody waits for; its name says what it made."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s could not be made", task.get_name(), exc_info=error)


def can_be_kept(answer: Response) -> bool:
    return answer.status_code == 200 and "set-cookie" not in answer.headers and hasattr(answer, "body")


def kept(stamp: str, answer: Response) -> Kept:
    """The answer made ready to be sent more than once."""
    body = bytes(answer.body)
    media_type = answer.headers.get("content-type", "")
    packs = len(body) >= GZIP_FROM and media_type.startswith(TEXTS)
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return Kept(
        stamp=stamp,
        headers=headers,
        content=gzip.compress(body, GZIP_LEVEL, mtime=0) if packs else body,
        packed=packs,
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
    )


def sent(request: Request, kept: Kept, vary: str) -> Response:
    """As the request can take it: nothing but the head where it has it already."""
    headers = {"cache-control": "no-cache", **kept.headers, "etag": kept.etag, "vary": vary}
    if has(request, kept.etag):
        same = {name: value for name, value in headers.items() if name not in ("content-type", "link")}
        return Response(status_code=304, headers=same)
    if kept.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(kept.content, headers={**headers, "content-encoding": "gzip"})
    return Response(gzip.decompress(kept.content) if kept.packed else kept.content, headers=headers)


def has(request: Request, etag: str) -> bool:
    """Whether whoever asks has it: weak comparison (RFC 9110, 13.1.2), for a packed body has the same tag."""
    asked = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in asked or asked == ["*"]
