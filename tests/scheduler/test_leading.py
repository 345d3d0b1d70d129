"""Of any number of schedulers one leads, and a night is planned once whichever of them are killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
import time_machine
from sqlalchemy import Engine, text

from db.engine import writing
from db.locks import Lock, Owner, Taken, own_name, take
from db.nights import nights
from scheduler import leader
from scheduler.calendar import Calendar
from scheduler.firing import at_rest
from scheduler.leader import LOCK, lead, leader_of
from tests.db.test_engine import ROOT

# By day, so that nobody begins with it here.
SITES = "atvk,name,url,centre,region,window\n0001000,Avoti,http://127.0.0.1:1/,,,10:00-12:00\n"
CALENDAR = Calendar(time(1, 30), timedelta(hours=5, minutes=30))
NOON = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
IN_THE_NIGHT = "2026-12-01T23:31:00+00:00"
LONG_S = 60


@contextmanager
def scheduler(url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A scheduler in another process, in the first minutes of a night."""
    command = [sys.executable, "-m", "tests.scheduler.leading", IN_THE_NIGHT, str(folder / "sites.csv")]
    settings = {
        "EINDEKSS_DATABASE_URL": url,
        "EINDEKSS_EVIDENCE_URL": str(folder / "evidence"),
        "EINDEKSS_METRICS_PORT": "0",
    }
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(what: Callable[[], object]) -> None:
    deadline = monotonic() + LONG_S
    while not what():
        assert monotonic() < deadline
        sleep(0.1)


def next_leader(database: Engine, waiting: list["subprocess.Popen[str]"]) -> "subprocess.Popen[str]":
    """The one of these that leads, as soon as one does; it waits no longer."""
    found: list[subprocess.Popen[str]] = []

    def leads() -> bool:
        owner = leader_of(database)
        found.extend(one for one in waiting if owner and owner.name.startswith(f"process {one.pid} on "))
        return bool(found)

    until(leads)
    waiting.remove(found[0])
    return found[0]


def test_one_plan_whoever_is_killed(database: Engine, database_url: str, tmp_path: Path) -> None:
    # The schedule was started by day.
    with time_machine.travel(NOON), at_rest(database, CALENDAR) as idle:
        idle.firing()
    with ExitStack() as stack:
        waiting = [stack.enter_context(scheduler(database_url, tmp_path)) for _ in range(3)]
        first = next_leader(database, waiting)
        assert first.stdout is not None
        assert "sites.csv cannot be read" in first.stdout.readline()
        # It dies before it has planned, and the next one after it.
        first.send_signal(signal.SIGKILL)
        (tmp_path / "sites.csv").write_text(SITES, "utf-8")
        second = next_leader(database, waiting)
        until(lambda: nights(database))
        second.send_signal(signal.SIGKILL)
        third = next_leader(database, waiting)
        assert third.stdout is not None
        run = third.stdout.readline().strip()
        third.send_signal(signal.SIGTERM)
        assert third.wait(LONG_S) == 0
    assert [(night.run, night.night, night.sites) for night in nights(database)] == [(run, date(2026, 12, 2), 1)]
    assert leader_of(database) is None


class Work:
    """Counts how often it began, and whether it runs."""

    def __init__(self) -> None:
        self.begun = 0
        self.runs = False

    async def __call__(self) -> None:
        self.begun += 1
        self.runs = True
        try:
            await asyncio.Event().wait()
        finally:
            self.runs = False


async def becomes(state: Callable[[], object]) -> None:
    async with asyncio.timeout(LONG_S):
        while not state():
            await asyncio.sleep(0.02)


def test_another_waits_until_the_leader_lets_go(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "EVERY_S", 0.05)
    lock: Lock = take(database, LOCK)
    with pytest.raises(Taken, match=own_name()):
        take(database, LOCK)
    work, told = Work(), list[Owner]()

    async def wait() -> None:
        task = asyncio.create_task(lead(database, work, told.append))
        await becomes(lambda: told)
        assert not work.runs
        lock.release()
        await becomes(lambda: work.runs)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(wait())
    assert [owner.name for owner in told] == [own_name()]
    assert not work.runs
    assert leader_of(database) is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_lost_connection_ends_the_lead_until_it_is_regained(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "EVERY_S", 0.05)
    work = Work()
    end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name LIKE 'process %'"

    async def lose() -> None:
        task = asyncio.create_task(lead(database, work, lambda _: None))
        await becomes(lambda: work.runs)
        with writing(database) as connection:
            assert connection.scalars(text(end)).all() == [True]
        # Another is quicker.
        lock = take(database, LOCK)
        await becomes(lambda: not work.runs)
        await asyncio.sleep(0.3)
        assert not work.runs
        lock.release()
        await becomes(lambda: work.runs)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(lose())
    assert work.begun == 2


def test_fault_in_the_work_goes_through_and_frees_the_lead(database: Engine) -> None:
    async def broken() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(lead(database, broken, lambda _: None))
    assert leader_of(database) is None
