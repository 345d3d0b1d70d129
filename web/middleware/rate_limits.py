"""How much one address, or one token of the API, may ask in a minute: a bucket each, so many of them and no more."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.engine import DatabaseError
from db.sessions import token_account
from reports.language import N_
from web.access.visitor import token_sent
from web.client_address import address_of
from web.problems import API, answer_of

MINUTE_S = 60
MOST_ADDRESSES = 20_000
MOST_TOKENS = 10_000
# Each is a look into the database, for whoever has no token that holds.
GUESSES_PER_MINUTE = 30
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

    def has(self, address: str) -> bool:
        """Whether one more would be allowed."""
        return self._filled(address) >= 1

    def _filled(self, address: str) -> float:
        now, most = self._clock(), float(self.per_minute)
        tokens, then = self._held.get(address, (most, now))
        return min(tokens + (now - then) * self.per_minute / MINUTE_S, most)

    def take(self, address: str) -> Allowance:
        now, each_s, tokens = self._clock(), MINUTE_S / self.per_minute, self._filled(address)
        self._held.pop(address, None)
        allowed = tokens >= 1
        tokens -= allowed
        self._held[address] = tokens, now
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return Allowance(allowed, int(tokens), 0 if tokens >= 1 else math.ceil((1 - tokens) * each_s))


@dataclass(frozen=True, slots=True)
class Counted:
    """Of whom a request is counted, and as which policy of the answer's headers names it."""

    policy: str
    buckets: Buckets | None
    key: str


class RateLimits:
    """Pages and API are counted apart, and of the API each token that holds by itself, so that nobody who shares its
    address takes from it; 0 is no limit. This machine itself may ask as much as it likes.
    """

    def __init__(self, app: ASGIApp, api_per_minute: int, by_token_per_minute: int, pages_per_minute: int) -> None:
        self._app = app
        self._api, self._by_token, self._pages = (
            Buckets(each) if each else None for each in (api_per_minute, by_token_per_minute, pages_per_minute)
        )
        self._holding = HoldingTokens()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        counted = await self._counted(scope) if scope["type"] == "http" else None
        if counted is None or counted.buckets is None:
            await self._app(scope, receive, send)
            return
        found = counted.buckets.take(counted.key)
        # draft-ietf-httpapi-ratelimit-headers-10
        headers = {
            "RateLimit-Policy": f'"{counted.policy}";q={counted.buckets.per_minute};w={MINUTE_S}',
            "RateLimit": f'"{counted.policy}";r={found.left};t={found.wait_s}',
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

    async def _counted(self, scope: Scope) -> Counted | None:
        path, client = scope["path"], client_of(scope)
        if path.startswith(FREE) or client is None:
            return None
        if not path.startswith(API):
            return Counted("pages", self._pages, client)
        token = token_sent(Headers(scope=scope).get("authorization", ""))
        if self._api is not None and token is not None and await self._holding.has(token, client, scope["app"].state):
            return Counted("token", self._by_token, token.hex())
        return Counted("api", self._api, client)


class HoldingTokens:
    """Tokens that held when they were last looked for, those used last. For one event loop."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[bytes, float] = OrderedDict()
        self._guesses = Buckets(GUESSES_PER_MINUTE, clock)

    async def has(self, token: bytes, client: str, state: State) -> bool:
        """Looked for once a minute; a token that is not known only as long as the address has not guessed too often."""
        now, seen = self._clock(), self._seen.get(token)
        if seen is not None and now - seen < MINUTE_S:
            return True
        if seen is None and not self._guesses.has(client):
            return False
        try:
            found = await run_in_threadpool(token_account, state.workplace.database, token, state.now())
        except DatabaseError:
            # The route will say so.
            return seen is not None
        if found is None:
            self._seen.pop(token, None)
            self._guesses.take(client)
            return False
        self._seen[token] = now
        self._seen.move_to_end(token)
        while len(self._seen) > MOST_TOKENS:
            self._seen.popitem(last=False)
        return True


def client_of(scope: Scope) -> str | None:
    """Who asks; None for this machine itself. A proxy's word counts where uvicorn trusts it."""
    client = scope.get("client")
    found = address_of(client[0]) if client else None
    return None if found is None or found.is_loopback else found.name
