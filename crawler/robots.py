"""robots.txt after RFC 9309: what the site lets us ask for, how slowly, and where its sitemaps are."""

import asyncio
import math
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from crawler.addresses import normalise, root
from crawler.encoding import decode
from crawler.faults import FOREIGN, network_failure
from crawler.guard import Refused
from crawler.http import HttpTier, status_failure
from crawler.limits import USER_AGENT_PRODUCT, Limits
from model.evidence import Response
from model.failure import Failure, FailureKind

MAX_SITEMAPS = 50
OTHER_AGENT = "other"
# As Protego reads it, mended spellings included.
AGENT_LINE = re.compile(r"user(?:-|\s*)agent(?:\s*:|\s)", re.IGNORECASE)
AGENT_TOKEN = re.compile(r"[a-z_-]+")


@dataclass(frozen=True)
class Robots:
    """The rules for us of one origin. `crawl_delay_s` is capped; `sitemaps` are absolute and normalised."""

    rules: Protego
    crawl_delay_s: float | None
    sitemaps: tuple[str, ...]

    def allows(self, url: str) -> bool:
        return bool(self.rules.can_fetch(url.partition("#")[0], USER_AGENT_PRODUCT))


def parse_robots(text: str, url: str, limits: Limits) -> Robots:
    """Rules out of a robots.txt that stood at `url`. Lines that are no rules, an HTML page's say, forbid nothing."""
    rules = Protego.parse("\n".join(map(_ours_or_other, text.lstrip("\ufeff \t\r\n").splitlines())))
    delay = rules.crawl_delay(USER_AGENT_PRODUCT)
    usable = delay is not None and math.isfinite(delay) and delay > 0
    named = [normalise(sitemap, url) for sitemap in list(rules.sitemaps)[:MAX_SITEMAPS]]
    return Robots(
        rules=rules,
        crawl_delay_s=min(delay, limits.max_crawl_delay_s) if usable and delay is not None else None,
        sitemaps=tuple(dict.fromkeys(sitemap for sitemap in named if sitemap)),
    )


def _ours_or_other(line: str) -> str:
    """A group's line for another crawler names one and the same other: Protego keeps a copy of the rules for each.

    Six thousand names over eight thousand rules would fill the memory.
    """
    plain = line.partition("#")[0].strip()
    named = AGENT_LINE.match(plain)
    if named is None:
        return line
    agent = plain[named.end() :].strip().lower()
    token = AGENT_TOKEN.match(agent)
    if agent in ("", "*") or (token and token.group() == USER_AGENT_PRODUCT):
        return f"User-agent: {token.group() if token else agent}"
    return f"User-agent: {OTHER_AGENT}"


async def fetch_robots(
    http: HttpTier, page_url: str, limits: Limits, heed: Callable[[Response], None] | None = None
) -> Robots:
    """The rules of the origin of `page_url`. `heed` is told of the answer, whatever it was, for its Retry-After.

    4xx allows everything (RFC 9309 2.3.1.3), 429 apart. Raises Refused where the rules cannot be had: 429 as
    rate_limited, 5xx, time-out, redirect loop, private address, name not found … as what they are.
    """
    url = f"{root(page_url)}/robots.txt"
    try:
        async with asyncio.timeout(limits.robots_timeout_s):
            answer = await http.exchange(url, lambda response: limits.max_robots_bytes)
    except FOREIGN as error:
        raise _said(network_failure(error)) from error
    if heed is not None:
        heed(answer.response)
    status = answer.response.status
    if 400 <= status < 500 and status != 429:
        return parse_robots("", url, limits)
    failure = status_failure(answer)
    if failure is not None:
        raise _said(failure)
    body = answer.body
    if answer.cut:
        # Half a line could forbid more, or less, than the whole one.
        body = body.rpartition(b"\n")[0]
    return parse_robots(decode(body, "utf-8"), url, limits)


def _said(failure: Failure) -> Refused:
    return Refused(Failure(failure.kind, f"robots.txt: {failure.detail}"))


class RobotsBook:
    """The robots.txt of each origin that the visit meets (http, https and www. have their own), read once."""

    def __init__(self, fetch: Callable[[str], Awaitable[Robots]]) -> None:
        self._fetch = fetch
        self._pages: dict[str, asyncio.Future[Robots]] = {}

    async def of(self, url: str) -> Robots:
        """Raises Refused where the origin's robots.txt cannot be had."""
        place = root(url)
        if place not in self._pages:
            asked = self._pages[place] = asyncio.ensure_future(self._fetch(url))
            # Whoever asked may have given up by then: it is no fault that nobody hears why there are no rules.
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(self._pages[place])

    def forget(self, url: str) -> None:
        """Lets the origin's robots.txt be asked for again."""
        self._pages.pop(root(url), None)

    async def permit(self, url: str) -> None:
        """Raises Refused, robots_disallowed or why the rules cannot be had, unless the URL may be requested."""
        if not (await self.of(url)).allows(url):
            raise Refused(Failure(FailureKind.ROBOTS_DISALLOWED, f"robots.txt forbids {url}"))
