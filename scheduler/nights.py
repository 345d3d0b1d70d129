"""The leader's part: fires, plans, and looks each minute whether a plan, an end or a word is missing."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from db.engine import DatabaseError, DatabaseFull
from db.nights import NightExists, close_missed, planned_on
from pipeline.settings import Settings
from scheduler import firing
from scheduler.calendar import Calendar, NightHours
from scheduler.planner import PlanError, Planner

log = logging.getLogger(__name__)

TICK_S = 60


@dataclass(frozen=True, slots=True)
class Tick:
    """What the leader finds each minute.

    `night` is the newest night, and `run` what was planned for it; `problem` says why it could not be planned. The
    night is None where it is none of the schedule's, which was started or went on after it had begun, or is paused.
    """

    now: datetime
    paused: bool
    night: NightHours | None = None
    run: str | None = None
    problem: str | None = None

    @property
    def missed(self) -> bool:
        """Whether the night's hours passed without a plan."""
        return self.night is not None and self.run is None and self.now >= self.night.ends


# Is told of each tick, in a thread of the scheduler's; what it raises is logged, and ends that tick only.
OnTick = Callable[[Tick], None]


def calendar_of(settings: Settings) -> Calendar:
    """The nights that the settings ask for."""
    return Calendar(time.fromisoformat(settings.night_at), timedelta(hours=settings.night_hours))


class Nights:
    """Raises nothing but what `start` says; any number may lead one after the other."""

    def __init__(self, database: Engine, calendar: Calendar, planner: Planner, on_tick: Sequence[OnTick] = ()) -> None:
        self._database = database
        self.calendar = calendar
        self._planner = planner
        self._on_tick = on_tick
        self.scheduler: firing.NightScheduler | None = None
        # A firing and a tick may come in the same moment, each in its thread.
        self._one_at_a_time = threading.Lock()
        self._problem: str | None = None
        self._told: date | None = None
        # What was found last, while this process leads.
        self.last: Tick | None = None

    async def start(self) -> None:
        """Raises DatabaseError."""
        self.scheduler = await asyncio.to_thread(firing.start, self._database, self.calendar, self.begin)
        every = IntervalTrigger(seconds=TICK_S, timezone=UTC)
        # However late: a busy machine would skip every look that is late by a second.
        late = {"misfire_grace_time": None, "next_run_time": datetime.now(UTC)}
        self.scheduler.add_job(self.tick, every, id="tick", jobstore=firing.MEMORY, **late)

    async def stop(self) -> None:
        """Comes back when nothing of it runs any more."""
        scheduler, self.scheduler = self.scheduler, None
        self.last = None
        if scheduler is not None:
            await asyncio.to_thread(scheduler.shutdown)

    def begin(self) -> None:
        """A night begins, or began while nobody looked."""
        night = self.calendar.due(datetime.now(UTC))
        if night is not None:
            self._plan(night)

    def tick(self) -> None:
        now = datetime.now(UTC)
        try:
            tick = self._looked(now)
        except DatabaseError as error:
            log.warning("%s", error)
            tick = Tick(now, paused=False, problem=str(error))
        self.last = tick
        for told in self._on_tick:
            told(tick)

    def _looked(self, now: datetime) -> Tick:
        scheduler = self.scheduler
        if scheduler is None:
            return Tick(now, paused=True)
        full = self._close_missed(now)
        stands = scheduler.firing()
        last = self.calendar.last(now)
        run = planned_on(self._database, last.day)
        if run is None and not stands.includes(last.begins):
            return Tick(now, stands.paused, problem=full)
        if run is None and now < last.ends:
            run = self._plan(last)
        tick = Tick(now, stands.paused, last, run, self._problem or full)
        if tick.missed and self._told != last.day:
            log.error("the night of %s was missed: no plan was made in its hours", last.day)
            self._told = last.day
        return tick

    def _close_missed(self, now: datetime) -> str | None:
        """One sentence where there is no room to write that down; what else is to be told must not wait for it."""
        try:
            close_missed(self._database, now)
        except DatabaseFull as error:
            log.warning("%s", error)
            return str(error)
        return None

    def _plan(self, night: NightHours) -> str | None:
        """The night's run, planned if it was not; None where it cannot be, which the next tick tries again."""
        with self._one_at_a_time:
            self._problem = None
            try:
                planned = planned_on(self._database, night.day)
                return planned or self._planner.write(night, datetime.now(UTC))
            except NightExists:
                return planned_on(self._database, night.day)
            except (PlanError, DatabaseError) as error:
                self._problem = str(error)
                log.error("the night of %s is not planned: %s", night.day, error)  # noqa: TRY400 - one sentence
                return None
