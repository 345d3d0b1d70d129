"""Nights that are paused: by whoever has the store, until somebody lets them go on or their day comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from pipeline.workplace import Workplace
from scheduler.firing import NightScheduler, at_rest
from scheduler.nights import Tick
from tests.scheduler.place import BEGINS, DAY, FIRST, MINUTE, SECOND, SITES, THIRD, Place
from tests.scheduler.place import place as place


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
