"""Keeps the pages that everybody sees alike, ready to be sent, and tells browsers whether theirs is still good."""

import asyncio
import gzip
import hashlib
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import monotonic
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from web.access.csrf import cookie
from web.access.gate import PUBLIC
from web.access.visitor import SESSION, logged_in

log = logging.getLogger(__name__)

# What FastAPI closes when an answer was sent.
STACKS = ("fastapi_inner_astack", "fastapi_function_astack", "fastapi_middleware_astack")
MOST_BYTES = 64 * 1024 * 1024
# More at once would only wait for each other, for a processor and for a connection to the database.
MAKERS = 3
# While so many ask within such a time, nobody waits for a page that was good a while ago: it is made anew behind them.
MANY, MANY_WITHIN_S = 60, 10.0
STALE_S = 300.0
# What a kept answer takes beside its body; without it a million small ones would count for little.
OVERHEAD_BYTES = 4_096
# Smaller ones fit into one packet anyway.
GZIP_FROM = 1_000
GZIP_LEVEL = 5
TEXTS = ("text/", "application/json", "application/ld+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer whole, packed where that pays; `stamp` is that of the data it was made of."""

    stamp: str
    headers: dict[str, str]
    body: bytes
    packed: bytes | None
    etag: str

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"") + OVERHEAD_BYTES


class KeptPages:
    """The answers by their addresses, those used last; bounded in bytes. For one event loop."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.makers = asyncio.Semaphore(MAKERS)
        self.renewers = asyncio.Semaphore(1)
        self.renewing: dict[str, asyncio.Task[None]] = {}
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

    def follow(self, stamp: str) -> None:
        """Takes note of a visit, and of when a stamp gave way to the next."""
        now = monotonic()
        self._asked.append(now)
        if stamp != self._stamp:
            self._ended = {old: at for old, at in self._ended.items() if now - at < STALE_S} | {self._stamp: now}
            self._stamp = stamp

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


class PageRoute(APIRoute):
    """A route whose answers to GET are the same for everybody who brings no session."""

    vary = "Accept-Encoding, Cookie"

    async def is_own(self, request: Request) -> bool:
        """Whether the answer may be for this visitor alone. A session that does not hold is looked for: by any word in
        its place a stranger would have each page made anew.
        """
        return bool(cookie(request, SESSION)) and await run_in_threadpool(logged_in, request) is not None

    def address_of(self, request: Request) -> str:
        """What the answer depends on beside the data and the day. Some pages say under which host they were asked for,
        so that what one brings in by a false name is shown to nobody else.
        """
        return str(request.url)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        make = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "GET" or await self.is_own(request):
                return await make(request)
            pages: KeptPages = request.app.state.pages
            # The day is part of it: pages say what is so today.
            shelf = request.app.state.shelf
            shelf.rushed = pages.many()
            known = shelf.known_stamp() or await run_in_threadpool(shelf.stamp)
            stamp = f"{known} {request.app.state.now():%Y-%m-%d}"
            pages.follow(stamp)
            address = self.address_of(request)
            found = pages.at(address, stamp)
            if found is None and (found := pages.of_late(address)) is not None:
                if address not in pages.renewing:
                    pages.renewing[address] = asyncio.create_task(renew(request, pages, address, stamp))
            elif found is None:
                try:
                    async with pages.making(address):
                        found = pages.at(address, stamp)
                        if found is None:
                            async with pages.makers:
                                answer = await make(request)
                            if not _can_be_kept(answer):
                                return answer
                            found = await run_in_threadpool(kept, stamp, answer)
                            pages.keep(address, found)
                finally:
                    # Also of an address that there is not, or somebody could fill the memory with such.
                    pages.made(address)
            return sent(request, found, self.vary)

        async def renew(request: Request, pages: KeptPages, address: str, stamp: str) -> None:
            try:
                async with pages.renewers, AsyncExitStack() as stack:
                    began = monotonic()
                    # The visit that asked is answered, and its own stacks are closed.
                    scope = {**request.scope, **dict.fromkeys(STACKS, stack)}
                    answer = await make(Request(scope, request.receive))
                    if _can_be_kept(answer):
                        pages.keep(address, await run_in_threadpool(kept, stamp, answer))
                    # Readers have the greater half.
                    await asyncio.sleep(monotonic() - began)
            except Exception:  # whoever asks for it later is told
                log.exception("%s cannot be made anew", address)
            finally:
                pages.renewing.pop(address, None)

        return handle


def page_router() -> APIRouter:
    """A router of public pages, whose paths begin with the language."""
    return APIRouter(prefix="/{lang}", route_class=PageRoute, dependencies=[PUBLIC], include_in_schema=False)


class LiveRoute(APIRoute):
    """A route whose answers nobody keeps without asking: they change while nothing is saved."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        make = super().get_route_handler()

        async def handle(request: Request) -> Response:
            answer = await make(request)
            answer.headers["Cache-Control"] = "no-cache"
            return answer

        return handle


def live_router() -> APIRouter:
    """A router of public pages such as that of a night at work: each is made anew."""
    return APIRouter(prefix="/{lang}", route_class=LiveRoute, dependencies=[PUBLIC], include_in_schema=False)


def _can_be_kept(answer: Response) -> bool:
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
        body=body,
        packed=gzip.compress(body, GZIP_LEVEL, mtime=0) if packs else None,
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
    )


def sent(request: Request, kept: Kept, vary: str) -> Response:
    """Weak comparison (RFC 9110, 13.1.2), for a packed body has the same tag."""
    headers = {"cache-control": "no-cache", **kept.headers, "etag": kept.etag, "vary": vary}
    asked = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if kept.etag in asked or asked == ["*"]:
        same = {name: value for name, value in headers.items() if name not in ("content-type", "link")}
        return Response(status_code=304, headers=same)
    if kept.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(kept.packed, headers={**headers, "content-encoding": "gzip"})
    return Response(kept.body, headers=headers)
