"""The queue on a real PostgreSQL: what goes in with a night comes out once, in order, whoever dies meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status
from sqlalchemy import Connection, Engine, text

from db.engine import writing
from db.nights import NightExists, Planned
from db.queue import QueuedTurn, caring, revive, unqueued, workers_alive
from db.runs import RunExists
from model.site import Site
from scheduler.broker import QUEUE, PatientManager, connector, enqueue_turns, queue
from tests.scheduler.planned import plan, queued

SITES = [Site(f"https://novads-{number}.lv/", f"Novads {number}", f"{number:07}") for number in range(3)]
NIGHT, DAY = "20260131T013000000Z", "20260131T120000000Z"


@asynccontextmanager
async def two_workers(database: Engine) -> "AsyncIterator[tuple[PatientManager, int, int]]":
    """One queue, seen by two workers that are registered."""
    ours = connector(database.url)
    await ours.open_async()
    try:
        manager = PatientManager(ours)
        yield manager, await manager.register_worker(), await manager.register_worker()
    finally:
        await ours.close_async()


def site_ids(database: Engine) -> dict[str, int]:
    with writing(database) as connection:
        return {row.url: row.id for row in connection.execute(text("SELECT url, id FROM site"))}


def asked(job: Job | None) -> tuple[object, object]:
    assert job is not None
    return job.task_kwargs["run"], job.task_kwargs["site_id"]


def silence(connection: Connection, worker: int) -> None:
    """The worker's last sign of life was an hour ago."""
    sql = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id = :worker"
    connection.execute(text(sql), {"worker": worker})


def test_turns_are_queued_with_their_night_or_not_at_all(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES)
    assert queued(queue_database) == {"todo": 3}
    with pytest.raises(RunExists):
        plan(queue_database, NIGHT, SITES)

    def fails(connection: Connection, run: str, turns: Sequence[tuple[int, Planned]]) -> None:
        enqueue_turns(connection, run, turns)
        raise NightExists

    with pytest.raises(NightExists):
        plan(queue_database, DAY, SITES, enqueue=fails)
    assert queued(queue_database) == {"todo": 3}


def test_who_asks_by_day_goes_first_and_nobody_before_its_time(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES[:2])
    plan(queue_database, DAY, SITES[2:], priority=10)
    plan(queue_database, "later", SITES[:1], priority=20, not_before=datetime.now(UTC) + timedelta(minutes=5))
    ids = site_ids(queue_database)

    async def handed_out() -> list[tuple[object, object]]:
        async with two_workers(queue_database) as (manager, one, two):
            found = [await manager.fetch_job([QUEUE], worker) for worker in (one, two, one, two)]
            return [asked(job) for job in found if job is not None]

    assert asyncio.run(handed_out()) == [(DAY, ids[SITES[2].url]), (NIGHT, ids[SITES[1].url])]


def test_a_site_has_one_audit_at_a_time(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES[:1])
    plan(queue_database, DAY, SITES[:1])

    async def check() -> None:
        async with two_workers(queue_database) as (manager, one, two):
            first = await manager.fetch_job([QUEUE], one)
            assert await manager.fetch_job([QUEUE], two) is None
            assert first is not None
            await manager.finish_job(first, Status.SUCCEEDED, delete_job=True)
            assert asked(await manager.fetch_job([QUEUE], two))[0] == DAY

    asyncio.run(check())


def test_what_a_dead_worker_held_comes_back_and_is_its_no_more(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES[:1])

    async def check() -> None:
        async with two_workers(queue_database) as (manager, one, two):
            held = await manager.fetch_job([QUEUE], one)
            assert held is not None
            assert workers_alive(queue_database, 30.0) == 2
            with caring(queue_database, 0.0) as connection:
                assert connection is not None
                assert revive(connection, 30.0) == 0
                silence(connection, one)
                assert revive(connection, 30.0) == 1
            assert workers_alive(queue_database, 30.0) == 1
            again = await manager.fetch_job([QUEUE], two)
            assert asked(again) == asked(held)
            # It was not dead: what it says of the turn now is about another's.
            await manager.finish_job(held, Status.SUCCEEDED, delete_job=True)
            await manager.retry_job(held)
            assert queued(queue_database) == {"doing": 1}

    asyncio.run(check())


def test_an_open_turn_that_the_queue_lost_is_found(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES)
    with caring(queue_database, 0.0) as connection:
        assert connection is not None
        assert unqueued(connection, 10) == []
        connection.execute(text("DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs)"))
        connection.execute(text("UPDATE job SET state = 'saved' WHERE site_id = (SELECT max(site_id) FROM job)"))
        (lost,) = unqueued(connection, 10)
        queue(connection, [lost])
        assert unqueued(connection, 10) == []
    assert queued(queue_database) == {"todo": 3}


def put_in(database: Engine, turn: QueuedTurn) -> None:
    with writing(database) as connection:
        queue(connection, [turn])


def test_a_turn_is_queued_once(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES[:1])
    with writing(queue_database) as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))
        (turn,) = unqueued(connection, 10)
    put_in(queue_database, turn)
    with pytest.raises(AlreadyEnqueued):
        put_in(queue_database, turn)
    assert queued(queue_database) == {"todo": 1}


def test_nobody_looks_after_the_queue_of_a_server_that_just_came_up(queue_database: Engine) -> None:
    with caring(queue_database, 1e6) as connection:
        assert connection is None


def test_one_looks_after_the_queue_at_a_time(queue_database: Engine) -> None:
    with caring(queue_database, 0.0) as first, caring(queue_database, 0.0) as second:
        assert first is not None
        assert second is None


def test_a_job_whose_hand_over_was_lost_with_the_connection_is_found(queue_database: Engine) -> None:
    plan(queue_database, NIGHT, SITES[:1])

    async def check() -> None:
        async with two_workers(queue_database) as (manager, one, _):
            # The server handed it out, and its answer never came.
            await super(PatientManager, manager).fetch_job([QUEUE], one)
            manager._answer_lost = True
            assert asked(await manager.fetch_job([QUEUE], one))[0] == NIGHT
            assert await manager.fetch_job([QUEUE], one) is None

    asyncio.run(check())
