"""One worker's part of a night: audits the turns that it is handed, all with one browser, and says how each ended.

A passing failure is put off for a later try of the same night, and only the last try is saved: a site has one audit a
night. A turn can be handed out twice, when its worker was taken for dead; then the first to save has it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy import Engine as Database

from crawler.engine import Engine
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.targets import TargetBook
from crawler.visit import Progress
from db.audits import is_saved
from db.engine import DatabaseError, DatabaseFull
from db.evidence import EvidenceError
from db.jobs import Job, JobState, end_job, give_back, holds, put_off
from db.nights import nights
from db.saving import AlreadySaved
from model.audit import Audit, Status
from model.evidence import Versions
from model.failure import Failure
from model.site import Site
from pipeline.audit import Auditor, Turn
from pipeline.doorkeeping import shared_politeness
from pipeline.errors import storage_error
from pipeline.patience import Patience
from pipeline.reauditing import Means
from pipeline.registering import register_book
from pipeline.running import ready_browser
from pipeline.signatures import signatures_in_force, signatures_mark
from pipeline.stages import StageClock, StageCost
from pipeline.versions import tool_version
from pipeline.workplace import Workplace

log = logging.getLogger(__name__)

# Whom a site takes down so often is not sent there again that night.
MOST_TAKEN = 4
LONGER = 3


class TurnLost(DatabaseError):
    """Another worker has the turn, for this one was taken for dead."""


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """`state` is what became of the turn: WAITING where it was put off until `not_before`; None where it was lost.

    `audit` is what was found, saved or not; None where there is none. `costs` is what each of its stages cost.
    """

    state: JobState | None
    audit: Audit | None = None
    not_before: datetime | None = None
    costs: Mapping[str, StageCost] = field(default_factory=dict)


class TurnClaim:
    """The turn as its holder owns it, for Patience."""

    def __init__(self, database: Database, job: Job) -> None:
        self.run = job.run
        self._database = database
        self._job = job

    def assure(self) -> None:
        """Raises TurnLost, or DatabaseUnavailable."""
        if not holds(self._database, self._job):
            raise TurnLost(f"the turn of {self._job.site.url} in run {self.run} was given to another worker.")

    def release(self) -> None:
        """A turn is ended, put off or given back by name (db/jobs.py)."""


@dataclass
class Desk:
    """What the turns of one run share. `users` turns are at work on it."""

    auditor: Auditor
    targets: TargetBook | None
    limits: Limits
    allow_private: bool
    reuse_days: int
    stack: AsyncExitStack
    users: int = 0


class NightWork:
    """`async with NightWork(workplace) as work: end = await work.audit(job)`; turns may be audited side by side.

    Raises SetupError where there is no browser, no axe-core, or no register snapshot that the settings name.
    """

    def __init__(
        self, workplace: Workplace, network: Network = INTERNET, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        settings = workplace.settings
        self.engine = ready_browser(workplace, settings.limits)
        self._workplace = workplace
        self._network = network
        self._now = now
        self._signatures = signatures_in_force(settings)
        self._desks: dict[str, Desk] = {}
        self._opening = asyncio.Lock()
        self._patiences: set[Patience] = set()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.engine)
            shared = shared_politeness(self._workplace.settings.limits, self._workplace.database)
            self._politeness = await stack.enter_async_context(shared)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for run in list(self._desks):
                await self._desks.pop(run).stack.aclose()
        finally:
            await self._stack.__aexit__(kind, error, trace)

    @property
    def means(self) -> Means:
        """For single pages, beside the turns."""
        return Means(self.engine, self._politeness, self._network)

    def stop(self) -> None:
        """Ends the browser and all waiting at once: what is at work fails."""
        self.engine.stop()
        for patience in self._patiences:
            patience.stop()

    async def audit(self, job: Job, on_progress: Callable[[Site, Progress], None] = lambda *_: None) -> TurnEnd:
        """Audits the turn and writes down how it ended.

        Raises DatabaseError or EvidenceError where that cannot be written: the turn goes back where it can be.
        """
        patience, clock = Patience(TurnClaim(self._workplace.database, job)), StageClock()

        def moved(site: Site, progress: Progress) -> None:
            clock.moved(progress)
            on_progress(site, progress)

        self._patiences.add(patience)
        try:
            return replace(await self._audit(job, patience, moved), costs=clock.end())
        except TurnLost as lost:
            log.warning("%s", lost)
            return TurnEnd(None)
        except (asyncio.CancelledError, DatabaseFull, EvidenceError):
            # Without it another worker would wait until this one is taken for dead.
            with contextlib.suppress(DatabaseError):
                give_back(self._workplace.database, job)
            raise
        finally:
            self._patiences.discard(patience)

    async def _audit(self, job: Job, patience: Patience, on_progress: Callable[[Site, Progress], None]) -> TurnEnd:
        database = self._workplace.database
        if await asyncio.to_thread(patience.ask, lambda: is_saved(database, job.run, job.site_id)):
            # Who had the turn before died between the two.
            return await self._ended(job, patience, JobState.SAVED)
        if job.taken - job.tries > MOST_TAKEN:
            return await self._ended(job, patience, JobState.CRASHED, detail="its worker died each time")
        again = self._next_try(job)
        desk = await self._desk(job, patience)
        try:
            left_s = (job.not_after - self._now()).total_seconds()
            limits = replace(desk.limits, site_budget_s=max(1.0, min(desk.limits.site_budget_s, left_s)))

            def keep(audit: Audit) -> bool:
                return again is None or _passing(audit) is None

            private, days = desk.allow_private, desk.reuse_days
            turn = Turn(job.site, job.run, limits, patience, private, desk.targets, keep, reuse_days=days)
            audit = await desk.auditor.audit(turn, on_progress)
        except (DatabaseError, EvidenceError):
            raise
        except AlreadySaved:
            return await self._ended(job, patience, JobState.SAVED)
        except Exception as crash:  # the border of DESIGN section 3: one site never stops the others
            if (error := storage_error(crash)) is not None:
                raise error from crash
            log.exception("audit of %s crashed", job.site.url)
            return await self._ended(job, patience, JobState.CRASHED, detail=f"{type(crash).__name__}: {crash}")
        finally:
            desk.users -= 1
        failure = _passing(audit)
        if failure is None or again is None:
            return await self._ended(job, patience, JobState.SAVED, audit)
        await asyncio.to_thread(patience.ask, lambda: put_off(database, job, again, failure))
        return TurnEnd(JobState.WAITING, audit, again)

    async def _ended(
        self, job: Job, patience: Patience, state: JobState, audit: Audit | None = None, detail: str | None = None
    ) -> TurnEnd:
        failure = audit.failure if audit else None
        await asyncio.to_thread(
            patience.ask, lambda: end_job(self._workplace.database, job, state, self._now(), failure, detail)
        )
        return TurnEnd(state, audit)

    def _next_try(self, job: Job) -> datetime | None:
        """When a passing failure would be tried again; None where this try is the last."""
        settings = self._workplace.settings
        if job.tries >= settings.night_retries:
            return None
        again = self._now() + timedelta(seconds=settings.night_retry_s * LONGER**job.tries)
        return again if again < job.not_after else None

    async def _desk(self, job: Job, patience: Patience) -> Desk:
        """The run's desk, with this turn counted; those of runs that are over are cleared."""
        async with self._opening:
            if job.run not in self._desks:
                for run in [run for run, desk in self._desks.items() if not desk.users]:
                    await self._desks.pop(run).stack.aclose()
                self._desks[job.run] = await self._opened(job, patience)
            desk = self._desks[job.run]
            desk.users += 1
            return desk

    async def _opened(self, job: Job, patience: Patience) -> Desk:
        place, settings = self._workplace, self._workplace.settings
        (night,) = await asyncio.to_thread(patience.ask, lambda: nights(place.database, run=job.run))
        limits, private = settings.limits, bool(night.settings.get("allow_private"))
        if night.settings.get("max_pages"):
            limits = replace(limits, max_pages=int(night.settings["max_pages"]))
        engine: Engine = self.engine
        auditor = Auditor(
            engine,
            limits,
            place.database,
            place.store,
            place.methodology,
            Versions(tool_version(signatures_mark(settings)), engine.axe_version, engine.version),
            self._network,
            register_book(settings, limits, self._network, private_sites=private),
            self._signatures,
            self._politeness,
        )
        stack = AsyncExitStack()
        targets = await stack.enter_async_context(auditor.others(settings.check_targets))
        # Whoever asks for a site by day wants to see it as it is now.
        days = settings.reuse_days if night.night is not None else 0
        return Desk(auditor, targets, limits, private, days, stack)


def _passing(audit: Audit) -> Failure | None:
    """What failed the audit, where a later try may fare better."""
    failure = audit.failure if audit.status is Status.FAILED else None
    return failure if failure is not None and not failure.permanent else None
