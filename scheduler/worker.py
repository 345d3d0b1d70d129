"""One of many workers: takes turns out of the queue, some side by side, until it is told to stop or cannot go on."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from psycopg import OperationalError

from crawler.executables import BrowserMissing
from crawler.network import INTERNET, Network
from db.asked_pages import take_request
from db.engine import DatabaseError, DatabaseFull, DatabaseUnavailable, schema_of
from db.evidence import EvidenceError
from db.jobs import take_job
from pipeline.asked_pages import audit_asked
from pipeline.errors import SetupError
from pipeline.evidence_apart import evidence_apart
from pipeline.night_work import NightWork
from pipeline.patience import AWAY_S, patiently
from pipeline.scratch import Scratch
from pipeline.shutdown import STOP_S, Shutdown
from pipeline.workplace import Workplace
from scheduler.again import LATER, Again, TryLater
from scheduler.broker import PAGES_TASK, QUEUE, TASK, PatientManager, connector, in_one_line
from scheduler.browsers import FreshBrowser
from scheduler.care import SIGNS, care_for_queue
from scheduler.metrics import Meter
from scheduler.upgrades import outdated
from scheduler.watch_server import WatchServer
from scheduler.watching import worker_checks

log = logging.getLogger(__name__)

POLL_S = 5.0
AGAIN_S = 2.0
# procrastinate gives its own signs of life only while it takes turns; ours go on while the last of them end.
NEVER_S = 86_400.0


class Outdated(Exception):
    """The database was brought to another version's schema; the text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is asked: its name, which no other has, and how many sites it audits at once."""

    name: str
    at_once: int
    drain_s: float = 0.0


def worker_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def work_until_told(workplace: Workplace, order: Order, network: Network = INTERNET) -> None:
    """Works until SIGINT, SIGTERM or SIGHUP; a second one ends it at once.

    Raises SetupError where it cannot work here, Outdated where the database was upgraded meanwhile.
    """
    database, settings, meter = workplace.database, workplace.settings, Meter()
    worker: Worker | None = None

    async def work() -> None:
        nonlocal worker
        worker = Worker(workplace, order, network, meter)
        await worker.run()

    def life() -> str | None:
        return worker.silence() if worker is not None else None

    def evidence() -> str | None:
        return worker.apart if worker is not None else None

    def hurry() -> None:
        if worker is not None:
            worker.hurry()

    def abandon() -> None:
        if worker is not None:
            worker.browser.stop()
        scratch.clear()

    try:
        meter.show_queue(database)
        with (
            WatchServer(settings.metrics_host, settings.metrics_port, meter, worker_checks(database, life, evidence)),
            Scratch() as scratch,
            Shutdown(abandon, order.drain_s + STOP_S) as shutdown,
        ):
            shutdown.run(work, hurry)
    except (BrowserMissing, DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error


class Worker:
    """One run of `run` a worker."""

    def __init__(self, workplace: Workplace, order: Order, network: Network, meter: Meter) -> None:
        self._workplace = workplace
        self._order = order
        self._meter = meter
        self._last_sign = monotonic()
        self._dead_s = workplace.settings.worker_dead_s
        self._schema = schema_of(workplace.database)
        self._stopped = threading.Event()
        self._draining = False
        self._turns: set[asyncio.Task[object]] = set()
        self._cause: Exception | None = None
        # One sentence where other machines' evidence does not lie in the store of this one.
        self.apart: str | None = None
        self._working: asyncio.Task[None] | None = None
        self.browser = FreshBrowser(lambda: NightWork(workplace, network))
        conn = connector(workplace.database.url)
        self._app = App(connector=conn)
        self._manager = self._app.job_manager = PatientManager(conn)
        self._app.task(name=TASK, queue=QUEUE, retry=Again())(self._audit)
        self._app.task(name=PAGES_TASK, queue=QUEUE, retry=Again())(self._audit_pages)

    async def run(self) -> None:
        """Raises what ended it, but for a cancellation."""
        async with self.browser, self._queue():
            care = care_for_queue(self._workplace.database, self._dead_s)
            sides = [asyncio.create_task(side) for side in (self._give_signs(), care)]
            try:
                while self._cause is None and not self._stopped.is_set():
                    await self._work()
            finally:
                for side in sides:
                    side.cancel()
                await asyncio.gather(*sides, return_exceptions=True)
        if self._cause is not None:
            raise self._cause

    def silence(self) -> str | None:
        """One sentence where it is about to be taken for dead."""
        silent_s = monotonic() - self._last_sign
        if silent_s < self._dead_s:
            return None
        return f"the worker gave no sign of life for {silent_s:.0f} s: look at its log, and at the database"

    def hurry(self) -> None:
        """For who was told to stop: the turns at work go back once the time to drain is over."""
        self._draining = True
        if self._order.drain_s and self._turns:
            asyncio.get_running_loop().call_later(self._order.drain_s, self._stop)
        else:
            self._stop()

    def _stop(self) -> None:
        """Ends the turns that are still at work, and all waiting for a database that is away."""
        for turn in self._turns:
            turn.cancel()
        self._stopped.set()
        self._manager.stop()
        self.browser.stop()

    @asynccontextmanager
    async def _queue(self) -> AsyncIterator[None]:
        """The connections of procrastinate. Raises SetupError where there is no server."""
        try:
            await self._app.connector.open_async()
        except OperationalError as error:
            place = self._workplace.database.url.render_as_string(hide_password=True)
            raise SetupError(f"The database {place} went away ({error}): check that its server runs.") from error
        try:
            yield
        finally:
            await self._app.connector.close_async()

    async def _work(self) -> None:
        """Takes turns until it is cancelled; whatever breaks the queue off, it is begun anew."""
        self._working = asyncio.create_task(
            self._app.run_worker_async(
                queues=[QUEUE],
                name=self._order.name,
                concurrency=self._order.at_once,
                fetch_job_polling_interval=POLL_S,
                abort_job_polling_interval=NEVER_S,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
                update_heartbeat_interval=NEVER_S,
                stalled_worker_timeout=NEVER_S,
            )
        )
        try:
            await self._working
        except asyncio.CancelledError:
            if self._cause is None:
                raise
        except ConnectorException as error:
            log.warning("the queue is begun anew: %s", in_one_line(error))
            await asyncio.sleep(AGAIN_S)

    def _end(self, cause: Exception) -> None:
        """Takes no more turns; those at work come to their end."""
        if self._cause is None:
            self._cause = cause
            if self._working is not None:
                self._working.cancel()

    async def _audit(self, run: str, site_id: int) -> None:
        await self._handed_out(lambda work: self._audited(work, run, site_id))

    async def _audit_pages(self, number: int) -> None:
        await self._handed_out(lambda work: self._audited_pages(work, number))

    async def _handed_out(self, audited: Callable[[NightWork], Awaitable[None]]) -> None:
        if self._stopped.is_set():
            # It was on its way here while the browser was ended, which would look like the site's failure.
            raise TryLater(datetime.now(UTC))
        turn = asyncio.current_task()
        assert turn is not None
        self._turns.add(turn)
        try:
            async with self.browser.place() as work:
                await asyncio.to_thread(patiently, self._look_round, AWAY_S, self._stopped)
                await audited(work)
        except (DatabaseFull, EvidenceError, BrowserMissing, SetupError, Outdated) as error:
            self._end(error)
            raise TryLater(datetime.now(UTC)) from error
        except DatabaseUnavailable as error:
            log.warning("the site is tried again: %s", error)
            raise TryLater(datetime.now(UTC) + LATER) from error
        finally:
            self._turns.discard(turn)
            if self._draining and not self._turns:
                self._stop()

    async def _audited_pages(self, work: NightWork, number: int) -> None:
        """Pages that somebody asked for: no turn of a site, so that the figures do not count it."""
        place, name = self._workplace, self._order.name
        asked = await asyncio.to_thread(take_request, place.database, number, name, datetime.now(UTC))
        if asked is not None:
            await audit_asked(work, place, asked)

    async def _audited(self, work: NightWork, run: str, site_id: int) -> None:
        database = self._workplace.database
        job = await asyncio.to_thread(
            patiently,
            lambda: take_job(database, run, site_id, self._order.name, datetime.now(UTC)),
            AWAY_S,
            self._stopped,
        )
        if job is None:
            return
        end = None
        self._meter.turn_began()
        try:
            end = await work.audit(job)
        finally:
            self._meter.turn_ended(end)
        log.info("%s: %s, run %s", job.site.url, end.state or "lost", run)
        if end.not_before is not None:
            raise TryLater(end.not_before)

    def _look_round(self) -> None:
        """Raises Outdated, DatabaseError."""
        found = schema_of(self._workplace.database)
        if found != self._schema:
            raise Outdated(outdated(self._schema, found, "worker"))
        # A store that does not answer, the audit will meet.
        with suppress(EvidenceError):
            apart = evidence_apart(self._workplace.database, self._workplace.store.blobs.holds, datetime.now(UTC))
            if apart is not None and self.apart is None:
                log.error("%s", apart)
            self.apart = apart

    async def _give_signs(self) -> None:
        while True:
            await asyncio.sleep(self._dead_s / SIGNS)
            if self._manager.worker_id is not None:
                await self._manager.update_heartbeat(self._manager.worker_id)
                self._last_sign = monotonic()
