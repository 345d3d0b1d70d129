"""What others see of a scheduler: its health, and a word about a night that did not begin."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine, text

from db.engine import open_database, writing
from model.site import Site
from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from scheduler.calendar import first_after
from scheduler.nights import Nights, Tick, calendar_of
from scheduler.planner import Planner
from scheduler.watching import alerts, checks, without_workers
from tests.scheduler.planned import plan

NOON = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", f"sqlite:///{tmp_path}/nights.sqlite")
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    with Workplace.open() as workplace:
        yield workplace


def nights_of(place: Workplace) -> Nights:
    return Nights(place.database, calendar_of(place.settings), Planner(place, Path("sites.csv")))


def health(place: Workplace, tick: Tick | None) -> str | None:
    nights = nights_of(place)
    nights.last = tick
    asked = checks(place.database, nights)
    assert asked["database"]() is None
    return asked["schedule"]()


def test_health_of_a_scheduler(place: Workplace) -> None:
    with time_machine.travel(NOON, tick=False):
        # It stands by.
        assert health(place, None) is None
        assert health(place, Tick(NOON - timedelta(minutes=2), paused=False)) is None
        assert health(place, Tick(NOON, paused=False, problem="no list")) == "no list"
        assert health(place, Tick(NOON - timedelta(hours=1), paused=False)) == (
            "the schedule has not looked at its nights since 2026-12-02 09:00 UTC: restart it"
        )


def test_sites_that_wait_without_a_worker_show(queue_database: Engine) -> None:
    now = datetime.now(UTC)
    plan(queue_database, "early", [Site("https://a.lv/", "A")], not_before=now - timedelta(minutes=5))
    assert without_workers(queue_database, 30.0) is None
    plan(queue_database, "late", [Site("https://b.lv/", "B")], not_before=now - timedelta(minutes=20))
    assert "no worker gives a sign of life" in (without_workers(queue_database, 30.0) or "")
    with writing(queue_database) as connection:
        connection.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    assert without_workers(queue_database, 30.0) is None


def test_database_that_is_away_shows(place: Workplace, tmp_path: Path) -> None:
    away = open_database(f"sqlite:///{tmp_path}/no/folder/nights.sqlite")
    said = checks(away, nights_of(place))["database"]()
    assert said is not None
    assert "cannot be opened" in said


def test_night_that_did_not_begin_is_told_once(place: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    night = calendar_of(place.settings).last(NOON)
    look = alerts(place)
    with caplog.at_level(logging.WARNING, "pipeline.alerting"):
        # None of the schedule's.
        look(Tick(NOON, paused=True))
        look(Tick(night.begins + timedelta(minutes=5), paused=False, night=night))
        assert caplog.records == []
        look(Tick(NOON, paused=False, night=night))
        told = len(caplog.records)
        assert told
        look(Tick(NOON + timedelta(minutes=1), paused=False, night=night))
    assert len(caplog.records) == told
    assert "2026" in caplog.records[0].getMessage()


def test_alerts_that_cannot_be_sent_are_refused_at_once(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_ALERT_TO", "nakts@example.lv")
    with Workplace.open() as mailing, pytest.raises(SetupError, match="EINDEKSS_MAIL_FROM"):
        alerts(mailing)


@pytest.mark.parametrize(
    ("after", "at", "expected"),
    [
        ("2026-12-01T23:30", time(7, 30), "2026-12-02T05:30"),
        # A night that began before midnight.
        ("2026-12-01T21:00", time(7, 30), "2026-12-02T05:30"),
        ("2026-12-01T23:30", time(1, 30), "2026-12-02T23:30"),
        ("2026-12-01T23:30", time(1, 0), "2026-12-02T23:00"),
        # The clock was put on in between, and back.
        ("2027-03-27T23:30", time(7, 30), "2027-03-28T04:30"),
        ("2026-10-24T22:30", time(7, 30), "2026-10-25T05:30"),
    ],
)
def test_first_time_of_the_clock_after_a_night_began(after: str, at: time, expected: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert first_after(moment, at) == datetime.fromisoformat(expected).replace(tzinfo=UTC)
