"""One run from the command line: finds the browser, keeps the run's record, and stops cleanly when told to."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Engine as Database

from crawler.engine import StartedEngine
from crawler.executables import AxeMissing, BrowserMissing
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.visit import Progress
from db import runs
from db.claims import Claim, RunTaken, claim_run
from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.retention import sign_store
from model.audit import Audit
from model.evidence import Versions
from model.site import Site
from pipeline.audit import Auditor, Order, RunResult, new_run_id
from pipeline.doorkeeping import shared_politeness
from pipeline.engines import engine_of
from pipeline.errors import SetupError
from pipeline.patience import AWAY_S, Patience
from pipeline.registering import register_book
from pipeline.scratch import Scratch
from pipeline.shutdown import Shutdown
from pipeline.signatures import signatures_in_force, signatures_mark
from pipeline.versions import tool_version
from pipeline.workplace import Workplace

RESUME = "eindekss audit --resume"
# Two runs that start in one millisecond would have one name.
NEXT_NAME_S = 0.002


@dataclass(frozen=True, slots=True)
class Request:
    """What to audit; `allow_private` opens each site's own origin on a private address."""

    sites: Sequence[Site]
    allow_private: bool = False
    max_pages: int | None = None


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How it ended: sites saved, sites that met a fault of ours with its text, and sites still waiting.

    `interrupted`: a signal ended it; `overdue`: its time was spent before every site had its turn.
    """

    run: str
    saved: Sequence[Site]
    crashed: Sequence[tuple[Site, str]]
    waiting: Sequence[Site]
    interrupted: bool
    overdue: bool = False


def stopped_run(workplace: Workplace) -> tuple[Claim, Request] | None:
    """The newest run that was stopped or killed, now ours, and what it still has to do.

    None where a run had saved all its sites and lacked only its end, which it has now. Raises SetupError without one;
    where another process works on the only one, it names that process.
    """
    taken: RunTaken | None = None
    ended = False
    try:
        for run in runs.unfinished_runs(workplace.database):
            try:
                claim = claim_run(workplace.database, run.id)
            except RunTaken as refusal:
                taken = taken or refusal
                continue
            sites = runs.waiting_sites(workplace.database, run.id)
            if sites:
                return claim, Request(sites, bool(run.settings["allow_private"]), run.settings["max_pages"])
            # Killed between its last save and its end.
            _finish(workplace.database, run.id, runs.RunStatus.FINISHED)
            claim.release()
            ended = True
    except DatabaseError as error:
        raise SetupError(str(error)) from error
    if ended and taken is None:
        return None
    raise SetupError(str(taken) if taken else "there is no stopped run to finish: run `eindekss audit`.")


def run_audits(
    workplace: Workplace,
    request: Request,
    *,
    resumed: Claim | None = None,
    on_saved: Callable[[Audit], None],
    on_progress: Callable[[Site, Progress], None],
    limits: Limits | None = None,
    network: Network = INTERNET,
) -> RunEnd:
    """Audits the sites of the request as a run of their own, or as the rest of the run `resumed`.

    `limits` stand in the place of the settings' own.

    SIGINT, SIGTERM and SIGHUP end it in order. Raises SetupError where there is no browser, no axe-core or no snapshot
    of the register that the settings name, and where results can no longer be saved.
    """
    settings, database = workplace.settings, workplace.database
    limits = limits or settings.limits
    if request.max_pages is not None:
        limits = replace(limits, max_pages=request.max_pages)
    engine = ready_browser(workplace, limits)
    register = register_book(settings, limits, network, private_sites=request.allow_private)
    signatures, mark = signatures_in_force(settings), signatures_mark(settings)
    claim, patience = resumed, None
    result = RunResult(resumed.run if resumed else "")

    async def work() -> None:
        nonlocal claim, patience
        async with engine, shared_politeness(limits, database) as politeness:
            versions = Versions(tool=tool_version(mark), axe=engine.axe_version, browser=engine.version)
            if claim is None:
                claim = await _started_run(database, request, versions)
            else:
                runs.resume_run(database, claim.run)
            result.run, patience = claim.run, Patience(claim)
            auditor = Auditor(
                engine,
                limits,
                database,
                workplace.store,
                workplace.methodology,
                versions,
                network,
                register,
                signatures,
                politeness,
            )
            try:
                order = Order(
                    request.sites,
                    settings.sites_at_once,
                    request.allow_private,
                    settings.run_budget_s or None,
                    settings.check_targets,
                )
                await auditor.run(order, patience, on_saved, on_progress, result)
            finally:
                patience.stop()

    def hurry() -> None:
        engine.stop()
        if patience is not None:
            patience.stop()

    def abandon() -> None:
        engine.stop()
        scratch.clear()

    try:
        with Scratch() as scratch, Shutdown(abandon) as shutdown:
            interrupted = shutdown.run(work, hurry)
            waiting = _ended(database, claim, result, interrupted) if claim else tuple(request.sites)
    except* BrowserMissing as group:
        raise SetupError(str(group.exceptions[0])) from group
    except* (DatabaseError, EvidenceError) as group:
        raise SetupError(_broken_off(database, claim, group.exceptions[0], len(result.saved))) from group
    finally:
        if claim is not None:
            claim.release()
    return RunEnd(result.run, result.saved, result.crashed, waiting, interrupted, result.overdue)


def ready_browser(workplace: Workplace, limits: Limits) -> StartedEngine:
    """The browser, not started yet, once it is certain that evidence can be saved. Raises SetupError."""
    settings = workplace.settings
    try:
        engine = engine_of(settings, limits)
        workplace.store.check_writable()
        sign_store(workplace.database, workplace.store)
    except (BrowserMissing, AxeMissing, EvidenceError, DatabaseError) as error:
        raise SetupError(str(error)) from error
    return engine


async def _started_run(database: Database, request: Request, versions: Versions) -> Claim:
    """Writes down a new run that is ours before anybody sees it."""
    while True:
        name = new_run_id()
        try:
            claim = claim_run(database, name)
        except RunTaken:
            await asyncio.sleep(NEXT_NAME_S)
            continue
        try:
            runs.start_run(
                database,
                name,
                started_at=datetime.now(UTC),
                sites=request.sites,
                settings={"allow_private": request.allow_private, "max_pages": request.max_pages},
                versions=asdict(versions),
            )
        except runs.RunExists:
            claim.release()
            await asyncio.sleep(NEXT_NAME_S)
            continue
        except DatabaseError:
            claim.release()
            raise
        return claim


def _ended(database: Database, claim: Claim, result: RunResult, interrupted: bool) -> Sequence[Site]:
    """Notes the run's end, and returns the sites that still wait."""

    def end() -> Sequence[Site]:
        waiting = runs.waiting_sites(database, claim.run)
        stopped = (interrupted or result.overdue) and waiting
        _finish(database, claim.run, runs.RunStatus.STOPPED if stopped else runs.RunStatus.FINISHED)
        return waiting

    # Who is told to stop does not wait for a database that went away.
    return Patience(claim, 0.0 if interrupted else AWAY_S).ask(end)


def _finish(database: Database, run: str, status: runs.RunStatus) -> None:
    runs.finish_run(database, run, finished_at=datetime.now(UTC), status=status)


def _broken_off(database: Database, claim: Claim | None, error: BaseException, saved: int) -> str:
    """What to tell of a run that could not save; it is marked as stopped where the database still answers."""
    if claim is None or isinstance(error, RunTaken):
        return str(error)
    with contextlib.suppress(DatabaseError):
        claim.assure()
        _finish(database, claim.run, runs.RunStatus.STOPPED)
    return f"{error} {saved} sites are saved; then go on with: {RESUME}"
