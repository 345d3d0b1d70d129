"""How much one address may ask in a minute: a bucket of tokens each, so many of them and no more."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reports.language import N_
from web.problems import API, answer_of

MINUTE_S = 60
MOST_ADDRESSES = 20_000
# Whoever has one address of IPv6 has all that begin like it.
OWN_BITS = 64
# Kept for good by whoever has them, and a page asks for several.
FREE = ("/static/",)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether one more was allowed, how many are left at once, and in how many seconds the next one is."""

    allowed: bool
    left: int
    wait_s: int


class Buckets:
    """Each holds as many tokens as are granted in a minute, and fills evenly. Those used last are remembered, so a
    flood of addresses costs no memory. For one event loop.
    """

    def __init__(
        self, per_minute: int, clock: Callable[[], float] = monotonic, most_addresses: int = MOST_ADDRESSES
    ) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._most = most_addresses
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, address: str) -> Allowance:
        now, each_s = self._clock(), MINUTE_S / self.per_minute
        tokens, then = self._held.pop(address, (float(self.per_minute), now))
        tokens = min(tokens + (now - then) / each_s, float(self.per_minute))
        allowed = tokens >= 1
        tokens -= allowed
        self._held[address] = tokens, now
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return Allowance(allowed, int(tokens), 0 if tokens >= 1 else math.ceil((1 - tokens) * each_s))


class RateLimits:
    """Pages and API are counted apart; 0 is no limit. This machine itself may ask as much as it likes."""

    def __init__(self, app: ASGIApp, api_per_minute: int, pages_per_minute: int) -> None:
        self._app = app
        self._api = Buckets(api_per_minute) if api_per_minute else None
        self._pages = Buckets(pages_per_minute) if pages_per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        buckets = self._buckets(scope) if scope["type"] == "http" else None
        address = client_of(scope) if buckets is not None else None
        if buckets is None or address is None:
            await self._app(scope, receive, send)
            return
        found = buckets.take(address)
        policy = "api" if buckets is self._api else "pages"
        # draft-ietf-httpapi-ratelimit-headers-10
        headers = {
            "RateLimit-Policy": f'"{policy}";q={buckets.per_minute};w={MINUTE_S}',
            "RateLimit": f'"{policy}";r={found.left};t={found.wait_s}',
        }
        if found.allowed:

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message).update(headers)
                await send(message)

            await self._app(scope, receive, told)
            return
        # Told as a page it is rendered, which must not hold up others.
        answer = await run_in_threadpool(
            answer_of,
            Request(scope),
            429,
            N_("Too much was asked in a short time"),
            N_("Wait %(seconds)s seconds, then ask again."),
            {"seconds": max(found.wait_s, 1)},
            {**headers, "Retry-After": str(max(found.wait_s, 1)), "Cache-Control": "no-store"},
        )
        await answer(scope, receive, send)

    def _buckets(self, scope: Scope) -> Buckets | None:
        path = scope["path"]
        if path.startswith(FREE):
            return None
        return self._api if path.startswith(API) else self._pages


def client_of(scope: Scope) -> str | None:
    """Who asks, of IPv6 the network; None for this machine itself. A proxy's word counts where uvicorn trusts it."""
    client = scope.get("client")
    if client is None:
        return None
    try:
        address = ip_address(client[0])
    except ValueError:
        # A trusted proxy may name anything.
        return str(client[0])[:100]
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return None
    return str(ip_network((address, OWN_BITS), strict=False)) if address.version == 6 else str(address)
