"""Asks whether a page is still what it was: each thing that its last load fetched, by plain HTTP, once a visit.

What could not be told is taken for changed: then the browser loads the page as ever.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from crawler import fingerprints
from crawler.addresses import normalise, origin
from crawler.budget import SiteBudget
from crawler.faults import FOREIGN
from crawler.fingerprints import DOCUMENT
from crawler.guard import Refused
from crawler.http import LeavesSite
from crawler.ledger import MAX_BODY_BYTES, NOT_MODIFIED, READ_ALWAYS, conditions_of
from crawler.limits import Limits
from crawler.reading import AskOnce, PageReader
from model.evidence import Document, Fetched, PageEvidence, Resource, SamplePage

# As many as a browser asks of one server.
AT_ONCE = 6
# A server that takes longer over one page is asked no more: the time is the browser's.
ASKING_S = 15.0
# What browsers accept where a request does not say it itself.
ACCEPTED = {
    DOCUMENT: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "image": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "stylesheet": "text/css,*/*;q=0.1",
}


class Memory(Protocol):
    """What the site's last audit left of its pages, as far as it may be used once more."""

    async def fetched(self, page: SamplePage) -> Fetched | None:
        """What the page's last load fetched; None where the page must be loaded."""
        ...

    async def take(self, page: SamplePage) -> PageEvidence | None:
        """Judges the page by its last evidence, now that nothing of it changed; None where it must be loaded still."""
        ...

    async def rendered(self, url: str) -> Document | None:
        """The page as a browser showed it last, with what it fetched; None where that is not kept."""
        ...


@dataclass(frozen=True, slots=True)
class _Seen:
    """Tonight's answer. `status` 0: none was had; 304 stands for the validators `etag` and `last_modified`."""

    status: int
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    digests: frozenset[str] = frozenset()


class Reuse:
    """One visit's. `page` and `rendering` give what the last audit kept of pages that did not change."""

    def __init__(self, memory: Memory, reader: PageReader, budget: SiteBudget, limits: Limits) -> None:
        self._memory = memory
        self._reader = reader
        self._budget = budget
        self._limits = limits
        self._conditions = conditions_of(limits)
        self._too_slow = False
        self._seen: dict[tuple[str, bool, str], _Seen] = {}
        self._read: dict[str, _Seen] = {}

    def heard(self, document: Document) -> None:
        """Takes what plain HTTP read of a page anyway: it need not be asked for once more."""
        response = document.response
        if response is None or document.failure is not None:
            return
        targets = [*(hop.url for hop in response.redirects), response.url][1:]
        for hop, target in zip(response.redirects, targets, strict=True):
            self._read[hop.url] = _Seen(hop.status, location=target)
        digests = frozenset({fingerprints.of_kept_html(document.html)})
        marks = fingerprints.marks_of(response.headers)
        self._read[response.url] = _Seen(response.status, marks=marks, digests=digests)

    async def page(self, page: SamplePage) -> PageEvidence | None:
        """The page's last evidence, judged already; None where the browser must load it."""
        fetched = await self._memory.fetched(page)
        if fetched is None or not await self._unchanged(page.url, fetched):
            return None
        return await self._memory.take(page)

    def rendering(self, ask: AskOnce) -> AskOnce:
        """Asks the browser, except for what did not change since it showed it last."""

        async def ask_if_changed(url: str, within_s: float) -> Document:
            last = await self._memory.rendered(url)
            if last is not None and last.fetched is not None and self._comparable(last.fetched):
                began = asyncio.get_running_loop().time()
                if await self._none_differs(url, last.fetched.resources, within_s):
                    return last
                within_s -= asyncio.get_running_loop().time() - began
            return await ask(url, within_s)

        return ask_if_changed

    def _comparable(self, fetched: Fetched) -> bool:
        return (
            not self._too_slow
            and fetched.obstacle is None
            and bool(fetched.resources)
            and fetched.conditions == self._conditions
        )

    async def _unchanged(self, url: str, fetched: Fetched) -> bool:
        if not self._comparable(fetched):
            return False
        unknown = []
        for resource in fetched.resources:
            seen = self._known(resource)
            if seen is None:
                unknown.append(resource)
            elif not _same(resource, seen):
                return False
        if not unknown:
            return True
        try:
            await self._reader.permit(url)
            async with self._reader.turns.turn(url):
                return await self._none_differs(url, unknown, self._limits.page_budget_s)
        except (Refused, LeavesSite):
            return False

    async def _none_differs(self, url: str, resources: Iterable[Resource], within_s: float) -> bool:
        waiting = deque(resources)
        same = True

        async def ask() -> None:
            nonlocal same
            while same and waiting:
                resource = waiting.popleft()
                seen = self._known(resource) or await self._ask(url, resource)
                same = same and self._budget.remaining() > 0 and _same(resource, seen)

        try:
            async with asyncio.timeout(min(within_s, ASKING_S)), asyncio.TaskGroup() as tasks:
                for _ in range(AT_ONCE):
                    tasks.create_task(ask())
        except TimeoutError:
            self._too_slow = True
            return False
        return same

    def _known(self, resource: Resource) -> _Seen | None:
        if resource.kind == DOCUMENT and resource.url in self._read:
            return self._read[resource.url]
        return self._seen.get(_key(resource))

    async def _ask(self, page: str, resource: Resource) -> _Seen:
        try:
            answer = await self._reader.http.ask_again(resource.url, _headers(page, resource), MAX_BODY_BYTES)
        except FOREIGN:
            seen = _Seen(0)
        else:
            response = answer.response
            self._reader.turns.heed(response)
            kind, typed = resource.kind, response.headers.get("content-type", "")
            whole = not answer.cut and response.status != NOT_MODIFIED
            validators = resource if response.status == NOT_MODIFIED else None
            seen = _Seen(
                response.status,
                validators.etag if validators else response.headers.get("etag"),
                validators.last_modified if validators else response.headers.get("last-modified"),
                response.headers.get("location"),
                fingerprints.marks_of(response.headers),
                await asyncio.to_thread(fingerprints.all_of, answer.body, kind, typed) if whole else frozenset(),
            )
        self._seen[_key(resource)] = seen
        return seen


def _key(resource: Resource) -> tuple[str, bool, str]:
    """An image that is an icon too is asked for once."""
    return resource.url, resource.kind == DOCUMENT, repr(sorted(resource.asked.items()))


def _headers(page: str, resource: Resource) -> dict[str, str]:
    """What the browser would send, and the validators; a document is asked for whole, for a 304 lacks its policies."""
    near = origin(page) == origin(resource.url) and page.partition(":")[0] == resource.url.partition(":")[0]
    site = "/".join(page.split("/", 3)[:3])
    headers = {"accept": ACCEPTED.get(resource.kind, "*/*"), **resource.asked}
    if resource.kind != DOCUMENT:
        headers["referer"] = page.partition("#")[0] if near else f"{site}/"
        if not near and resource.kind in (*READ_ALWAYS, "font"):
            headers["origin"] = site
        if resource.etag:
            headers["if-none-match"] = resource.etag
        if resource.last_modified:
            headers["if-modified-since"] = resource.last_modified
    return headers


def _same(resource: Resource, seen: _Seen) -> bool:
    if seen.status == NOT_MODIFIED:
        told = all(resource.marks.get(name) == mark for name, mark in seen.marks.items())
        validators = (resource.etag, resource.last_modified)
        return told and 200 <= resource.status < 300 and validators == (seen.etag, seen.last_modified)
    if resource.status != seen.status or (resource.status and not _leads_on(resource) and resource.marks != seen.marks):
        return False
    if resource.status == 0:
        return True
    if _leads_on(resource):
        return _target(resource.location, resource.url) == _target(seen.location, resource.url)
    if resource.digest is not None:
        return resource.digest in seen.digests
    if resource.status >= 400 or resource.status in (204, 205):
        return True
    if resource.etag is not None:
        return resource.etag == seen.etag
    return resource.last_modified is not None and resource.last_modified == seen.last_modified


def _leads_on(resource: Resource) -> bool:
    return 300 <= resource.status < 400


def _target(location: str | None, url: str) -> str | None:
    return normalise(location, url, keep_sessions=True) if location else None
