"""Audits the turns in the scheduler's own process, where the database is a file that has no other worker."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

from crawler.executables import BrowserMissing
from crawler.network import INTERNET, Network
from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.jobs import Job, pick_job, release_held
from pipeline.asked_pages import AskedTurn, audit_asked, next_asked
from pipeline.errors import SetupError
from pipeline.night_work import NightWork
from pipeline.workplace import Workplace
from scheduler.browsers import FreshBrowser
from scheduler.metrics import Meter

log = logging.getLogger(__name__)

# The one worker of an SQLite file: whose turns are held when the scheduler starts to lead, its holder is dead.
HOLDER = "schedule"
PAUSE_S = 1.0
# A disk that is full, or a browser that is gone, is not looked for more often.
AGAIN_S = 60.0


class LocalWork:
    """Audits what is due, `sites_at_once` sites side by side; the browser runs only while there is something to do."""

    def __init__(self, workplace: Workplace, meter: Meter, network: Network = INTERNET) -> None:
        self._workplace = workplace
        self._meter = meter
        self._network = network
        self._browser: FreshBrowser | None = None
        self._lanes: list[asyncio.Task[None]] = []
        self._busy = 0
        self._fault: str | None = None

    def check(self) -> None:
        """Raises SetupError where this machine cannot audit."""
        NightWork(self._workplace, self._network)

    def stop(self) -> None:
        """Ends the browser at once."""
        # Before they see the browser die, which they would take for the site's failure.
        for lane in self._lanes:
            lane.cancel()
        if self._browser is not None:
            self._browser.stop()

    async def run(self) -> None:
        """Works until it is cancelled; then the turns at work wait again."""
        died = True
        try:
            while True:
                await asyncio.to_thread(self._release, died=died)
                died = False
                try:
                    await self._until_fault()
                except* (DatabaseError, EvidenceError, SetupError, BrowserMissing) as faults:
                    self._fault = str(faults.exceptions[0])
                    log.error("sites wait for %g s: %s", AGAIN_S, self._fault)  # noqa: TRY400 - one sentence
                await asyncio.sleep(AGAIN_S)
        finally:
            self._fault = None
            await asyncio.to_thread(self._release, died=died)

    def fault(self) -> str | None:
        """Why sites wait though their turn has come; None where nothing holds them up."""
        return self._fault

    async def _until_fault(self) -> None:
        while True:
            job = await self._next()
            if job is None:
                self._fault = None
                await asyncio.sleep(PAUSE_S)
            else:
                await self._work_off(job)

    async def _work_off(self, job: Job | AskedTurn) -> None:
        """Audits until no turn is due, this one first."""
        started = FreshBrowser(lambda: NightWork(self._workplace, self._network))
        try:
            async with started as self._browser, asyncio.TaskGroup() as lanes:
                firsts: list[Job | AskedTurn | None] = [job, *[None] * (self._workplace.settings.sites_at_once - 1)]
                self._lanes = [lanes.create_task(self._lane(started, first)) for first in firsts]
        finally:
            # Also where no browser started, or no lane did.
            if isinstance(job, AskedTurn):
                job.lock.release()

    async def _lane(self, browser: FreshBrowser, job: Job | AskedTurn | None) -> None:
        while True:
            job = job or await self._next()
            if isinstance(job, AskedTurn):
                await self._audit_pages(browser, job)
            elif job is not None:
                await self._audit(browser, job)
            elif self._busy:
                # A turn that begins later keeps this lane, as long as the browser runs for others.
                await asyncio.sleep(PAUSE_S)
            else:
                return
            job = None

    async def _audit_pages(self, browser: FreshBrowser, turn: AskedTurn) -> None:
        self._busy += 1
        try:
            async with browser.place() as work:
                stage = await audit_asked(work, self._workplace, turn.asked)
            log.info("pages of %s: %s", turn.asked.site.url, stage)
        finally:
            self._busy -= 1
            turn.lock.release()

    async def _audit(self, browser: FreshBrowser, job: Job) -> None:
        end = None
        self._busy += 1
        self._meter.turn_began()
        try:
            async with browser.place() as work:
                end = await work.audit(job)
            self._fault = None
            log.info("%s: %s", job.site.url, end.state or "lost")
        finally:
            self._busy -= 1
            self._meter.turn_ended(end)

    async def _next(self) -> Job | AskedTurn | None:
        """Pages that somebody asked for come before all turns: they are soon done."""
        asking = asyncio.create_task(asyncio.to_thread(next_asked, self._workplace, HOLDER))
        try:
            asked = await asyncio.shield(asking)
        except asyncio.CancelledError:
            if (had := await asking) is not None:
                had.lock.release()
            raise
        if asked is not None:
            return asked
        return await asyncio.to_thread(pick_job, self._workplace.database, HOLDER, datetime.now(UTC))

    def _release(self, *, died: bool) -> None:
        """`died`: the process before this one did, over the sites that it had at work."""
        with contextlib.suppress(DatabaseError):
            release_held(self._workplace.database, [HOLDER], died=died)
