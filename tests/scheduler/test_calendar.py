"""A night begins once on every day of Riga's clock."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from scheduler.calendar import Calendar, NightTrigger

AT_0130, AT_0330 = time(1, 30), time(3, 30)
LENGTH = timedelta(hours=5, minutes=30)
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day", "begins"),
    [
        (AT_0130, date(2026, 7, 1), "2026-06-30 22:30"),
        (AT_0130, date(2026, 12, 1), "2026-11-30 23:30"),
        (AT_0130, SPRING, "2027-03-27 23:30"),
        (AT_0130, AUTUMN, "2026-10-24 22:30"),
        # The clock leaves this time out: half past four.
        (AT_0330, SPRING, "2027-03-28 01:30"),
        # The clock shows it twice: the first.
        (AT_0330, AUTUMN, "2026-10-25 00:30"),
        (time(23, 0), date(2026, 12, 1), "2026-12-01 21:00"),
    ],
)
def test_begin_of_a_night(at: time, day: date, begins: str) -> None:
    night = Calendar(at, LENGTH).night(day)
    assert (night.day, night.begins, night.ends - night.begins) == (day, utc(begins), LENGTH)


@pytest.mark.parametrize("at", [AT_0130, AT_0330, time(0, 0), time(2, 59), time(3, 0), time(4, 0), time(23, 30)])
def test_a_year_has_a_night_on_each_day_whatever_the_clock_does(at: time) -> None:
    trigger, calendar = NightTrigger(at, utc("2026-03-01 12:00")), Calendar(at, LENGTH)
    fired = [trigger.get_next_fire_time(None, utc("2026-03-01 12:00"))]
    for _ in range(399):
        # As APScheduler asks: after the firing, a moment later.
        fired.append(trigger.get_next_fire_time(fired[-1], fired[-1] + timedelta(seconds=1)))
    days = [calendar.day_of(one) for one in fired]
    assert days == [days[0] + timedelta(days=number) for number in range(400)]
    assert fired == [calendar.night(day).begins for day in days]
    assert {(after - before).total_seconds() / 3600 for before, after in pairwise(fired)} == {
        23.0,
        24.0,
        25.0,
    }


def test_hours_of_a_night() -> None:
    calendar = Calendar(AT_0130, LENGTH)
    night = calendar.night(date(2026, 12, 2))
    assert night.ends == utc("2026-12-02 05:00")
    assert calendar.due(night.begins) == calendar.due(night.ends - timedelta(seconds=1)) == night
    assert calendar.due(night.begins - timedelta(seconds=1)) is None
    assert calendar.due(night.ends) is None
    assert calendar.last(night.ends) == calendar.last(night.begins) == night
    assert calendar.after(night.begins).day == date(2026, 12, 3)
    assert calendar.after(night.begins - timedelta(seconds=1)) == night


def test_the_hour_that_comes_twice_is_due_once() -> None:
    calendar = Calendar(AT_0330, timedelta(hours=3))
    moments = [utc("2026-10-24 23:00") + timedelta(minutes=10 * step) for step in range(40)]
    assert {night.day for night in map(calendar.due, moments) if night} == {AUTUMN}
    assert [moment for moment in moments if calendar.due(moment)] == [
        moment for moment in moments if utc("2026-10-25 00:30") <= moment < utc("2026-10-25 03:30")
    ]


def test_firings_that_passed_are_named_and_those_before_its_beginning_are_not() -> None:
    trigger = NightTrigger(AT_0130, utc("2026-12-01 12:00"))
    long_after = utc("2026-12-20 12:00")
    assert trigger.get_next_fire_time(utc("2026-12-03 23:30"), long_after) == utc("2026-12-04 23:30")
    assert trigger.get_next_fire_time(None, long_after) == utc("2026-12-20 23:30")
    assert trigger.get_next_fire_time(None, utc("2026-11-01 12:00")) == utc("2026-12-01 23:30")
    assert trigger.get_next_fire_time(utc("2026-11-05 23:30"), utc("2026-11-06 12:00")) == utc("2026-12-01 23:30")
    assert NightTrigger(AT_0130, utc("2026-12-01 23:30")).get_next_fire_time(None, utc("2026-12-01 23:30")) == utc(
        "2026-12-01 23:30"
    )


def test_it_is_stored_as_it_is() -> None:
    trigger = pickle.loads(pickle.dumps(NightTrigger(AT_0330, utc("2026-12-01 12:00"))))
    assert (trigger.at, trigger.since, trigger.zone.key) == (AT_0330, utc("2026-12-01 12:00"), "Europe/Riga")
    assert str(trigger) == "each night at 03:30"
