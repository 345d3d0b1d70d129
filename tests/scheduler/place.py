"""A workplace whose nights are planned under a clock that the tests set."""

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
from db.nights import Night
from pipeline.workplace import Workplace
from scheduler.calendar import Calendar
from scheduler.nights import Nights, Tick, calendar_of
from scheduler.planner import Planner

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
