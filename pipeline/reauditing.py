"""Audits single pages of a site anew, by the same rules as a night's, and tells how what was objected to stands now."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from checks.issues import element_fingerprint
from checks.second_look import History, KnownIssue, gone_findings
from crawler.addresses import normalise, on_origin_of, same_site
from crawler.engine import Engine
from crawler.executables import BrowserMissing
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness
from crawler.sample import HOME
from crawler.visit import Progress, visit
from db.asked_pages import AskedPages
from db.audits import newest_audits
from db.documents import dump_reaudit, load_audit
from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.objections import NewLook, objections_of, save_reaudits
from model.audit import Audit, PageAudit, Status
from model.decision import site_key
from model.evidence import Crawl, PageEvidence, SamplePage, Versions
from model.failure import Failure, FailureKind
from model.finding import Feature, Outcome, Party, Verdict
from model.objection import Objection, Reaudit, Sight, Subject
from model.site import Site
from pipeline.archive import NewArchive
from pipeline.doorkeeping import shared_politeness
from pipeline.errors import SetupError, storage_error
from pipeline.exporting import previous_audit
from pipeline.judgement import SiteJudge
from pipeline.people import people_of, ruled_pages
from pipeline.remembered import known_history
from pipeline.running import ready_browser
from pipeline.scratch import Scratch
from pipeline.shutdown import Shutdown
from pipeline.signatures import signatures_in_force, signatures_mark
from pipeline.versions import tool_version
from pipeline.workplace import Workplace

OTHER_ROLE = "template"


@dataclass(frozen=True, slots=True)
class Looked:
    """A page that was audited anew. `before` is the page in the site's newest audit, None where that did not see it;
    `objections` are those that it was done for, with how each stands.
    """

    done: Reaudit
    before: PageAudit | None
    objections: tuple[tuple[Objection, Sight], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Which pages of a site; `objection` is the number of one that they answer, beside the open ones that name them."""

    site: Site
    urls: Sequence[str]
    objection: int | None = None
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What it takes to look at pages: a browser that runs, the turns at addresses, and the way out."""

    engine: Engine
    politeness: Politeness
    network: Network = INTERNET


def last_seen(workplace: Workplace, site: Site) -> tuple[Site, Audit | None]:
    """The site as the database knows it, with the last audit that saw it; None without one."""
    rows = [row for row in newest_audits(workplace.database, [site.url]) if row.role == site.role]
    mine = [row for row in rows if row.atvk == site.atvk]
    # An address alone means the municipality's site that was audited there.
    row = next(iter(mine or ([] if site.atvk else rows)), None)
    if row is None:
        return site, None
    audit = load_audit(workplace.store.get(row.result_ref))
    return audit.site, previous_audit(workplace, audit) if audit.status is Status.FAILED else audit


def owner_of(urls: Sequence[str], sites: Sequence[tuple[Site, Audit | None]]) -> tuple[Site, Audit | None]:
    """The one of these sites that all the pages belong to. Raises SetupError where there is none."""
    refused: SetupError | None = None
    for site, newest in sites:
        try:
            own_pages(site, urls, newest)
        except SetupError as error:
            refused = refused or error
        else:
            return site, newest
    raise refused or SetupError("no site was named.")


def own_pages(site: Site, urls: Sequence[str], newest: Audit | None) -> tuple[SamplePage, ...]:
    """The addresses as the site's audits spell them, each once. Raises SetupError for one that is not the site's."""
    homes = [home for home in (normalise(site.url), _moved_to(newest)) if home is not None]
    known = {page.url: page for page in newest.pages} if newest else {}
    pages: dict[str, SamplePage] = {}
    for url in urls:
        asked = normalise(url)
        home = next((home for home in homes if asked is not None and same_site(asked, home)), None)
        if asked is None or home is None:
            raise SetupError(f"“{url}” is no page of {site.url}: name one that begins like the site's own addresses.")
        spelled = next((one for one in known if same_site(one, home) and on_origin_of(asked, one) == one), asked)
        before = known.get(spelled)
        role = before.role if before else HOME if spelled in homes else OTHER_ROLE
        pages[spelled] = SamplePage(spelled, role, before.template if before else None)
    # A home page that cannot be had ends a visit, so it comes last.
    return tuple(sorted(pages.values(), key=lambda page: page.role == HOME))


def audit_pages(
    workplace: Workplace,
    task: Task,
    newest: Audit | None,
    *,
    on_progress: Callable[[Progress], None],
    network: Network = INTERNET,
) -> tuple[Looked, ...]:
    """Audits the pages anew and saves each; none where a signal ended it. `newest` is the site's newest audit.

    Raises SetupError: also for a page that is not the site's, and an objection that is not about it.
    """
    _checked(workplace, task, newest)
    limits = workplace.settings.limits
    engine = ready_browser(workplace, limits)
    looked: tuple[Looked, ...] = ()

    async def work() -> None:
        nonlocal looked
        async with engine, shared_politeness(limits, workplace.database) as politeness:
            means = Means(engine, politeness, network)
            looked = await look_again(workplace, task, newest, means, on_progress)

    def abandon() -> None:
        engine.stop()
        scratch.clear()

    try:
        with Scratch() as scratch, Shutdown(abandon) as shutdown:
            shutdown.run(work, engine.stop)
    except* BrowserMissing as group:
        raise SetupError(str(group.exceptions[0])) from group
    except* (DatabaseError, EvidenceError) as group:
        raise SetupError(str(storage_error(group))) from group
    return looked


async def look_again(
    workplace: Workplace,
    task: Task,
    newest: Audit | None,
    means: Means,
    on_progress: Callable[[Progress], None] = lambda _: None,
    answered: AskedPages | None = None,
) -> tuple[Looked, ...]:
    """The same with a browser that runs already; `answered` is the request that ends as the pages are saved.

    Raises SetupError, RequestLost; DatabaseError or EvidenceError where nothing can be saved.
    """
    pages, concerned = await asyncio.to_thread(_checked, workplace, task, newest)
    engine, settings = means.engine, workplace.settings
    versions = Versions(tool=tool_version(signatures_mark(settings)), axe=engine.axe_version, browser=engine.version)
    history = await asyncio.to_thread(known_history, workplace.database, task.site)
    archive = NewArchive(workplace.store)
    with closing(SiteJudge(task.site, archive, history, signatures_in_force(settings))) as judge:
        wanted = {page.url for page in pages}

        async def on_page(evidence: PageEvidence) -> bool:
            # What stood in the place of a home page is no page that was asked for.
            return evidence.url in wanted and await asyncio.to_thread(judge.take_page, evidence)

        crawl = await visit(
            task.site,
            limits=settings.limits,
            engine=engine,
            politeness=means.politeness,
            only=pages,
            allow_private=task.allow_private,
            on_document=_ignored,
            on_page=on_page,
            on_progress=on_progress,
            network=means.network,
        )
        seen = await asyncio.to_thread(_seen, workplace, task.site, judge, crawl, pages)
        features = judge.told_of(crawl) if any(page.failure is None for page in seen) else ()
    done = [Reaudit(task.site, crawl.started_at, datetime.now(UTC), versions, page) for page in seen]
    looked = tuple(_looked(task, one, _before(newest, one.page), concerned, features) for one in done)
    await asyncio.to_thread(_save, workplace, task.site, looked, answered)
    return looked


def sight_of(objection: Objection, page: PageAudit, features: Sequence[Feature] = ()) -> Sight:
    """How what the objection is about stands on a page that was audited anew."""
    if page.failure is not None:
        return Sight.UNSEEN
    if objection.about is Subject.FEATURE:
        found = next((one.found for one in features if one.id == objection.subject), None)
        return Sight.UNSEEN if found is None else Sight.THERE if found else Sight.GONE
    if objection.about is not Subject.FINDING or objection.subject is None:
        return Sight.THERE if any(verdict.outcome is Outcome.FAIL for verdict in page.verdicts) else Sight.GONE
    own = [verdict for verdict in page.verdicts if verdict.rule == objection.rule]
    if any(element_fingerprint(verdict, one) == objection.subject for verdict in own for one in verdict.elements):
        return Sight.THERE
    engine = next((verdict.engine for verdict in own), "axe")
    issue = KnownIssue(objection.subject, objection.rule or "", engine, frozenset({page.url}))
    measured = gone_findings(page.url, page.verdicts, History({issue.fingerprint: issue}))
    # Of very many elements only some are kept as examples: it may be one of the others.
    return Sight.GONE if measured and not any(map(_cut, own)) else Sight.UNSEEN


def _cut(verdict: Verdict) -> bool:
    shown = sum(one.count for one in verdict.elements if one.party is Party.OWN)
    return shown < verdict.failed + verdict.unsure


def _checked(
    workplace: Workplace, task: Task, newest: Audit | None
) -> tuple[tuple[SamplePage, ...], tuple[Objection, ...]]:
    """The pages, and the objections that they may answer. Raises SetupError."""
    return own_pages(task.site, task.urls, newest), _objections(workplace, task)


def _objections(workplace: Workplace, task: Task) -> tuple[Objection, ...]:
    """Those that the pages may answer: the open ones of the site, and the one that was named."""
    of_site = objections_of(workplace.database, site_key(task.site))
    if task.objection is not None and all(one.id != task.objection for one in of_site):
        raise SetupError(f"there is no objection {task.objection} about {task.site.url}: `eindekss objection list`.")
    return tuple(one for one in of_site if one.outcome is None or one.id == task.objection)


def _seen(
    workplace: Workplace, site: Site, judge: SiteJudge, crawl: Crawl, pages: Sequence[SamplePage]
) -> tuple[PageAudit, ...]:
    """Every page that was asked for, after people's decisions, or with why it could not be seen."""
    people = people_of(workplace.database, site, crawl.started_at)
    had = {page.url: page for page in ruled_pages(judge.pages(crawl.alive), people.decisions)}
    failure = crawl.failure or Failure(FailureKind.BUDGET_SPENT, "the visit ended before this page")
    return tuple(
        had.get(page.url) or PageAudit(page.url, None, page.role, None, failure, None, None, template=page.template)
        for page in pages
    )


def _looked(
    task: Task,
    done: Reaudit,
    before: PageAudit | None,
    concerned: Sequence[Objection],
    features: Sequence[Feature],
) -> Looked:
    page = done.page
    named = (page.url, page.final_url, before.final_url if before else None)
    addresses = {url for url in named if url is not None}
    answered = [one for one in concerned if one.id == task.objection or one.concerns(addresses)]
    return Looked(done, before, tuple((one, sight_of(one, page, features)) for one in answered))


def _save(workplace: Workplace, site: Site, looked: Sequence[Looked], answered: AskedPages | None) -> None:
    looks = [
        NewLook(
            one.done,
            workplace.store.put(dump_reaudit(one.done), "reaudit"),
            {objection.id: sight for objection, sight in one.objections},
        )
        for one in looked
    ]
    save_reaudits(workplace.database, site_key(site), looks, answered)


def _before(newest: Audit | None, page: PageAudit) -> PageAudit | None:
    pages = newest.pages if newest else ()
    return next((one for one in pages if one.url == page.url and one.failure is None), None)


def _moved_to(newest: Audit | None) -> str | None:
    """Where the home page led in the newest audit."""
    home = next((page for page in newest.pages if page.role == HOME), None) if newest else None
    return normalise(home.final_url) if home and home.final_url else None


async def _ignored(document: object) -> None:
    """No page of the wide tier is read."""
