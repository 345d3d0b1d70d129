"""The one job of the schedulers' store: that a night begins. What is kept there outlives every process.

APScheduler makes the table itself, and its rows are its own; losing them costs the pause and one night's catching up.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.engine import failures_told, lock_tables, writing
from pipeline.errors import SetupError
from scheduler.calendar import Calendar, NightTrigger

log = logging.getLogger(__name__)

TABLE = "apscheduler_job"
NIGHT = "night"
# The store names the function by this; who moves it loses the job of every database.
BEGIN = "scheduler.firing:begin_night"
STORE = "default"
MEMORY = "memory"
RETRY_S = 10.0

_on_night: Callable[[], None] | None = None


def begin_night() -> None:
    """What the stored job calls. The store keeps a name and no object, so what it does is set in the process."""
    if _on_night is not None:
        _on_night()


@dataclass(frozen=True, slots=True)
class Firing:
    """`next_at`: when the next night begins; None while the schedule is paused without an end.

    `since`: nights before it are none of the schedule's: it was started, or went on after a pause, only then.
    """

    next_at: datetime | None
    since: datetime

    @property
    def paused(self) -> bool:
        return self.next_at is None

    def held_back(self, now: datetime) -> bool:
        """Whether nights wait for the end of a pause, with a day or without."""
        return self.paused or self.since > now

    def includes(self, begins: datetime) -> bool:
        """Whether the night that began then is the schedule's."""
        return not self.paused and begins >= self.since


class NightScheduler(BackgroundScheduler):  # type: ignore[misc]  # it has no types
    """APScheduler with the store of the database, which may go away and come back. It is made at rest.

    `calendar` is made as the store has it, where this scheduler does not lead: who looks, or pauses the nights, moves
    none by what his own settings say.
    """

    def __init__(self, database: Engine, calendar: Calendar, *, leads: bool) -> None:
        store = SQLAlchemyJobStore(engine=database, tablename=TABLE)
        super().__init__(
            jobstores={STORE: store, MEMORY: MemoryJobStore()},
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1},
        )
        self._database = database
        self.calendar = calendar
        self._leads = leads
        with writing(database) as connection:
            lock_tables(connection)
            store.jobs_t.create(connection, checkfirst=True)
        with failures_told(database), contextlib.ExitStack() as stack:
            self.start(paused=True)
            stack.callback(self.shutdown)
            # It puts the job into the store where there is none.
            self._job()
            stack.pop_all()

    def firing(self) -> Firing:
        """Where the schedule stands. Raises DatabaseUnavailable."""
        with failures_told(self._database):
            job = self._job()
            return Firing(job.next_run_time, job.trigger.since)

    def begin_from(self, since: datetime) -> None:
        """The next night is the first that begins at `since` or later. Raises DatabaseUnavailable."""
        with failures_told(self._database):
            trigger = NightTrigger(self.calendar.at, since, self.calendar.zone)
            at = trigger.get_next_fire_time(None, datetime.now(UTC))
            self._job().modify(trigger=trigger, next_run_time=at)

    def hold(self) -> None:
        """No night begins. Raises DatabaseUnavailable."""
        with failures_told(self._database):
            self._job().pause()

    def rest(self, until: date | None, now: datetime) -> None:
        """No night begins before that of the day; without one, none until `go_on`. A night that has begun goes on.

        Raises SetupError where the night of the day has begun already, and DatabaseUnavailable.
        """
        if until is None:
            self.hold()
            return
        night = self.calendar.night(until)
        if night.begins <= now:
            raise SetupError(f"the night of {until} has begun already: name a day to come.")
        self.begin_from(night.begins)

    def go_on(self) -> None:
        """Ends a pause: the next night is the first again. Raises DatabaseUnavailable."""
        stands, now = self.firing(), datetime.now(UTC)
        # Else a night that waits to be planned would be none of the schedule's any more.
        if stands.held_back(now):
            self.begin_from(now)

    def _process_jobs(self) -> Any:
        # Out of here an error would end the scheduler's thread without a word.
        try:
            self._heed_clock()
            return super()._process_jobs()
        except (SQLAlchemyError, JobLookupError) as error:
            log.warning("the schedule's store does not answer: %s", error)
            return RETRY_S

    def _heed_clock(self) -> None:
        """A clock that was set back must not hold up what comes every so often until it has caught up."""
        now = datetime.now(UTC)
        for job in self.get_jobs(MEMORY):
            if job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)

    def _job(self) -> Job:
        """The stored job, made where it is not there; as the settings have it, of who leads."""
        calendar = self.calendar
        grace_s = max(1, int(calendar.length.total_seconds()))
        job = self.get_job(NIGHT, STORE)
        if job is None:
            trigger = NightTrigger(calendar.at, datetime.now(UTC), calendar.zone)
            # Another process may be quicker.
            with contextlib.suppress(ConflictingIdError):
                self.add_job(BEGIN, trigger, id=NIGHT, name="a night begins", misfire_grace_time=grace_s)
            job = self.get_job(NIGHT, STORE)
        elif not self._leads:
            self.calendar = replace(calendar, at=job.trigger.at)
        elif (job.trigger.at, job.misfire_grace_time) != (calendar.at, grace_s):
            trigger = NightTrigger(calendar.at, job.trigger.since, calendar.zone)
            at = None if job.next_run_time is None else trigger.get_next_fire_time(None, datetime.now(UTC))
            job.modify(trigger=trigger, next_run_time=at, misfire_grace_time=grace_s)
        return job


def start(database: Engine, calendar: Calendar, on_night: Callable[[], None]) -> NightScheduler:
    """A running scheduler that calls `on_night`, in a thread, as each night begins; once for those that it slept over,
    unless the hours of the last of them have passed. Raises DatabaseUnavailable.
    """
    global _on_night
    scheduler = NightScheduler(database, calendar, leads=True)
    _on_night = on_night
    scheduler.resume()
    return scheduler


@contextmanager
def at_rest(database: Engine, calendar: Calendar) -> Iterator[NightScheduler]:
    """A scheduler that fires nothing, to look at the store and to change it. Raises DatabaseUnavailable."""
    scheduler = NightScheduler(database, calendar, leads=False)
    try:
        yield scheduler
    finally:
        scheduler.shutdown()
