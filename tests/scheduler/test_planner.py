"""A night is planned out of the list as it is, by where each site is found and how long its audits took."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.guard import Lookup
from crawler.network import Network
from db.engine import reading
from db.looks import save_looks
from db.night_facts import usual_lengths
from db.nights import NightExists, Planned, nights, plan_night
from db.saving import save_audit
from model.site import Site
from model.site_look import SiteLook
from pipeline.workplace import Workplace
from scheduler.calendar import Calendar
from scheduler.firing import Firing
from scheduler.nights import calendar_of
from scheduler.overview import first_night, nights_to_come, sites_to_come
from scheduler.planner import Planner, ask_for, first_address
from tests.db import examples
from tests.db.stored_jobs import jobs_of

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
DAY = date(2026, 12, 2)
MINUTE = timedelta(minutes=1)
NAMES = "abcd"
A, B, C, D = SITES = [
    Site(f"https://{name}.example/", name, f"000{number}000") for number, name in enumerate(NAMES, start=1)
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", f"sqlite:///{tmp_path}/nights.sqlite")
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    with Workplace.open() as workplace:
        yield workplace


def names(host: str, _port: int) -> Sequence[str]:
    """A resolver: b, c and what is asked twice share one address; nobody knows d."""
    if host == "d.example":
        raise OSError("no such name")
    return ("2001:470:1::1", "1.1.1.1") if host == "c.example" else ("1.1.1.1",)


def planner(place: Workplace, lookup: Lookup = names) -> Planner:
    return Planner(place, Path("sites.csv"), network=Network(lookup=lookup))


def audited(place: Workplace, day: date, minutes: dict[Site, int]) -> None:
    begins = datetime.combine(day, datetime.min.time(), UTC)
    run = f"night-{day}"
    plan_night(
        place.database,
        run,
        [Planned(site, begins, begins + 60 * MINUTE) for site in minutes],
        planned_at=begins,
        ends_at=begins,
        settings={},
        versions={},
        date_of=day,
    )
    for site, length in minutes.items():
        done = replace(examples.audit(site=site), run=run, started_at=begins, finished_at=begins + length * MINUTE)
        save_audit(place.database, done, "d" * 64 + ".zst")


def test_sites_are_found_by_their_last_look_else_by_the_resolver(place: Workplace) -> None:
    save_looks(place.database, [SiteLook(A.url, NOW, ("9.9.9.9", "8.8.8.8")), SiteLook(B.url, NOW, ())])
    assert planner(place).addresses(SITES) == {A: "8.8.8.8", B: "1.1.1.1", C: "1.1.1.1"}


def test_private_address_of_an_unknown_site_is_none(place: Workplace) -> None:
    private = Planner(place, Path("sites.csv"), network=Network(lookup=lambda *_: ("127.0.0.1",)))
    assert private.addresses([A]) == {}
    opened = Planner(place, Path("sites.csv"), allow_private=True, network=Network(lookup=lambda *_: ("127.0.0.1",)))
    assert opened.addresses([A]) == {A: "127.0.0.1"}


def test_resolver_that_hangs_holds_up_no_plan(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.planner.LOOK_UPS_S", 0.2)
    never = threading.Event()

    def hangs(host: str, port: int) -> Sequence[str]:
        if host == "a.example":
            return ("1.1.1.1",)
        never.wait(30)
        return ()

    assert planner(place, hangs).addresses(SITES) == {A: "1.1.1.1"}
    never.set()


def test_address_stands_for_the_others_in_any_order() -> None:
    assert first_address(["2001:db8::1", "192.0.2.9", "192.0.2.1"]) == "192.0.2.1"
    assert first_address(["2001:db8::2", "2001:db8::1"]) == "2001:db8::1"


def test_length_is_the_median_of_the_last_nights(place: Workplace) -> None:
    for number, minutes in enumerate([90, 2, 40, 5]):
        audited(place, DAY - timedelta(days=4 - number), {A: minutes, B: 7})
    since = DAY - timedelta(days=3)
    assert usual_lengths(place.database, SITES, since) == {A: 5 * MINUTE, B: 7 * MINUTE}
    known = planner(place).known([A, B, C, D], DAY)
    assert known.lengths == {A: 5 * MINUTE, B: 7 * MINUTE}


def test_night_is_written_with_what_is_known(place: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "sites.csv"
    file.write_text(
        "atvk,name,url,centre,region,window,every\n"
        "0002000,b,https://b.example/,,,,\n"
        "0003000,c,https://c.example/,,,,2\n"
        "0004000,d,https://d.example/,,,10:00-11:00,\n"
        "no,no,no,,,,\n",
        "utf-8",
    )
    audited(place, DAY - timedelta(days=1), {B: 10})
    night = calendar_of(place.settings).night(DAY)
    own = Planner(place, file, network=Network(lookup=names))
    run = own.write(night, night.begins)
    with pytest.raises(NightExists):
        own.write(night, night.begins)
    turns = {job.site.name: (job.not_before - night.begins) / MINUTE for job in jobs_of(place.database, run)}
    # c follows b, which takes ten minutes; d has its own hour by day, with which the night ends.
    assert turns == {"b": 0, "c": 10, "d": 8.5 * 60}
    (written,) = nights(place.database, run=run)
    assert (written.night, written.ends_at, dict(written.settings)) == (
        DAY,
        night.begins + 9.5 * 60 * MINUTE,
        {"allow_private": False, "max_pages": None},
    )


def test_opened_sites_of_this_machine_wait_for_each_other_only_where_a_pace_is_set(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = calendar_of(place.settings).night(DAY)

    def begins(workplace: Workplace) -> set[datetime]:
        own = Planner(workplace, Path("sites.csv"), True, Network(lookup=lambda *_: ("127.0.0.1",)))
        return {slot.begins for slot in own.known(SITES, DAY).slots(night, NOW)}

    assert begins(place) == {night.begins}
    monkeypatch.setenv("EINDEKSS_PACE_S", "1")
    with Workplace.open() as paced:
        assert begins(paced) == {night.begins + number * 3 * MINUTE for number in range(4)}


def test_what_a_person_asks_for_begins_at_once(place: Workplace) -> None:
    run = ask_for(place, [A, B], NOW, 3, allow_private=True)
    again = ask_for(place, [A], NOW, None, allow_private=False)
    assert run != again
    (night,) = nights(place.database, run=run)
    assert (night.night, dict(night.settings)) == (None, {"allow_private": True, "max_pages": 3})
    assert {(job.not_before, job.priority) for job in jobs_of(place.database, run)} == {(NOW, 10)}


def test_what_is_to_come(place: Workplace) -> None:
    calendar: Calendar = calendar_of(place.settings)
    weekly, ended = replace(B, every_days=7), replace(C, valid_to=DAY)
    audited(place, DAY - timedelta(days=2), {A: 4, weekly: 4})
    known = planner(place).known([A, weekly, ended, D], DAY)
    first = first_night(calendar, Firing(NOW, NOW - timedelta(days=9)), NOW)
    assert first is not None
    assert first.day == DAY
    to_come = nights_to_come(known, calendar, first, 6, at_once=2)
    assert [(one.night.day.day, one.sites) for one in to_come] == [(2, 3), (3, 2), (4, 2), (5, 2), (6, 2), (7, 3)]
    # a and c share an address: c begins when a should have ended; d is alone.
    assert to_come[0].expected_end == first.begins + 7 * MINUTE
    last = {A: DAY - timedelta(days=2), weekly: DAY - timedelta(days=2)}
    listed = {one.site.name: one for one in sites_to_come(known, last, calendar, first)}
    assert {name: (one.last, one.next, one.neighbours) for name, one in listed.items()} == {
        "a": (last[A], DAY, 2),
        "b": (last[weekly], DAY + timedelta(days=5), 2),
        "c": (None, DAY, 2),
        "d": (None, DAY, 0),
    }
    assert first_night(calendar, Firing(None, NOW), NOW) is None
    assert nights_to_come(known, calendar, None, 3, at_once=2) == []
    paused = first_night(calendar, Firing(calendar.night(DAY).begins, calendar.night(DAY).begins), NOW)
    assert paused is not None
    assert paused.day == DAY


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_turns_are_queued_with_the_plan_where_workers_take_them(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sites.csv").write_text("atvk,name,url,centre,region\n0001000,a,https://a.example/,,\n", "utf-8")
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", database_url)
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    with Workplace.open() as place:
        night = calendar_of(place.settings).night(DAY)
        own = Planner(place, tmp_path / "sites.csv", network=Network(lookup=names))
        own.write(night, night.begins)
        with pytest.raises(NightExists):
            own.write(night, night.begins)
        ask_for(place, [A], NOW, None, allow_private=False)
        with reading(place.database) as connection:
            queued = connection.execute(text("SELECT priority, scheduled_at FROM procrastinate_jobs ORDER BY id")).all()
    assert [tuple(one) for one in queued] == [(0, night.begins), (10, NOW)]
