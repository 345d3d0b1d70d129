"""Read first: crawl, check, score, save. One run audits many sites; every site is saved whole as soon as it ends."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import Engine as Database

from checks.second_look import History, KnownIssue
from checks.signatures import Signature
from crawler.engine import Engine
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness
from crawler.register import RegisterBook
from crawler.targets import TargetBook
from crawler.visit import Progress, visit
from db import audits as audit_store
from db import issues as issue_store
from db.documents import DocumentError, dump_audit, load_shown
from db.engine import DatabaseError
from db.evidence import EvidenceDamaged, EvidenceError, EvidenceMissing, EvidenceStore
from model.audit import Audit
from model.decision import About
from model.evidence import Crawl, Document, PageEvidence, SamplePage, Versions
from model.finding import Issue, Proof
from model.site import Site
from pipeline.archive import NewArchive
from pipeline.judgement import RunFacts, SiteJudge
from pipeline.patience import Patience
from pipeline.people import people_of
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


class Auditor:
    """Holds what all sites of a run share: browser, limits, politeness, database, evidence, methodology, register."""

    def __init__(
        self,
        engine: Engine,
        limits: Limits,
        database: Database,
        store: EvidenceStore,
        methodology: Methodology,
        versions: Versions,
        patience: Patience,
        network: Network = INTERNET,
        register: RegisterBook | None = None,
        signatures: Mapping[str, Signature] | None = None,
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._database = database
        self._store = store
        self._methodology = methodology
        self._politeness = Politeness(limits)
        self._versions = versions
        self._patience = patience
        self._network = network
        self._register = register
        self._signatures = signatures

    async def run(
        self,
        order: Order,
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
                try:
                    audit = await self._site(site, result.run, limits, order, targets, on_progress)
                except (DatabaseError, EvidenceError):
                    raise  # without a place to save, no other site would fare better
                except Exception as crash:  # the border of DESIGN section 3: one site never stops the others
                    log.exception("audit of %s crashed", site.url)
                    result.crashed.append((site, f"{type(crash).__name__}: {crash}"))
                else:
                    result.saved.append(site)
                    on_saved(audit)

        async with AsyncExitStack() as stack:
            targets = None
            if order.check_targets:
                book = TargetBook(self._limits, self._politeness, self._network)
                targets = await stack.enter_async_context(book)
            if self._register is not None:
                await stack.enter_async_context(self._register)
            async with asyncio.TaskGroup() as tasks:
                for site in order.sites:
                    tasks.create_task(one(site, targets))

    async def _site(
        self,
        site: Site,
        run: str,
        limits: Limits,
        order: Order,
        targets: TargetBook | None,
        on_progress: Callable[[Site, Progress], None],
    ) -> Audit:
        history = await asyncio.to_thread(self._patience.ask, lambda: history_of(self._database, site))
        last = await asyncio.to_thread(self._patience.ask, lambda: shown_last(self._database, self._store, site))
        archive = NewArchive(self._store, *last)
        with closing(SiteJudge(site, archive, history, self._signatures)) as judge:
            memory = await asyncio.to_thread(self._memory, site, archive, judge, order.reuse_days)
            return await self._visit(site, judge, run, limits, order.allow_private, targets, on_progress, memory)

    def _memory(self, site: Site, archive: NewArchive, judge: SiteJudge, days: int) -> LastNight | None:
        """What the site's last audit left that may be used again."""
        if not days:
            return None
        terms = (self._versions, self._methodology.id)
        last = self._patience.ask(lambda: last_audit(self._database, self._store, site, *terms))
        since = gathered_since(site, days, datetime.now(UTC))
        return LastNight(last, since, self._store, archive, judge) if last is not None else None

    async def _visit(
        self,
        site: Site,
        judge: SiteJudge,
        run: str,
        limits: Limits,
        allow_private: bool,
        targets: TargetBook | None,
        on_progress: Callable[[Site, Progress], None],
        memory: LastNight | None,
    ) -> Audit:
        # Judging takes tens of milliseconds of CPU; in a thread it does not hold up the proxy's traffic.
        async def on_document(document: Document) -> None:
            await asyncio.to_thread(judge.take_document, document)

        async def on_page(evidence: PageEvidence) -> bool:
            return await asyncio.to_thread(judge.take_page, evidence)

        kept: tuple[SamplePage, ...] = await asyncio.to_thread(
            self._patience.ask, lambda: audit_store.kept_sample(self._database, site)
        )
        crawl = await visit(
            site,
            limits=limits,
            engine=self._engine,
            politeness=self._politeness,
            kept_sample=kept,
            allow_private=allow_private,
            on_document=on_document,
            on_page=on_page,
            on_progress=lambda progress: on_progress(site, progress),
            network=self._network,
            targets=targets,
            aims=judge.aims,
            curator=JudgesCurator(judge),
            memory=memory,
        )
        # Who is not on the list is no municipality, and a site that was not seen is not scored.
        if self._register is not None and crawl.sample and (site.atvk or site.data_gov_lv):
            crawl = replace(crawl, register=await self._register.ask(site))
        began = crawl.started_at
        people = await asyncio.to_thread(self._patience.ask, lambda: people_of(self._database, site, began))
        facts = RunFacts(run, self._versions)
        audit = await asyncio.to_thread(judge.conclude, crawl, self._methodology, facts, people)
        # A run with a smaller sample than usual must not cut the sample that the next night takes.
        sample = crawl.sample if self._limits.max_pages >= len(kept) else ()
        await asyncio.to_thread(self._save, audit, sample)
        return audit

    def _save(self, audit: Audit, sample: tuple[SamplePage, ...]) -> None:
        result_ref = self._store.put(dump_audit(audit), "audit")
        self._patience.save(lambda: audit_store.save_audit(self._database, audit, result_ref, sample))


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


def shown_last(database: Database, store: EvidenceStore, site: Site) -> tuple[tuple[Proof, ...], tuple[Issue, ...]]:
    """The proofs of found features in the site's newest audit, and its issues; none where it cannot be read."""
    for row in audit_store.newest_audits(database, [site.url]):
        if (row.atvk, row.role) == (site.atvk, site.role):
            try:
                features, issues = load_shown(store.get(row.result_ref))
            except (EvidenceMissing, EvidenceDamaged, DocumentError):
                return (), ()
            return tuple(proof for feature in features if feature.found for proof in feature.evidence), issues
    return (), ()


def history_of(database: Database, site: Site) -> History:
    """What a page's findings are compared with, before they count as news."""
    # A finding that people ruled out is no open issue, and no news either.
    ruled = [one for one in people_of(database, site, datetime.now(UTC)).decisions if one.about is About.FINDING]
    issues = [KnownIssue(one.subject, one.rule or "", "", frozenset()) for one in ruled]
    known = issue_store.known_issues(database, site)
    issues += [KnownIssue(issue.fingerprint, issue.rule, issue.engine, issue.pages) for issue in known]
    return History({issue.fingerprint: issue for issue in issues}, audit_store.judged_pages(database, site))


def new_run_id(now: datetime | None = None) -> str:
    """The moment the run began, in UTC and to the millisecond: 20260131T013000000Z."""
    return f"{now or datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3] + "Z"
