"""Nights under a clock that the tests set: changes of it, missed nights, pauses, and a list that cannot be read."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import time_machine
from sqlalchemy import Engine

from db import nights as stored
from db.engine import DatabaseFull
from db.nights import Night
from pipeline.workplace import Workplace
from scheduler.calendar import Calendar
from scheduler.firing import NightScheduler, at_rest, start
from scheduler.nights import Nights, Tick, calendar_of
from scheduler.planner import Planner
from tests.db.stored_jobs import jobs_of

HEADER = "atvk,name,url,centre,region,every,window\n"
SITES = f"{HEADER}0001000,Avoti,http://127.0.0.1:1/,,,,\n0002000,Ceriņi,http://127.0.0.1:2/,,,7,02:00-03:00\n"
NOON = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4)
# Riga's half past one.
BEGINS = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PATIENCE_S = 20


@dataclass
class Place:
    """A workplace whose nights are planned under the traveller's clock."""

    workplace: Workplace
    file: Path
    clock: time_machine.Traveller
    ticks: list[Tick] = field(default_factory=list)
    looked: Event = field(default_factory=Event)

    @property
    def database(self) -> Engine:
        return self.workplace.database

    @property
    def calendar(self) -> Calendar:
        return calendar_of(self.workplace.settings)

    @contextmanager
    def schedule(self) -> Iterator[Nights]:
        """A scheduler that leads; it has looked once."""
        nights = Nights(self.database, self.calendar, Planner(self.workplace, self.file, True), [self._told])
        self.looked.clear()
        asyncio.run(nights.start())
        try:
            self._wait()
            yield nights
        finally:
            asyncio.run(nights.stop())

    def at(self, moment: datetime, nights: Nights) -> Tick:
        """The clock is put on, and the scheduler notices as it does within a minute. Returns what it found."""
        self.clock.move_to(moment, tick=True)
        self.looked.clear()
        assert nights.scheduler is not None
        nights.scheduler.get_job("tick").modify(next_run_time=moment)
        nights.scheduler.wakeup()
        self._wait()
        return self.ticks[-1]

    def planned(self) -> list[date | None]:
        return [night.night for night in reversed(self.nights())]

    def nights(self) -> tuple[Night, ...]:
        return stored.nights(self.database)

    def _told(self, tick: Tick) -> None:
        self.ticks.append(tick)
        self.looked.set()

    def _wait(self) -> None:
        assert self.looked.wait(PATIENCE_S)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Place]:
    at = getattr(request, "param", "01:30")
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", f"sqlite:///{tmp_path}/nights.sqlite")
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    monkeypatch.setenv("EINDEKSS_NIGHT_AT", at)
    file = tmp_path / "sites.csv"
    file.write_text(SITES, "utf-8")
    with time_machine.travel(NOON, tick=True) as clock, Workplace.open() as workplace:
        yield Place(workplace, file, clock)


def test_clock_that_is_set_back_does_not_stop_the_looks(place: Place) -> None:
    with place.schedule() as nights:
        place.looked.clear()
        place.clock.move_to(NOON - timedelta(hours=3), tick=True)
        assert nights.scheduler is not None
        # As it wakes within a minute.
        nights.scheduler.wakeup()
        assert place.looked.wait(PATIENCE_S)
        assert place.ticks[-1].now < NOON
        place.at(BEGINS, nights)
    assert place.planned() == [FIRST]


def test_database_without_room_for_a_missed_turn_stops_no_word(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DatabaseFull("no room")

    with place.schedule() as nights:
        place.at(BEGINS, nights)
        monkeypatch.setattr("scheduler.nights.close_missed", full)
        tick = place.at(BEGINS + timedelta(hours=8), nights)
    assert (tick.night and tick.night.day, tick.run is None, tick.problem) == (FIRST, False, "no room")


CHANGES = [
    # (begin of the day before's noon, the nights and their begins in UTC)
    ("01:30", datetime(2027, 3, 27, 10, tzinfo=UTC), ["2027-03-27T23:30", "2027-03-28T22:30"]),
    ("03:30", datetime(2027, 3, 27, 10, tzinfo=UTC), ["2027-03-28T01:30", "2027-03-29T00:30"]),
    ("01:30", datetime(2026, 10, 24, 10, tzinfo=UTC), ["2026-10-24T22:30", "2026-10-25T23:30"]),
    ("03:30", datetime(2026, 10, 24, 10, tzinfo=UTC), ["2026-10-25T00:30", "2026-10-26T01:30"]),
]


@pytest.mark.parametrize(("place", "noon", "begins"), CHANGES, indirect=["place"])
def test_clock_change_is_one_night(place: Place, noon: datetime, begins: list[str]) -> None:
    place.clock.move_to(noon, tick=True)
    firings = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in begins]
    with place.schedule() as nights:
        for moment in (at for firing in firings for at in (firing - MINUTE, firing, firing + 60 * MINUTE)):
            place.at(moment, nights)
    found = place.nights()[::-1]
    assert [night.planned_at.replace(second=0, microsecond=0) for night in found] == firings
    assert [night.night for night in found] == [(noon + DAY).date(), (noon + 2 * DAY).date()]
    # Nobody audits here: whose window closed has missed its turn, and is due again though it comes weekly.
    assert [night.sites for night in found] == [2, 2]


def test_night_is_planned_as_it_begins_and_not_before(place: Place) -> None:
    with place.schedule() as nights:
        assert place.ticks == [Tick(place.ticks[0].now, paused=False)]
        assert place.at(BEGINS - MINUTE, nights).night is None
        tick = place.at(BEGINS, nights)
        (night,) = place.nights()
        assert (tick.night and tick.night.day, tick.run, tick.problem) == (FIRST, night.run, None)
        assert (night.night, night.ends_at) == (FIRST, BEGINS + timedelta(hours=5, minutes=30))
        turns = {job.site.name: (job.not_before, job.not_after) for job in jobs_of(place.database, night.run)}
        assert turns["Ceriņi"] == (BEGINS + 30 * MINUTE, BEGINS + 90 * MINUTE)
        assert turns["Avoti"][1] == night.ends_at
        place.at(BEGINS + DAY, nights)
    assert place.planned() == [FIRST, SECOND]


def test_missed_beginning_is_caught_up_once(place: Place) -> None:
    with place.schedule():
        pass
    late = BEGINS + timedelta(hours=2)
    place.clock.move_to(late, tick=True)
    with place.schedule():
        assert place.ticks[-1].run is not None
    with place.schedule() as nights:
        place.at(late + 60 * MINUTE, nights)
    (night,) = place.nights()
    assert (night.night, night.planned_at >= late) == (FIRST, True)
    assert {job.not_before >= late for job in jobs_of(place.database, night.run)} == {True}


def test_whole_missed_night_is_told_and_the_next_one_comes(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    with place.schedule():
        pass
    place.clock.move_to(BEGINS + timedelta(hours=8), tick=True)
    with place.schedule() as nights:
        assert place.ticks[-1].missed
        assert place.at(BEGINS + timedelta(hours=9), nights).missed
        assert place.planned() == []
        assert not place.at(BEGINS + DAY, nights).missed
    assert place.planned() == [SECOND]
    told = [record.getMessage() for record in caplog.records if record.name == "scheduler.nights"]
    assert told == [f"the night of {FIRST} was missed: no plan was made in its hours"]


def test_after_many_missed_nights_only_the_one_that_runs_is_caught_up(place: Place) -> None:
    with place.schedule():
        pass
    place.clock.move_to(BEGINS + 5 * DAY + 60 * MINUTE, tick=True)
    with place.schedule():
        pass
    assert place.planned() == [FIRST + 5 * DAY]


def test_schedule_that_was_never_started_has_missed_nothing(place: Place) -> None:
    place.clock.move_to(BEGINS + 60 * MINUTE, tick=True)
    with place.schedule() as nights:
        assert place.ticks[-1].night is None
        assert not place.at(BEGINS + timedelta(hours=9), nights).missed
        place.at(BEGINS + DAY, nights)
    assert place.planned() == [SECOND]


def test_firing_whose_process_died_before_it_had_planned_is_caught_up(place: Place) -> None:
    fired = Event()
    scheduler = start(place.database, place.calendar, fired.set)
    place.clock.move_to(BEGINS, tick=True)
    scheduler.wakeup()
    assert fired.wait(PATIENCE_S)
    scheduler.shutdown()
    # The store takes the night for begun.
    with at_rest(place.database, place.calendar) as resting:
        assert resting.firing().next_at == BEGINS + DAY
    with place.schedule():
        pass
    assert place.planned() == [FIRST]


def test_store_alone_fires_a_night_without_a_tick(place: Place) -> None:
    fired = Event()
    scheduler = start(place.database, place.calendar, fired.set)
    scheduler.wakeup()
    assert not fired.wait(0.3)
    place.clock.move_to(BEGINS, tick=True)
    scheduler.wakeup()
    assert fired.wait(PATIENCE_S)
    scheduler.shutdown()


def test_list_that_cannot_be_read_is_tried_again(place: Place) -> None:
    with place.schedule() as nights:
        place.file.rename(place.file.with_suffix(".away"))
        tick = place.at(BEGINS, nights)
        assert tick.run is None
        assert tick.problem is not None
        assert "sites.csv cannot be read" in tick.problem
        # Somebody is writing it anew: a night without a site would be none, and be told as one in which all is well.
        place.file.write_text(HEADER, "utf-8")
        assert "names no site" in str(place.at(BEGINS + MINUTE, nights).problem)
        place.file.write_text(f"{SITES}77,Wrong,http://127.0.0.1:3/,,,,\n", "utf-8")
        tick = place.at(BEGINS + 2 * MINUTE, nights)
        assert (tick.run is None, tick.problem) == (False, None)
    assert [night.sites for night in place.nights()] == [2]


@contextmanager
def beside(place: Place) -> Iterator[NightScheduler]:
    """The store as a command changes it, from another process."""
    with at_rest(place.database, place.calendar) as scheduler:
        yield scheduler


def test_paused_nights_do_not_begin_and_are_not_missed(place: Place) -> None:
    with place.schedule() as nights:
        with beside(place) as store:
            store.hold()
        assert place.at(BEGINS, nights).paused
        assert place.at(BEGINS + timedelta(hours=9), nights) == Tick(place.ticks[-1].now, paused=True)
    with place.schedule() as nights:
        # It outlives the process.
        assert place.at(BEGINS + DAY, nights).paused
        with beside(place) as store:
            store.go_on()
        tick = place.at(BEGINS + DAY + 2 * MINUTE, nights)
        assert (tick.paused, tick.night) == (False, None)
        assert place.planned() == []
        place.at(BEGINS + 2 * DAY, nights)
    assert place.planned() == [THIRD]


def test_pause_until_a_day_ends_by_itself(place: Place) -> None:
    with place.schedule() as nights:
        with beside(place) as store:
            store.begin_from(place.calendar.night(THIRD).begins)
        for days in range(3):
            tick = place.at(BEGINS + days * DAY, nights)
            assert (tick.paused, tick.missed) == (False, False)
    assert place.planned() == [THIRD]


def test_night_that_waits_for_its_list_is_not_lost_by_a_needless_resume(place: Place) -> None:
    with place.schedule() as nights:
        place.file.rename(place.file.with_suffix(".away"))
        place.at(BEGINS, nights)
        with beside(place) as store:
            store.go_on()
        place.file.write_text(SITES, "utf-8")
        place.at(BEGINS + MINUTE, nights)
        assert place.planned() == [FIRST]
        # What was planned stays a night to look after, whatever is paused later.
        with beside(place) as store:
            store.hold()
        tick = place.at(BEGINS + 60 * MINUTE, nights)
    assert (tick.paused, tick.night and tick.night.day, tick.run is None) == (True, FIRST, False)


def test_pause_is_ended_before_its_day(place: Place) -> None:
    with place.schedule() as nights:
        with beside(place) as store:
            store.begin_from(place.calendar.night(THIRD).begins)
            store.go_on()
        place.at(BEGINS, nights)
    assert place.planned() == [FIRST]


def test_another_hour_in_the_settings_holds_from_the_next_start(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.schedule():
        pass
    monkeypatch.setenv("EINDEKSS_NIGHT_AT", "04:00")
    with Workplace.open() as workplace:
        later = Place(workplace, place.file, place.clock)
        with later.schedule() as nights:
            later.at(BEGINS, nights)
            assert later.planned() == []
            later.at(BEGINS + timedelta(hours=2, minutes=30), nights)
            assert later.planned() == [FIRST]
            with beside(place) as store:
                # Who looks or pauses with other settings moves nothing.
                assert (store.calendar.at, store.firing().next_at) == (
                    later.calendar.at,
                    later.calendar.night(SECOND).begins,
                )
                store.hold()
    with place.schedule() as nights:
        assert place.at(BEGINS + DAY, nights).paused
