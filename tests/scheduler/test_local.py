"""On SQLite the scheduler's own process audits the turns."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.asked_pages import NewRequest, Stage, ask_for_pages, requests, something_waits, take_first
from db.engine import writing
from db.evidence import EvidenceError, EvidenceStore
from db.jobs import JobState, end_job, pick_job
from db.nights import Planned, plan_night
from db.objections import reaudits_of
from model.site import Site
from pipeline.errors import SetupError
from pipeline.night_work import MOST_TAKEN
from pipeline.workplace import Workplace
from scheduler.leader import leader_of
from scheduler.local import HOLDER, LocalWork
from scheduler.metrics import Meter
from scheduler.nights import Tick
from scheduler.planner import Planner
from scheduler.service import serve as serve_nights
from tests.db.stored_jobs import jobs_of
from tests.pipeline.small_workplace import small_workplace
from tests.ports import free_port
from tests.sites.server import serve

HOUR = timedelta(hours=1)
PATIENCE_S = 90


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    with small_workplace(tmp_path, monkeypatch, SITES_AT_ONCE="2", NIGHT_RETRIES="0", METRICS_PORT="0") as workplace:
        yield workplace


def plan(place: Workplace, urls: list[str], later: str = "") -> None:
    now = datetime.now(UTC)
    turns = [Planned(Site(url, url), now, now + HOUR) for url in urls]
    plan_night(
        place.database,
        "night",
        [*turns, *([Planned(Site(later, later), now + HOUR / 2, now + HOUR)] if later else [])],
        planned_at=now,
        ends_at=now + HOUR,
        settings={"allow_private": True, "max_pages": 1},
        versions={},
    )


def ready(place: Workplace) -> LocalWork:
    local = LocalWork(place, Meter())
    local.check()
    return local


def states(place: Workplace) -> dict[str, JobState]:
    return {job.site.url: job.state for job in jobs_of(place.database, "night")}


async def worked(place: Workplace, local: LocalWork, until: Callable[[dict[str, JobState]], bool]) -> None:
    """Works until the turns stand so, and is then stopped as a signal does it."""
    task = asyncio.create_task(local.run())
    async with asyncio.timeout(PATIENCE_S):
        while not until(states(place)) and not task.done():
            await asyncio.sleep(0.1)
    task.cancel()
    local.stop()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_due_turns_are_audited_also_those_that_a_dead_process_held(place: Workplace) -> None:
    down = f"http://127.0.0.1:{free_port()}/"
    with serve("good") as origin:
        plan(place, [f"{origin}/", down], later="http://127.0.0.1:9/later")
        assert pick_job(place.database, HOLDER, datetime.now(UTC)) is not None
        asyncio.run(worked(place, ready(place), lambda now: list(now.values()).count(JobState.SAVED) == 2))
    assert states(place) == {
        f"{origin}/": JobState.SAVED,
        down: JobState.SAVED,
        "http://127.0.0.1:9/later": JobState.WAITING,
    }


def test_turns_at_work_wait_again_when_it_is_stopped(place: Workplace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        plan(place, [url])
        asyncio.run(worked(place, ready(place), lambda now: now[url] is JobState.WORKING))
    (turn,) = jobs_of(place.database, "night")
    assert (turn.state, turn.holder, turn.tries, turn.taken) == (JobState.WAITING, None, 0, 0)


def test_disk_that_is_full_for_long_costs_no_site_its_turn_and_shows(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    plan(place, [url])
    monkeypatch.setattr("scheduler.local.AGAIN_S", 0.05)
    told: list[str | None] = []
    local = LocalWork(place, Meter())

    def check_writable(_store: EvidenceStore) -> None:
        told.append(local.fault())
        raise EvidenceError("no room")

    def gave_up(now: dict[str, JobState]) -> bool:
        (turn,) = jobs_of(place.database, "night")
        if len(told) > MOST_TAKEN + 2:
            end_job(place.database, turn, JobState.CANCELLED, datetime.now(UTC))
        return now[url] is JobState.CANCELLED and local.fault() is None

    monkeypatch.setattr(EvidenceStore, "check_writable", check_writable)
    asyncio.run(worked(place, local, gave_up))
    assert set(told) == {None, "no room"}
    (turn,) = jobs_of(place.database, "night")
    assert turn.taken == 1


def test_pages_that_were_asked_for_are_done_once_by_whoever_comes_first(place: Workplace) -> None:
    """The schedule, and beside it the command that a server starts; one was at work on the first and died."""
    now, urls = datetime.now(UTC), [f"http://127.0.0.1:9/{number}" for number in range(4)]
    for url in urls:
        ask_for_pages(place.database, NewRequest(Site("http://127.0.0.1:9/", "A"), [url], None, "anna", now), 9, None)
    assert take_first(place.database, "killed", now) is not None
    command = (sys.executable, "-c", "from cli.main import main; main()", "audit", "--asked")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as beside:
        asyncio.run(worked(place, ready(place), lambda _: not something_waits(place.database)))
        _, said = beside.communicate(timeout=PATIENCE_S)
    assert (beside.returncode, "requests for pages ended" in said) == (0, True), said
    assert {one.stage for one in requests(place.database, 9)} == {Stage.DONE}
    seen = reaudits_of(place.database, "http://127.0.0.1:9/", now - HOUR)
    # It is this machine's own address: refused, which is what came of it.
    assert sorted((one.url, one.failure is None) for one in seen) == [(url, False) for url in urls]


def test_machine_without_a_browser_is_told_at_once(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_BROWSER", "/nowhere/chromium")
    with Workplace.open() as broken, pytest.raises(SetupError, match="/nowhere/chromium"):
        LocalWork(broken, Meter()).check()


def test_schedule_of_an_older_version_ends_when_the_database_is_upgraded(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.service.SCHEMA_S", 0.1)

    def upgrade(_tick: Tick) -> None:
        with writing(place.database) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SetupError, match="to 9999 while this schedule ran: start it again"):
        serve_nights(place, Planner(place, tmp_path / "sites.csv"), [upgrade])
    assert leader_of(place.database) is None
