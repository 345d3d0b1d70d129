"""The wide tier: reads the site breadth first, hands every page on, and keeps only small facts of it."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.addresses import looks_like_page, normalise
from crawler.budget import SiteBudget
from crawler.facts import PageFacts, read_page
from crawler.frontier import Frontier
from crawler.http import alive_by_status
from crawler.links import Search
from crawler.progress import OnProgress, Progress
from crawler.reading import AskOnce, PageReader
from crawler.templates import Signature, group
from model.evidence import Document
from model.failure import FailureKind

OnDocument = Callable[[Document], Awaitable[None]]

# No page that failed: the address is a file, or was never asked for.
NO_PAGE = frozenset({FailureKind.NOT_HTML, FailureKind.DOWNLOAD, FailureKind.ROBOTS_DISALLOWED})


# Addresses asked for each page that may be read: a site of dead links is not asked for all of them.
TRIES_A_DOCUMENT = 3
# Kept of a whole site, whatever its pages hold.
MAX_FORBIDDEN = 500
MAX_FOREIGN = 2_000
MAX_FILES = 2_000
MAX_FEEDS = 10


@dataclass
class Survey:
    """What the wide tier learned. `states` maps addresses to alive, as Crawl.alive does; `gone` are no pages.

    `aims` says of another party's address whether it can prove something; `foreign` are the linked ones that can.
    `forbidden` are pages that robots.txt keeps from us, `files` the site's own files, `search` its first search form.
    """

    aims: Callable[[str], bool]
    forbidden: dict[str, None] = field(default_factory=dict)
    foreign: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    feeds: dict[str, None] = field(default_factory=dict)
    search: Search | None = None

    read: int = 0
    cut_short: str | None = None
    states: dict[str, bool | None] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    _facts: dict[str, PageFacts] = field(default_factory=dict)
    _signatures: dict[str, Signature] = field(default_factory=dict)
    _links_in: Counter[str] = field(default_factory=Counter)
    _words: dict[str, str] = field(default_factory=dict)

    def facts(self) -> list[PageFacts]:
        """Facts of every page read, with its template, links and first words."""
        templates = group(self._signatures)
        return [
            replace(page, template=templates[url], links_in=self._links_in[url], link_text=self._words.get(url, ""))
            for url, page in self._facts.items()
        ]

    def hosts(self) -> dict[str, int]:
        """How many pages were read of each host."""
        return dict(Counter(urlsplit(url).netloc for url in self._facts))

    def aim(self, link: str, frontier: Frontier) -> None:
        """Notes another party's address that is worth asking, or a file of the site's own."""
        own = frontier.own(link)
        if own is None:
            plain = normalise(link)
            if plain is not None and len(self.foreign) < MAX_FOREIGN and self.aims(link):
                self.foreign[plain] = None
        elif not looks_like_page(own) and len(self.files) < MAX_FILES:
            self.files[own] = None

    def knows(self, url: str) -> bool:
        return url in self._facts

    def keep(self, page: PageFacts, signature: Signature) -> None:
        self._facts[page.url] = page
        self._signatures[page.url] = signature

    def link(self, target: str, words: str) -> None:
        self._links_in[target] += 1
        if words:
            self._words.setdefault(target, words)


class WideTier:
    """Reads what the frontier holds, `at_once` pages at a time, and takes them in the frontier's order.

    What is read, and in which order, does not depend on which answer came first. `reserve_s` of the budget is left.
    """

    def __init__(
        self,
        reader: PageReader,
        ask: AskOnce,
        frontier: Frontier,
        survey: Survey,
        budget: SiteBudget,
        on_document: OnDocument,
        on_progress: OnProgress,
    ) -> None:
        self._reader = reader
        self._ask = ask
        self._frontier = frontier
        self._survey = survey
        self._budget = budget
        self._on_document = on_document
        self._on_progress = on_progress
        self._tried = 0

    async def run(self, max_documents: int, at_once: int, reserve_s: float) -> None:
        pending: deque[tuple[str, asyncio.Task[Document | None]]] = deque()
        survey = self._survey
        most_tries = max_documents * TRIES_A_DOCUMENT
        survey.cut_short = None
        try:
            while True:
                while (
                    self._tried < most_tries and len(pending) < at_once and survey.read + len(pending) < max_documents
                ):
                    # The other half of requests and bytes is the sample's.
                    if self._budget.remaining() <= reserve_s or self._budget.half_spent():
                        break
                    if (url := self._frontier.take()) is None:
                        break
                    self._tried += 1
                    pending.append((url, asyncio.create_task(self._reader.read(url, self._ask, reserve_s))))
                if not pending:
                    break
                url, task = pending.popleft()
                await self.take(url, await task)
        finally:
            for _, task in pending:
                task.cancel()
            await asyncio.gather(*(task for _, task in pending), return_exceptions=True)
        if len(self._frontier):
            why = "the page cap was reached" if survey.read >= max_documents else "the time for it ran out"
            if self._budget.half_spent():
                why = "half of the site's requests and bytes were spent"
            elif self._tried >= most_tries:
                why = "too many addresses led to no page"
            survey.cut_short = f"{survey.read} pages were read, {len(self._frontier)} more are known: {why}"

    async def take(self, url: str, document: Document | None) -> None:
        """Notes one page's outcome and hands it on, unless it is one that was read under another address."""
        survey = self._survey
        if document is None:
            survey.states[url] = None
            survey.gone.add(url)
            return
        if document.failure is not None and document.failure.kind is FailureKind.BUDGET_SPENT:
            return
        status = document.response.status if document.response else None
        survey.states[url] = alive_by_status(status) if status else None
        if document.failure is not None:
            if survey.states[url] is False or document.failure.kind in NO_PAGE:
                survey.gone.add(url)
            if document.failure.kind is FailureKind.ROBOTS_DISALLOWED and len(survey.forbidden) < MAX_FORBIDDEN:
                survey.forbidden[url] = None
            if document.failure.kind not in NO_PAGE:
                await self._on_document(document)
            return
        final = self._frontier.own(document.response.url if document.response else url) or url
        if final != url:
            survey.gone.add(url)
            survey.states[final] = survey.states[url]
            if survey.knows(final):
                return
            self._frontier.mark(final)
        await self.keep(final, document)

    async def keep(self, url: str, document: Document) -> None:
        """Takes a page that was had, under the address that it is known by."""
        survey = self._survey
        base = document.response.url if document.response else document.url
        reading = await asyncio.to_thread(read_page, document.html, base)
        survey.keep(PageFacts(url, reading.title, reading.heading, forms=reading.forms), reading.signature)
        survey.read += 1
        await self._on_document(document)
        words = {link.url: link.text for link in reading.links}
        for target in document.links:
            survey.aim(target, self._frontier)
            own = self._frontier.own(target)
            if own is not None:
                survey.link(own, words.get(target, ""))
                self._frontier.add(own)
        for search in reading.searches:
            self._frontier.add(search.url)
            survey.search = survey.search or search
        for feed in reading.feeds:
            if len(survey.feeds) < MAX_FEEDS and self._frontier.own(feed) is not None:
                survey.feeds[feed] = None
        self._on_progress(Progress("documents", survey.read, survey.read + len(self._frontier), url))
