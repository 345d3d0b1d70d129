"""Nights under a clock that the tests set: changes of it, missed nights, and a list that cannot be read."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from db.engine import DatabaseFull
from scheduler.firing import at_rest, start
from scheduler.nights import Tick
from tests.db.stored_jobs import jobs_of
from tests.scheduler.place import BEGINS, DAY, FIRST, HEADER, MINUTE, NOON, PATIENCE_S, SECOND, SITES, Place
from tests.scheduler.place import place as place


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
