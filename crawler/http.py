"""The plain HTTP tier: one document at a time through the site's proxy, every bound kept, every fault named."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from time import monotonic
from types import TracebackType
from typing import Self

import httpx

from crawler.addresses import normalise
from crawler.body import ACCEPT_ENCODING, read_body
from crawler.bot_walls import MAX_WALL_BYTES, bot_wall
from crawler.encoding import decide_encoding, decode
from crawler.faults import FOREIGN, network_failure
from crawler.guard import Refused
from crawler.limits import Limits
from crawler.links import link_urls
from crawler.private_values import without_values
from crawler.proxy import FilteringProxy
from model.evidence import Document, Hop, Response
from model.failure import Failure, FailureKind

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
ASKED = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding": ACCEPT_ENCODING,
    "accept-language": "lv,en;q=0.5",
}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})

# Asked for every address that a redirect leads to; raises Refused or LeavesSite where it may not be requested.
Permit = Callable[[str], Awaitable[None]]
# How many bytes of the body are wanted, once the head is known.
Wanted = Callable[[Response], int]


class LeavesSite(Exception):
    """A redirect leads to another site, which this visit does not enter."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True, slots=True)
class Answer:
    """The exchange that ended the redirects; `cut` says that the body went on after what was wanted."""

    response: Response
    body: bytes
    cut: bool


@cache
def system_trust() -> ssl.SSLContext:
    """The certificates that are trusted where nobody names others."""
    return httpx.create_ssl_context(trust_env=False)


class HttpTier:
    """`async with HttpTier(proxy, limits) as http`. `tls` replaces the certificates that are trusted."""

    def __init__(self, proxy: FilteringProxy, limits: Limits, tls: ssl.SSLContext | None = None) -> None:
        self._proxy = proxy
        self._limits = limits
        # Without httpx's client: it trips over redirects that it is not even asked to follow, and keeps cookies.
        self._transport = httpx.AsyncHTTPTransport(proxy=proxy.url, trust_env=False, verify=tls or system_trust())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()

    async def fetch_document(
        self, url: str, *, permit: Permit | None = None, user_agent: str | None = None, timeout_s: float | None = None
    ) -> Document:
        """An HTML page, or why there is none. Raises LeavesSite where `permit` does."""
        bound = min(self._limits.document_timeout_s, timeout_s if timeout_s is not None else float("inf"))
        try:
            async with asyncio.timeout(bound):
                answer = await self.exchange(url, self._page_bytes, permit=permit, user_agent=user_agent)
        except FOREIGN as error:
            return Document(url, None, network_failure(error))
        response, body = answer.response, answer.body
        failure = status_failure(answer) or _unfit(answer)
        if failure is not None:
            return Document(url, response, failure)
        encoding = decide_encoding(body, response.headers.get("content-type", ""))
        html = decode(body, encoding)
        wall = bot_wall(response.status, response.headers, html)
        if wall is not None:
            return Document(url, response, Failure(FailureKind.BLOCKED_BY_BOT_WALL, f"{wall} asks for a proof"))
        html = without_values(html)
        links = await asyncio.to_thread(link_urls, html, response.url)
        return Document(url, replace(response, encoding=encoding, size_bytes=len(body)), None, html, links)

    async def is_alive(self, url: str, within_s: float, *, permit: Permit | None = None) -> bool | None:
        """Whether the address answers: False for 404 and 410 only, None where it could not be told."""
        try:
            async with asyncio.timeout(within_s):
                answer = await self.exchange(url, lambda response: 0, permit=permit)
        except (*FOREIGN, LeavesSite):
            return None
        return alive_by_status(answer.response.status)

    async def exchange(
        self, url: str, wanted: Wanted, *, permit: Permit | None = None, user_agent: str | None = None
    ) -> Answer:
        """GET with redirects followed by hand. Raises Refused with the failure; LeavesSite where `permit` does."""
        begun = monotonic()
        headers = {**ASKED, "user-agent": user_agent or self._limits.user_agent}
        hops: list[Hop] = []
        asked = {url}
        while True:
            try:
                answer, location = await self._once(url, wanted, headers, tuple(hops), begun)
            except FOREIGN as error:
                raise Refused(network_failure(error, self._proxy.failure_of(url))) from error
            if location is None:
                return answer
            hops.append(Hop(url, answer.response.status))
            # A site that hands a session id out by redirect must get it back.
            target = normalise(location, url, keep_sessions=True)
            if target is None:
                raise Refused(Failure(FailureKind.PROTOCOL, f"{url} redirects to no web address"))
            if target in asked or len(hops) > self._limits.max_redirects:
                detail = f"{url} redirects in a circle" if target in asked else f"over {len(hops) - 1} redirects"
                raise Refused(Failure(FailureKind.TOO_MANY_REDIRECTS, detail))
            if permit is not None:
                await permit(target)
            asked.add(target)
            url = target

    async def ask_again(self, url: str, headers: Mapping[str, str], limit_bytes: int) -> Answer:
        """One exchange, redirects not followed, with these headers beside the usual ones. Raises what FOREIGN lists."""
        asked = {**ASKED, "user-agent": self._limits.user_agent, **headers}
        answer, _ = await self._once(url, lambda response: limit_bytes, asked, (), monotonic())
        return answer

    async def _once(
        self, url: str, wanted: Wanted, headers: Mapping[str, str], hops: tuple[Hop, ...], begun: float
    ) -> tuple[Answer, str | None]:
        got = await self._transport.handle_async_request(httpx.Request("GET", url, headers=dict(headers)))
        try:
            if self._proxy.is_own_answer(url, got.headers):
                kind = FailureKind((await got.aread()).decode())
                raise Refused(self._proxy.failure_of(url) or Failure(kind, "no connection"))
            response = Response(
                url=url,
                status=got.status_code,
                headers=_kept_headers(got.headers),
                encoding=None,
                redirects=hops,
                elapsed_ms=round((monotonic() - begun) * 1000),
            )
            location = got.headers.get("location") if got.status_code in REDIRECTS else None
            if location is not None:
                return Answer(response, b"", False), location
            limit = wanted(response)
            if limit == 0:
                return Answer(response, b"", False), None
            body, cut = await read_body(got.aiter_raw(), response.headers.get("content-encoding", ""), limit)
            return Answer(replace(response, size_bytes=len(body)), body, cut), None
        finally:
            await got.aclose()

    def _page_bytes(self, response: Response) -> int:
        if response.status >= 300:
            return MAX_WALL_BYTES
        typed = response.content_type
        return self._limits.max_document_bytes if not typed or typed in HTML_TYPES else 0


def _kept_headers(headers: httpx.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() not in ("set-cookie", "set-cookie2")}


def alive_by_status(status: int) -> bool | None:
    if status in GONE:
        return False
    return True if 200 <= status < 300 else None


def status_failure(answer: Answer) -> Failure | None:
    """What the status says: a bot wall, rate_limited, http_4xx, http_5xx, or protocol for a 3xx that leads nowhere."""
    response = answer.response
    status = response.status
    if 200 <= status < 300:
        return None
    wall = bot_wall(status, response.headers, answer.body.decode("latin-1"))
    if wall is not None:
        return Failure(FailureKind.BLOCKED_BY_BOT_WALL, f"{wall} answers {status}")
    if status == 429:
        return Failure(FailureKind.RATE_LIMITED, "the server answers 429")
    if 400 <= status < 500:
        return Failure(FailureKind.HTTP_4XX, f"the server answers {status}")
    if status >= 500:
        return Failure(FailureKind.HTTP_5XX, f"the server answers {status}")
    return Failure(FailureKind.PROTOCOL, f"the server answers {status}, which leads nowhere")


def _unfit(answer: Answer) -> Failure | None:
    """Why a successful answer is no page."""
    response = answer.response
    if response.headers.get("content-disposition", "").strip().lower().startswith("attachment"):
        return Failure(FailureKind.DOWNLOAD, "the server sends a file to keep")
    typed = response.content_type
    if typed and typed not in HTML_TYPES:
        return Failure(FailureKind.NOT_HTML, f"the answer is {typed}")
    if response.status == 204 or (not typed and not _smells_of_html(answer.body)):
        return Failure(FailureKind.NOT_HTML, "the answer is no HTML")
    if answer.cut:
        return Failure(FailureKind.TOO_LARGE, f"the page is over {len(answer.body):,} bytes")
    return None


def _smells_of_html(body: bytes) -> bool:
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<") and any(mark in head for mark in (b"<!doctype html", b"<html", b"<head", b"<body"))
