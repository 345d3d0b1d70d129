"""Which sites a night holds, in which hours, and what shares an address comes one after the other."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from model.site import Site
from model.window import Window
from scheduler.calendar import Calendar, NightHours
from scheduler.planning import Hours, due_sites, expected_end, hours_of, next_day, spread

DAY = date(2026, 12, 2)
CALENDAR = Calendar(time(1, 30), timedelta(hours=5, minutes=30))
NIGHT = CALENDAR.night(DAY)
MINUTE = timedelta(minutes=1)


def site(name: str, every_days: int = 1) -> Site:
    return Site(f"https://{name}.example/", name, every_days=every_days)


def window(text: str) -> Window:
    start, _, end = text.partition("-")
    return Window(time.fromisoformat(start), time.fromisoformat(end))


def local(hours: Hours) -> str:
    return " to ".join(f"{moment.astimezone(CALENDAR.zone):%d %H:%M}" for moment in (hours.begins, hours.ends))


def test_site_is_due_when_its_days_have_passed_since_its_last_turn() -> None:
    nightly, weekly, new, seldom = site("nightly"), site("weekly", 7), site("new", 30), site("seldom", 7)
    last = {nightly: DAY - timedelta(days=1), weekly: DAY - timedelta(days=7), seldom: DAY - timedelta(days=6)}
    assert due_sites([nightly, weekly, new, seldom], DAY, last) == [nightly, weekly, new]
    assert next_day(seldom, DAY, last[seldom]) == DAY + timedelta(days=1)
    assert next_day(weekly, DAY, last[weekly]) == next_day(new, DAY, None) == DAY


def test_site_that_had_no_turn_for_long_is_due() -> None:
    assert due_sites([site("weekly", 7)], DAY, {site("weekly", 7): date(2026, 1, 1)}) == [site("weekly", 7)]


def test_site_that_is_not_valid_on_the_day_has_no_turn() -> None:
    ended, begun = replace(site("ended"), valid_to=DAY - timedelta(days=1)), replace(site("begun"), valid_from=DAY)
    assert due_sites([ended, begun], DAY, {}) == [begun]


@pytest.mark.parametrize(
    ("written", "expected", "own"),
    [
        ("02:00-04:00", "02 02:00 to 02 04:00", False),
        ("00:00-02:00", "02 01:30 to 02 02:00", False),
        ("06:00-12:00", "02 06:00 to 02 07:00", False),
        # Across midnight: the evening before this night's day, or the evening after it.
        ("22:00-03:00", "02 01:30 to 02 03:00", False),
        ("22:00-01:30", "02 22:00 to 03 01:30", True),
        ("10:00-14:00", "02 10:00 to 02 14:00", True),
        ("07:00-01:00", "02 07:00 to 03 01:00", True),
        # Nearly all day: the longer of the two parts that it has in the night.
        ("06:30-05:00", "02 01:30 to 02 05:00", False),
    ],
)
def test_window_within_the_night_or_by_itself(written: str, expected: str, own: bool) -> None:
    hours = hours_of(window(written), NIGHT)
    assert (local(hours), hours.own) == (expected, own)


def test_site_without_a_window_has_the_night() -> None:
    assert hours_of(None, NIGHT) == Hours(NIGHT.begins, NIGHT.ends)


@pytest.mark.parametrize(
    ("day", "written", "expected"),
    [
        # 03:00 to 03:59 is left out: the window comes as long after midnight as ever.
        (date(2027, 3, 28), "03:15-03:45", "28 04:15 to 28 04:45"),
        (date(2027, 3, 28), "03:30-04:00", "28 04:30 to 28 05:00"),
        (date(2027, 3, 28), "02:00-05:00", "28 02:00 to 28 05:00"),
        # 03:00 to 03:59 comes twice: the first.
        (date(2026, 10, 25), "03:15-03:45", "25 03:15 to 25 03:45"),
        (date(2026, 10, 25), "02:00-05:00", "25 02:00 to 25 05:00"),
    ],
)
def test_window_on_the_day_of_a_clock_change(day: date, written: str, expected: str) -> None:
    hours = hours_of(window(written), CALENDAR.night(day))
    assert (local(hours), hours.own) == (expected, False)
    assert timedelta() < hours.ends - hours.begins <= timedelta(hours=4)


def begins(sites: list[Site], lengths: dict[Site, timedelta], now: datetime = NIGHT.begins, **own: str) -> list[int]:
    """Minutes after the night's begin at which each site of one address begins, in the order of the sites."""
    windows = {name: window(text) for name, text in own.items()}
    hours = {one: hours_of(windows.get(one.name), NIGHT) for one in sites}
    slots = spread(hours, dict.fromkeys(sites, "192.0.2.1"), lengths, now)
    starts = {slot.site: slot.begins for slot in slots}
    assert all(hours[slot.site].ends == slot.ends for slot in slots)
    return [round((starts[one] - NIGHT.begins) / MINUTE) for one in sites]


def test_sites_of_one_address_begin_one_after_the_other_and_others_at_once() -> None:
    sites = [site(name) for name in "abcde"]
    hours = {one: hours_of(None, NIGHT) for one in sites}
    addresses = {sites[0]: "192.0.2.1", sites[1]: "192.0.2.2", sites[2]: "192.0.2.1", sites[3]: "192.0.2.1"}
    slots = {slot.site.name: slot for slot in spread(hours, addresses, {sites[0]: 7 * MINUTE}, NIGHT.begins)}
    assert {name: round((slot.begins - NIGHT.begins) / MINUTE) for name, slot in slots.items()} == {
        "a": 0,
        "b": 0,
        "c": 7,
        "d": 10,
        "e": 0,
    }


def test_site_whose_window_closes_first_goes_first_of_those_that_may_begin() -> None:
    sites = [site(name) for name in "abcd"]
    lengths = dict.fromkeys(sites, 20 * MINUTE)
    assert begins(sites, lengths, d="01:00-02:00") == [20, 40, 60, 0]
    # The one that may begin only later keeps nobody waiting, and has its turn when its window opens.
    assert begins(sites, lengths, a="02:20-03:00") == [60, 0, 20, 40]
    assert begins(sites[:2], lengths, a="02:40-03:10") == [70, 0]


def test_more_sites_than_the_hours_hold_follow_each_other_closer() -> None:
    sites = [site(f"s{number:02}") for number in range(66)]
    # 66 times ten minutes in five hours and a half.
    assert begins(sites, dict.fromkeys(sites, 10 * MINUTE)) == [5 * number for number in range(66)]


def test_no_site_begins_after_its_window() -> None:
    sites = [site(name) for name in "abc"]
    lengths = dict.fromkeys(sites, 60 * MINUTE)
    assert max(begins(sites, lengths, a="02:00-02:30", b="02:00-02:30", c="02:00-02:30")) < 60


def test_night_that_is_planned_late_begins_then() -> None:
    sites = [site("a"), site("b")]
    assert begins(sites, {}, NIGHT.begins + 90 * MINUTE) == [90, 93]
    # Nothing is made up for a window that is over: the turn is missed, and the site is due the next night.
    late = spread({sites[0]: hours_of(window("01:00-02:00"), NIGHT)}, {}, {}, NIGHT.begins + 90 * MINUTE)
    assert [slot.ends for slot in late] == [datetime(2026, 12, 2, 0, 0, tzinfo=UTC)]


def test_expected_end() -> None:
    sites = [site(name) for name in "abcd"]
    hours = {one: hours_of(None, NIGHT) for one in sites}
    lengths = {sites[0]: 10 * MINUTE}
    slots = spread(hours, {}, lengths, NIGHT.begins)

    def minutes(at_once: int) -> float:
        end = expected_end(slots, lengths, at_once)
        assert end is not None
        return (end - NIGHT.begins) / MINUTE

    assert [minutes(number) for number in (1, 2, 4, 64)] == [19, 10, 10, 10]
    assert expected_end([], {}, 4) is None


def test_hours_of_the_longest_night() -> None:
    # 23 hours from half past eleven on leave an hour of the next day.
    night = Calendar(time(23, 30), timedelta(hours=23)).night(DAY)
    assert isinstance(night, NightHours)
    assert local(hours_of(window("22:45-23:15"), night)) == "03 22:45 to 03 23:15"
