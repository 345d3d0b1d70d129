"""Read first: crawl, check, score, save. One run audits many sites; every site is saved whole as soon as it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import Engine as Database

from checks.signatures import Signature
from crawler.engine import Engine
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness
from crawler.progress import OnProgress, Progress
from crawler.register import RegisterBook
from crawler.targets import TargetBook
from crawler.visit import visit
from db.documents import dump_audit
from db.engine import DatabaseError
from db.evidence import EvidenceError, EvidenceStore
from db.saving import save_audit
from db.sites import kept_sample
from model.audit import Audit
from model.evidence import Crawl, Document, PageEvidence, SamplePage, Versions
from model.finding import Proof
from model.site import Site
from pipeline.archive import NewArchive
from pipeline.errors import storage_error
from pipeline.judgement import RunFacts, SiteJudge
from pipeline.logs import about, at_page
from pipeline.patience import Patience
from pipeline.people import people_of
from pipeline.remembered import known_history, shown_last
from pipeline.reuse import LastNight, gathered_since, last_audit
from scoring.methodology import Methodology

log = logging.getLogger(__name__)

# With less of the run's time left a site is not begun: cut short, it would look worse than it is.
LEAST_SITE_S = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked to do, and in which time (None: without end).

    `check_targets`: whether other parties are asked if the addresses answer that links lead to. `reuse_days`: for how
    many days a page's evidence is used again while the page does not change; 0 loads every page.
    """

    sites: Sequence[Site]
    sites_at_once: int
    allow_private: bool = False
    budget_s: float | None = None
    check_targets: bool = True
    reuse_days: int = 0


@dataclass(slots=True)
class RunResult:
    """How the run ended. `crashed` holds sites that met a fault of ours, with its text; nothing of them was saved.

    `overdue` says that the run's time was spent before every site had its turn.
    """

    run: str
    saved: list[Site] = field(default_factory=list)
    crashed: list[tuple[Site, str]] = field(default_factory=list)
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One site's audit within a run. `keep` says of the result whether it is saved, or will be tried again later;
    `reuse_days` as in Order.
    """

    site: Site
    run: str
    limits: Limits
    patience: Patience
    allow_private: bool = False
    targets: TargetBook | None = None
    keep: Callable[[Audit], bool] = lambda audit: True
    reuse_days: int = 0


class Auditor:
    """Holds what all sites of a run share: browser, limits, politeness, database, evidence, methodology, register.

    Where other processes audit too, the politeness is theirs as well (pipeline/doorkeeping.py).
    """

    def __init__(
        self,
        engine: Engine,
        limits: Limits,
        database: Database,
        store: EvidenceStore,
        methodology: Methodology,
        versions: Versions,
        network: Network = INTERNET,
        register: RegisterBook | None = None,
        signatures: Mapping[str, Signature] | None = None,
        politeness: Politeness | None = None,
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._database = database
        self._store = store
        self._methodology = methodology
        self._politeness = politeness or Politeness(limits)
        self._versions = versions
        self._network = network
        self._register = register
        self._signatures = signatures

    async def run(
        self,
        order: Order,
        patience: Patience,
        on_saved: Callable[[Audit], None],
        on_progress: Callable[[Site, Progress], None],
        result: RunResult,
    ) -> None:
        """Audits the sites, `order.sites_at_once` at a time. `result` is filled as it goes: a stop loses nothing.

        Raises an ExceptionGroup of DatabaseError or EvidenceError where results can no longer be saved.
        """
        places = asyncio.Semaphore(order.sites_at_once)
        ends = monotonic() + order.budget_s if order.budget_s is not None else float("inf")

        async def one(site: Site, targets: TargetBook | None) -> None:
            async with places:
                left_s = ends - monotonic()
                if left_s < min(LEAST_SITE_S, self._limits.site_budget_s):
                    result.overdue = True
                    return
                limits = replace(self._limits, site_budget_s=min(self._limits.site_budget_s, left_s))
                private, days = order.allow_private, order.reuse_days
                turn = Turn(site, result.run, limits, patience, private, targets, reuse_days=days)
                try:
                    audit = await self.audit(turn, on_progress)
                except (DatabaseError, EvidenceError):
                    raise  # without a place to save, no other site would fare better
                except Exception as crash:  # the border of DESIGN section 3: one site never stops the others
                    if (error := storage_error(crash)) is not None:
                        raise error from crash
                    log.exception("audit of %s crashed", site.url)
                    result.crashed.append((site, f"{type(crash).__name__}: {crash}"))
                else:
                    result.saved.append(site)
                    on_saved(audit)

        async with self.others(order.check_targets) as targets, asyncio.TaskGroup() as tasks:
            for site in order.sites:
                tasks.create_task(one(site, targets))

    @asynccontextmanager
    async def others(self, check_targets: bool) -> AsyncIterator[TargetBook | None]:
        """The other parties that a run asks: the register, and those that links lead to; their answers hold for it."""
        async with AsyncExitStack() as stack:
            if self._register is not None:
                await stack.enter_async_context(self._register)
            if not check_targets:
                yield None
            else:
                book = TargetBook(self._limits, self._politeness, self._network)
                yield await stack.enter_async_context(book)

    async def audit(self, turn: Turn, on_progress: Callable[[Site, Progress], None]) -> Audit:
        """Audits one site, and saves the result where the turn keeps it.

        Raises DatabaseError or EvidenceError where it cannot be saved.
        """
        site, began = turn.site, monotonic()

        def moved(progress: Progress) -> None:
            at_page(progress.url)
            on_progress(site, progress)

        with about(turn.run, site.url):
            audit = await self._audit(turn, moved)
            at_page(None)
            why = f": {audit.failure.kind}, {audit.failure.detail}" if audit.failure else ""
            log.info("audited, %s, %d pages, %.0f s%s", audit.status, len(audit.pages), monotonic() - began, why)
        return audit

    async def _audit(self, turn: Turn, on_progress: OnProgress) -> Audit:
        site, ask = turn.site, turn.patience.ask
        history = await asyncio.to_thread(ask, lambda: known_history(self._database, site))
        last = await asyncio.to_thread(ask, lambda: shown_last(self._database, self._store, site))
        archive = NewArchive(self._store, *last)
        with closing(SiteJudge(site, archive, history, self._signatures)) as judge:
            memory = await asyncio.to_thread(self._memory, turn, archive, judge) if turn.reuse_days else None
            return await self._visit(turn, judge, on_progress, memory)

    def _memory(self, turn: Turn, archive: NewArchive, judge: SiteJudge) -> LastNight | None:
        """What the site's last audit left that may be used again."""
        site, made_by = turn.site, (self._versions, self._methodology.id)
        last = turn.patience.ask(lambda: last_audit(self._database, self._store, site, *made_by))
        since = gathered_since(site, turn.reuse_days, datetime.now(UTC))
        return LastNight(last, since, self._store, archive, judge) if last is not None else None

    async def _visit(self, turn: Turn, judge: SiteJudge, on_progress: OnProgress, memory: LastNight | None) -> Audit:
        site, ask = turn.site, turn.patience.ask

        # Judging takes tens of milliseconds of CPU; in a thread it does not hold up the proxy's traffic.
        async def on_document(document: Document) -> None:
            await asyncio.to_thread(judge.take_document, document)

        async def on_page(evidence: PageEvidence) -> bool:
            return await asyncio.to_thread(judge.take_page, evidence)

        kept: tuple[SamplePage, ...] = await asyncio.to_thread(ask, lambda: kept_sample(self._database, site))
        crawl = await visit(
            site,
            limits=turn.limits,
            engine=self._engine,
            politeness=self._politeness,
            kept_sample=kept,
            allow_private=turn.allow_private,
            on_document=on_document,
            on_page=on_page,
            on_progress=on_progress,
            network=self._network,
            targets=turn.targets,
            aims=judge.aims,
            curator=JudgesCurator(judge),
            memory=memory,
        )
        on_progress(Progress("judging"))
        # Who is not on the list is no municipality, and a site that was not seen is not scored.
        if self._register is not None and crawl.sample and (site.atvk or site.data_gov_lv):
            crawl = replace(crawl, register=await self._register.ask(site))
        began = crawl.started_at
        people = await asyncio.to_thread(ask, lambda: people_of(self._database, site, began))
        facts = RunFacts(turn.run, self._versions)
        audit = await asyncio.to_thread(judge.conclude, crawl, self._methodology, facts, people)
        # A run with a smaller sample than usual must not cut the sample that the next night takes.
        sample = crawl.sample if self._limits.max_pages >= len(kept) else ()
        if turn.keep(audit):
            on_progress(Progress("saving"))
            await asyncio.to_thread(self._save, audit, sample, turn.patience)
        return audit

    def _save(self, audit: Audit, sample: tuple[SamplePage, ...], patience: Patience) -> None:
        result_ref = self._store.put(dump_audit(audit), "audit")
        patience.save(lambda: save_audit(self._database, audit, result_ref, sample))


class JudgesCurator:
    """Lets a site's judge say which proofs and findings want a picture; like all judging, in a thread."""

    def __init__(self, judge: SiteJudge) -> None:
        self._judge = judge

    async def of_page(self, page: PageEvidence) -> tuple[Proof, ...]:
        return await asyncio.to_thread(self._judge.wanted_of, page)

    async def of_phone(self, page: PageEvidence) -> tuple[Proof, ...]:
        return await asyncio.to_thread(self._judge.wanted_on_phone)

    async def of_others(self, crawl: Crawl) -> tuple[Proof, ...]:
        return await asyncio.to_thread(self._judge.wanted_of_others, crawl)

    async def keep(self, proof: Proof, image: bytes | None) -> None:
        await asyncio.to_thread(self._judge.keep_picture, proof, image)


def new_run_id(now: datetime | None = None) -> str:
    """The moment the run began, in UTC and to the millisecond: 20260131T013000000Z."""
    return f"{now or datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3] + "Z"
