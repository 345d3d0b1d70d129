"""One worker's part of a night: each turn ends once, is put off, or is given back."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from crawler.progress import Progress
from db.audits import is_saved
from db.engine import writing
from db.jobs import Job, JobState, pick_job, take_job
from db.night_tables import job as job_table
from db.nights import Planned, cancel_night, nights, plan_night
from db.runs import RunStatus
from model.audit import Status
from model.failure import FailureKind
from model.site import Site
from pipeline.audit import Auditor
from pipeline.night_work import NightWork, TurnEnd
from pipeline.workplace import Workplace
from tests.db.stored_jobs import jobs_of
from tests.pipeline.small_workplace import small_workplace
from tests.ports import free_port
from tests.sites.server import serve

HOUR = timedelta(hours=1)
PATIENCE_S = 60


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    with small_workplace(tmp_path, monkeypatch, NIGHT_RETRIES="1", NIGHT_RETRY_S="0") as workplace:
        yield workplace


@pytest.fixture
def mute() -> Iterator[str]:
    """A site that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def closed() -> tuple[str, int]:
    """The address of a site that does not run, and its port."""
    port = free_port()
    return f"http://127.0.0.1:{port}/", port


def planned(
    place: Workplace, url: str, now: datetime | None = None, run: str = "night", date_of: date | None = None
) -> Job:
    """The turn of the site, the only one of a run, taken."""
    now = now or datetime.now(UTC)
    plan_night(
        place.database,
        run,
        [Planned(Site(url, "Avotu novads", "0001000"), now, now + HOUR)],
        planned_at=now,
        ends_at=now + HOUR,
        settings={"allow_private": True, "max_pages": 1},
        versions={},
        date_of=date_of,
    )
    return taken(place.database)


def taken(database: Engine, holder: str = "one") -> Job:
    job = pick_job(database, holder, datetime.now(UTC) + timedelta(seconds=1))
    assert job is not None
    return job


def state(place: Workplace) -> tuple[JobState, int, int]:
    """How the turn stands, its tries, and how often it was taken."""
    (job,) = jobs_of(place.database, "night")
    return job.state, job.tries, job.taken


def audited(
    place: Workplace,
    job: Job,
    on_progress: Callable[[Site, Progress], None] = lambda *_: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> TurnEnd:
    """How the turn ends that a worker with nothing else to do audits."""

    async def work() -> TurnEnd:
        async with asyncio.timeout(PATIENCE_S), NightWork(place, now=now) as hands:
            return await hands.audit(job, on_progress)

    return asyncio.run(work())


def test_site_that_was_down_is_saved_once_when_it_is_back(place: Workplace) -> None:
    url, port = closed()
    first = planned(place, url)

    async def both() -> tuple[TurnEnd, TurnEnd, TurnEnd]:
        async with NightWork(place) as work:
            put_off = await work.audit(first)
            assert state(place) == (JobState.WAITING, 1, 1)
            assert not is_saved(place.database, "night", first.site_id)
            with serve("good", port):
                second = taken(place.database)
                saved = await work.audit(second)
                # Its worker died between the two, as the next one finds it.
                with writing(place.database) as connection:
                    connection.execute(update(job_table).values(state=JobState.WAITING))
                return put_off, saved, await work.audit(taken(place.database))

    put_off, saved, again = asyncio.run(both())
    assert put_off.state is JobState.WAITING
    assert put_off.not_before is not None
    assert put_off.audit is not None
    assert put_off.audit.failure is not None
    assert put_off.audit.failure.kind is FailureKind.REFUSED
    assert saved.state is JobState.SAVED
    assert saved.audit is not None
    assert (saved.audit.status, len(saved.audit.pages)) == (Status.COMPLETE, 1)
    assert (again.state, again.audit) == (JobState.SAVED, None)
    assert state(place) == (JobState.SAVED, 1, 3)
    assert [night.status for night in nights(place.database)] == [RunStatus.FINISHED]
    (turn,) = jobs_of(place.database, "night")
    # Why it was put off stays told.
    assert turn.failure == put_off.audit.failure


def test_night_loads_no_page_again_that_did_not_change_and_a_run_by_day_loads_it(place: Workplace) -> None:
    url, port = closed()
    reused: dict[str, list[str | None]] = {}
    with serve("good", port):
        for run, date_of in (("n1", date(2026, 1, 1)), ("n2", date(2026, 1, 2)), ("day", None)):
            end = audited(place, planned(place, url, run=run, date_of=date_of))
            assert end.audit is not None
            reused[run] = [page.reused_from for page in end.audit.pages]
    assert reused == {"n1": [None], "n2": ["n1"], "day": [None]}


def test_last_try_is_saved_as_it_is(place: Workplace) -> None:
    turn = planned(place, closed()[0])
    end = audited(place, turn)
    assert end.state is JobState.WAITING
    end = audited(place, taken(place.database))
    assert end.state is JobState.SAVED
    assert end.audit is not None
    assert end.audit.status is Status.FAILED
    assert is_saved(place.database, "night", turn.site_id)
    assert state(place) == (JobState.SAVED, 1, 2)


def test_try_that_would_come_after_the_hours_is_the_last(place: Workplace) -> None:
    turn = planned(place, closed()[0])
    assert audited(place, turn, now=lambda: turn.not_after).state is JobState.SAVED


def test_fault_of_ours_ends_the_turn_and_is_told(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("no such thing")

    monkeypatch.setattr(Auditor, "audit", broken)
    assert audited(place, planned(place, closed()[0])).state is JobState.CRASHED
    (turn,) = jobs_of(place.database, "night")
    assert (turn.state, turn.failure, turn.detail) == (JobState.CRASHED, None, "ValueError: no such thing")
    assert [night.status for night in nights(place.database)] == [RunStatus.FINISHED]


def test_site_that_takes_its_worker_down_again_and_again_is_left(place: Workplace) -> None:
    turn = planned(place, closed()[0])
    for _ in range(4):
        again = take_job(place.database, "night", turn.site_id, "next", datetime.now(UTC))
        assert again is not None
        turn = again
    assert audited(place, turn).state is JobState.CRASHED
    (left,) = jobs_of(place.database, "night")
    assert (left.taken, left.detail) == (5, "its worker died each time")


def test_tries_of_the_site_s_own_failures_are_no_deaths(place: Workplace) -> None:
    turn = replace(planned(place, closed()[0]), tries=3, taken=7)
    with writing(place.database) as connection:
        connection.execute(update(job_table).values(tries=3, taken=7))
    assert audited(place, turn).state is JobState.SAVED


def test_stop_gives_the_turn_back(place: Workplace, mute: str) -> None:
    turn = planned(place, mute)
    begun = asyncio.Event()

    async def stop() -> None:
        async with asyncio.timeout(PATIENCE_S), NightWork(place) as work:
            task = asyncio.create_task(work.audit(turn, lambda *_: begun.set()))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(stop())
    # However often that happens, it is none of the site's doing.
    assert state(place) == (JobState.WAITING, 0, 0)


def test_turn_that_was_given_to_another_is_neither_saved_nor_ended(place: Workplace) -> None:
    turn = planned(place, closed()[0])

    def lose(*_: object) -> None:
        if state(place)[2] == 1:
            take_job(place.database, "night", turn.site_id, "other", datetime.now(UTC))

    assert audited(place, turn, lose).state is None
    assert not is_saved(place.database, "night", turn.site_id)
    assert state(place) == (JobState.WORKING, 0, 2)


def test_cancelled_run_lets_the_turn_at_work_end(place: Workplace) -> None:
    turn = planned(place, closed()[0])
    assert cancel_night(place.database, "night", datetime.now(UTC)) == 0
    end = audited(place, turn)
    assert end.state is JobState.WAITING
