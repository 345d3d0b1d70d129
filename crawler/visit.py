"""One site's visit from robots.txt to the last link: the order of the crawl and its budgets. Read first."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawler.addresses import normalise, root, same_site
from crawler.budget import SiteBudget
from crawler.deep import DeepTier, OnPage
from crawler.engine import Engine, Session
from crawler.entry import admit, entered, guard_of, heed_crawl_delay
from crawler.faults import FOREIGN, network_failure
from crawler.first_look import phone_load, rendered_home, rendering
from crawler.frontier import Frontier
from crawler.guard import Refused
from crawler.http import HttpTier, LeavesSite
from crawler.limits import Limits
from crawler.link_checks import check_links
from crawler.lookups import look_up
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness, Turns
from crawler.progress import OnProgress, Progress
from crawler.proofs import Curator, ProofPictures
from crawler.proxy import FilteringProxy
from crawler.reading import PageReader
from crawler.reuse import Memory, Reuse
from crawler.robots import RobotsBook
from crawler.sample import HOME, choose_sample
from crawler.sitemaps import collect_pages
from crawler.targets import TargetBook
from crawler.wide import OnDocument, Survey, WideTier
from model.evidence import Crawl, Document, PageEvidence, SamplePage
from model.failure import Failure, FailureKind
from model.site import Site

__all__ = ["Progress", "visit"]

# The sample has first call on the budget: this much for each of its pages, but never more than this share.
SAMPLE_PAGE_S = 10.0
SAMPLE_SHARE = 0.6


@dataclass
class Visit:
    """The state of one visit; `run` is the order of it."""

    site: Site
    limits: Limits
    budget: SiteBudget
    turns: Turns
    http: HttpTier
    book: RobotsBook
    engine: Engine
    proxy: FilteringProxy
    kept_sample: Sequence[SamplePage]
    only: Sequence[SamplePage]
    targets: TargetBook | None
    aims: Callable[[str], bool]
    on_document: OnDocument
    on_page: OnPage
    curator: Curator | None
    on_progress: OnProgress
    memory: Memory | None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    notes: list[str] = field(default_factory=list)

    async def run(self) -> Crawl:
        home_url = normalise(self.site.url)
        if home_url is None:
            return self._ended(self.site.url, Failure(FailureKind.PROTOCOL, "the site's address is no web address"))
        self.on_progress(Progress("robots", 0, 1, home_url))
        failure = await admit(home_url, self.book, self.turns, self.budget)
        if failure is not None:
            return self._ended(home_url, failure)
        reader = PageReader(self.http, self.book, self.turns, self.budget)
        reuse = Reuse(self.memory, reader, self.budget, self.limits) if self.memory is not None else None
        reader.heard = reuse.heard if reuse is not None else None
        self.on_progress(Progress("home", 0, 1, home_url))
        home = await reader.read(home_url, reader.by_http)
        assert home is not None, "the home page may lead anywhere"
        if home.failure is not None or home.response is None:
            await self.on_document(home)
            if home.failure is not None and home.failure.kind is FailureKind.BLOCKED_BY_BOT_WALL:
                await self._picture(home_url, home.failure)
            return self._ended(home_url, home.failure)
        base = normalise(home.response.url) or home_url
        if not same_site(base, home_url):
            self.notes.append(f"the site moved to {base}")
        reader.home = base
        await heed_crawl_delay(base, self.book, self.turns)
        async with self.engine.session(self.proxy, self.limits, base) as session:
            if self.only:
                return await self._revisit(home_url, base, home, reader, session)
            return await self._tour(home_url, base, home, reader, session, reuse)

    async def _revisit(self, home_url: str, base: str, home: Document, reader: PageReader, session: Session) -> Crawl:
        """The pages that were asked for, their own links, and nothing else."""
        mobile_load = await phone_load(home, reader, self.limits.phone_user_agent, self.notes.append)
        pictures = ProofPictures(session, reader, self.budget, self.limits, None)
        deep = DeepTier(session, self.book, self.turns, self.budget, self.limits, mobile_load, pictures)
        missing = await deep.run(self.only, self.on_page, self.on_progress)
        frontier = Frontier(base, home_url)
        alive = await check_links(
            list(deep.links), {home_url: True}, frontier, reader, self.budget, self.limits, self.on_progress
        )
        ended = self._ended(home_url, missing)
        return replace(ended, sample=tuple(self.only), mobile_load=mobile_load, alive=alive)

    async def _tour(
        self, home_url: str, base: str, home: Document, reader: PageReader, session: Session, reuse: Reuse | None
    ) -> Crawl:
        """Everything after the home page was read."""
        reserve_s = min(self.limits.max_pages * SAMPLE_PAGE_S, self.limits.site_budget_s * SAMPLE_SHARE)
        frontier, survey = Frontier(base, home_url), Survey(self.aims)
        mobile_load = await phone_load(home, reader, self.limits.phone_user_agent, self.notes.append)
        render = rendering(session) if reuse is None else reuse.rendering(rendering(session))
        rendered = await rendered_home(home, frontier, reader, render, reserve_s)
        ask = render if rendered else reader.by_http
        wide = WideTier(reader, ask, frontier, survey, self.budget, self.on_document, self.on_progress)
        survey.states[home_url] = True
        await wide.keep(home_url, rendered or home)
        # Last night's pages come first, so that it is known which of them went.
        for page in self.kept_sample:
            if frontier.own(page.url) in (page.url, home_url):
                frontier.add(page.url)
            else:
                survey.gone.add(page.url)
        in_sitemap = await self._sitemap_pages(base, reader, reserve_s)
        for url in in_sitemap:
            frontier.add(url)
        documents = min(self.limits.max_documents, self.limits.max_rendered_documents if rendered else 10**9)
        await wide.run(documents, 1 if rendered else self.limits.parallel_per_address, reserve_s)
        own = [page for page in survey.facts() if same_site(page.url, base)]
        sample, changes = choose_sample(
            home_url, own, self.kept_sample, self.limits.max_pages, gone=survey.gone - {home_url}
        )
        pictures = ProofPictures(session, reader, self.budget, self.limits, self.curator)
        deep = DeepTier(session, self.book, self.turns, self.budget, self.limits, mobile_load, pictures, reuse)
        missing = await deep.run(sample, self.on_page, self.on_progress)
        # What only scripts link to, say within an accordion, is read too.
        for link in deep.links:
            frontier.add(link)
        await wide.run(documents, 1 if rendered else self.limits.parallel_per_address, 0.0)
        found = await look_up(
            deep.links, survey, frontier, reader, self.targets, self.on_document, self.budget, self.limits,
            self.on_progress,
        )  # fmt: skip
        crawl = Crawl(
            home_url=home_url,
            started_at=self.started_at,
            finished_at=datetime.now(UTC),
            failure=missing,
            sample=sample,
            sample_changes=changes,
            documents_read=survey.read,
            documents_known=frontier.known,
            wide_cut_short=survey.cut_short,
            rendered_discovery=rendered is not None,
            mobile_load=mobile_load,
            alive=found.alive,
            notes=tuple(self.notes),
            targets=found.targets,
            forbidden=tuple(survey.forbidden),
            searched=found.searched,
            data_files=found.data_files,
            feeds=found.feeds,
            hosts=survey.hosts(),
            sitemap_pages=len(in_sitemap),
        )
        await pictures.of_others(crawl, self.on_progress)
        return replace(crawl, finished_at=datetime.now(UTC))

    async def _sitemap_pages(self, base: str, reader: PageReader, reserve_s: float) -> tuple[str, ...]:
        named = (await self.book.of(base)).sitemaps
        starts = named or (f"{root(base)}/sitemap.xml",)

        async def read(url: str) -> bytes | None:
            left_s = self.budget.remaining() - reserve_s
            if left_s <= 0:
                return None
            self.on_progress(Progress("sitemaps", url=url))
            try:
                await reader.permit(url)
                async with self.turns.turn(url), asyncio.timeout(min(left_s, self.limits.document_timeout_s)):
                    answer = await self.http.exchange(
                        url, lambda response: self.limits.max_document_bytes, permit=reader.permit
                    )
            except LeavesSite:
                return None
            except FOREIGN as error:
                failure = network_failure(error)
                if named and failure.kind is not FailureKind.ROBOTS_DISALLOWED:
                    self.notes.append(f"sitemap {url}: {failure.detail}")
                return None
            self.turns.heed(answer.response)
            return answer.body if 200 <= answer.response.status < 300 else None

        return await collect_pages(starts, base, read, self.limits)

    async def _picture(self, home_url: str, failure: Failure) -> None:
        """Keeps what stands in the place of the home page. A wall is looked at once, and no way round it is tried."""
        try:
            async with self.turns.turn(home_url), self.engine.session(self.proxy, self.limits, home_url) as session:
                async with asyncio.timeout(max(self.budget.remaining(), 0.0)):
                    evidence = await session.gather(SamplePage(home_url, HOME))
        except (TimeoutError, Refused) as error:
            self.notes.append(f"no picture of the bot wall: {error or 'no time was left'}")
            return
        kept = PageEvidence(home_url, HOME, failure, evidence.response, screenshots=evidence.screenshots)
        await self.on_page(kept)

    def _ended(self, home_url: str, failure: Failure | None) -> Crawl:
        """A visit that ends now, with no more than its notes."""
        return Crawl(home_url, self.started_at, datetime.now(UTC), failure, notes=tuple(self.notes))


def _silent(progress: Progress) -> None:
    """The progress of a visit that nobody watches."""


def _nowhere(url: str) -> bool:
    """The aim of a visit that asks nobody else."""
    return False


async def visit(
    site: Site,
    *,
    limits: Limits,
    engine: Engine,
    politeness: Politeness,
    on_document: OnDocument,
    on_page: OnPage,
    on_progress: OnProgress = _silent,
    kept_sample: Sequence[SamplePage] = (),
    only: Sequence[SamplePage] = (),
    allow_private: bool = False,
    network: Network = INTERNET,
    targets: TargetBook | None = None,
    aims: Callable[[str], bool] = _nowhere,
    curator: Curator | None = None,
    memory: Memory | None = None,
) -> Crawl:
    """Visits one site; the world's faults are in the Crawl, an exception is a fault of ours.

    `on_document` is given the pages of the wide tier, `on_page` those of the sample, in an order that does not depend
    on timing. `allow_private` opens the site's own host and port, and no other. Of the addresses of other parties those
    that `aims` picks are looked up in `targets`; `curator` says which proofs want a picture. With `only` just these own
    pages are visited, and no page of the wide tier is read. With a `memory` pages that did not change since the last
    audit are not loaded: it judges them itself.
    """
    guard = guard_of(site, limits, network, allow_private=allow_private)
    async with entered(site, guard, limits, politeness, network, allow_private=allow_private) as entry:
        return await Visit(
            site=site,
            limits=limits,
            budget=entry.budget,
            turns=entry.turns,
            http=entry.http,
            book=entry.book,
            engine=engine,
            proxy=entry.proxy,
            kept_sample=kept_sample,
            only=only,
            targets=targets,
            aims=aims,
            on_document=on_document,
            on_page=on_page,
            curator=curator,
            on_progress=lambda progress: on_progress(replace(progress, carried_bytes=entry.proxy.carried_bytes)),
            memory=memory,
        ).run()
