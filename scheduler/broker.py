"""procrastinate as the broker of many machines: turns go in with the night that is planned, and come out one by one.

What it holds may be lost or doubled without harm: a turn's row (db/jobs.py) says whether there is anything to do.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import psycopg
from procrastinate import PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg_pool import AsyncNullConnectionPool
from sqlalchemy import URL, Connection, text

from db.engine import SERVER_AWAY
from db.nights import Planned
from db.queue import PAGES_PRIORITY, QueuedPages, QueuedTurn

log = logging.getLogger(__name__)

TASK = "audit"
PAGES_TASK = "audit pages"
QUEUE = "audits"
# So many rows a statement keep it small; more make it no faster.
AT_ONCE = 2_000
PAUSE_S = 1.0
CONNECTIONS = 4
# So many new rows are another table: until the server has counted them it plans picks for the one that it knew.
RECOUNT_FROM = 1_000

Answer = TypeVar("Answer")


def enqueue_turns(connection: Connection, run: str, turns: Sequence[tuple[int, Planned]]) -> None:
    """Queues the turns of a run within the transaction that plans them (db/nights.py)."""
    queue(connection, [QueuedTurn(run, site_id, one.priority, one.not_before) for site_id, one in turns])
    if len(turns) >= RECOUNT_FROM:
        connection.execute(text("ANALYZE procrastinate_jobs"))


def enqueue_pages(connection: Connection, number: int, site_id: int, asked_at: datetime) -> None:
    """Queues pages within the transaction that writes down that somebody asked for them (db/asked_pages.py)."""
    queue(connection, [QueuedPages(number, site_id, PAGES_PRIORITY, asked_at)])


def queue(connection: Connection, turns: Iterable[QueuedTurn | QueuedPages]) -> None:
    """Queues turns that the queue does not hold, the most urgent first."""
    manager = JobManager(SyncPsycopgConnector())
    ordered = iter(sorted(turns, key=lambda turn: (-turn.priority, turn.not_before)))
    while some := [_queued(turn) for turn in islice(ordered, AT_ONCE)]:
        manager.batch_defer_jobs(some, connection=connection.connection.driver_connection)


def _queued(turn: QueuedTurn | QueuedPages) -> Job:
    arguments: dict[str, Any]
    if isinstance(turn, QueuedPages):
        task, arguments = PAGES_TASK, {"number": turn.number}
    else:
        task, arguments = TASK, {"run": turn.run, "site_id": turn.site_id}
    return Job(
        queue=QUEUE,
        task_name=task,
        task_kwargs=arguments,
        # One audit a site at a time, whatever run it is for.
        lock=f"site:{turn.site_id}",
        queueing_lock=turn.name,
        priority=turn.priority,
        scheduled_at=turn.not_before,
    )


def connector(url: URL) -> PsycopgConnector:
    """Connects anew for each question: a server that restarts finds nothing stale, and many workers keep few open."""
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PsycopgConnector(
        pool_factory=AsyncNullConnectionPool, conninfo=conninfo, kwargs=SERVER_AWAY, max_size=CONNECTIONS
    )


def in_one_line(error: ConnectorException) -> str:
    """What the driver said, in one line."""
    return " ".join(str(error.__cause__ or error).split())


class PatientManager(JobManager):
    """Asks again while the database is away, and answers for no job that was given to another worker.

    `worker_id` is the worker's row while it has one. `stop` ends all waiting.
    """

    def __init__(self, connector: PsycopgConnector) -> None:
        super().__init__(connector)
        self.worker_id: int | None = None
        self._handed: set[int] = set()
        self._answer_lost = False
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        self._stopped.set()

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        async def fetch() -> Job | None:
            if self._answer_lost:
                # The server may have handed one out before its answer was lost.
                for lost in await self.list_jobs_async(status=Status.DOING.value, worker_id=worker_id):
                    if lost.id not in self._handed:
                        return lost
            self._answer_lost = True
            found = await super(PatientManager, self).fetch_job(queues, worker_id)
            self._answer_lost = False
            return found

        job = await self._patiently(fetch)
        if job is not None and job.id is not None:
            self._handed.add(job.id)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        async def finish() -> None:
            if await self._holds(job):
                await super(PatientManager, self).finish_job(job, status, delete_job)

        await self._let_go(job, finish)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        async def retry() -> None:
            if not await self._holds(job):
                return
            try:
                await super(PatientManager, self).retry_job(job, retry_at, priority, queue, lock)
            except UniqueViolation:
                # The turn was queued anew; this job would hold its site's lock for ever.
                await super(PatientManager, self).finish_job(job, Status.FAILED, delete_job=True)

        await self._let_go(job, retry)

    async def register_worker(self) -> int:
        self.worker_id = await self._patiently(super().register_worker)
        return self.worker_id

    async def unregister_worker(self, worker_id: int) -> None:
        self.worker_id = None
        # Without a sign of life it is known as gone all the same.
        with suppress(ConnectorException):
            await super().unregister_worker(worker_id)

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        return await self._patiently(lambda: super(PatientManager, self).prune_stalled_workers(seconds_since_heartbeat))

    async def update_heartbeat(self, worker_id: int) -> None:
        await self._patiently(lambda: super(PatientManager, self).update_heartbeat(worker_id))

    async def listen_for_jobs(self, **options: Any) -> None:
        await self._patiently(lambda: super(PatientManager, self).listen_for_jobs(**options))

    async def _let_go(self, job: Job, how: Callable[[], Awaitable[None]]) -> None:
        try:
            await self._patiently(how)
        except ConnectorException:
            # Who must stop leaves it to those that look for the dead.
            if not self._stopped.is_set():
                raise
        finally:
            if job.id is not None:
                self._handed.discard(job.id)

    async def _holds(self, job: Job) -> bool:
        """Whether the job is still this worker's: one that was taken for dead has lost it."""
        found = [one for one in await self.list_jobs_async(id=job.id) if one.status == Status.DOING.value]
        return any(one.worker_id in (None, job.worker_id) for one in found)

    async def _patiently(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer; raises ConnectorException where it is a fault of ours, or waiting was stopped."""
        while True:
            try:
                return await question()
            except ConnectorException as error:
                if self._stopped.is_set() or not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                log.warning("the queue is asked again: %s", in_one_line(error))
            try:
                async with asyncio.timeout(PAUSE_S):
                    await self._stopped.wait()
            except TimeoutError:
                continue
