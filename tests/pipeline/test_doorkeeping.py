"""Workers keep an address polite together: measured at the server that they ask, and by the database's clock."""

import asyncio
import itertools
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from crawler.budget import SiteBudget
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.politeness import Politeness, Turns
from db.engine import DatabaseUnavailable, ensure_ready, open_database, reading, writing
from db.turn_tables import address, address_place
from db.turns import TurnBook
from pipeline.doorkeeping import LATE_SHARE, SharedDoor, shared_politeness
from pipeline.errors import storage_error
from tests.crawler.origin import OriginServer, Reply, serving
from tests.end_to_end.command import Workshop
from tests.postgres import Server, fresh_database
from tests.postgres import postgres_url as postgres_url

pytestmark = pytest.mark.anyio

AT = "192.0.2.1"
PACE_S = 0.25
# A request is measured where it arrives: it may come nearer to the next by its own way there, which it tells, and by
# that of the database's answer, which is given up where it took over half a pace.
LEAST_GAP_S = PACE_S * (1 - LATE_SHARE)
# Every start that the database gave, by its own clock.
WATCH = """
CREATE TABLE given (at timestamptz NOT NULL);
CREATE FUNCTION note_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO given VALUES (NEW.last_start); RETURN NEW; END $$;
CREATE TRIGGER watch AFTER UPDATE ON address FOR EACH ROW EXECUTE FUNCTION note_start();
"""


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[Engine]:
    with fresh_database(postgres_url) as url:
        database = watched(url)
        yield database
        database.dispose()


@pytest.fixture
def book(database: Engine) -> Iterator[TurnBook]:
    with writing(database) as connection:
        connection.execute(text("TRUNCATE address, address_place, given"))
    book = TurnBook(database, grace_s=0.0)
    yield book
    book.close()


def watched(url: str) -> Engine:
    database = open_database(url)
    ensure_ready(database)
    with writing(database) as connection:
        connection.execute(text(WATCH))
    return database


def given(database: Engine) -> list[datetime]:
    with reading(database) as connection:
        return list(connection.scalars(text("SELECT at FROM given ORDER BY at")))


def gaps_given(database: Engine) -> list[float]:
    return [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(given(database))]


def places_taken(database: Engine) -> int:
    with reading(database) as connection:
        return connection.scalar(select(func.count()).select_from(address_place)) or 0


@asynccontextmanager
async def askers(
    database: Engine, origin: OriginServer, many: int, path: str, times: int, places: int, lease_s: float = 30.0
) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    """So many processes that ask for the path so many times."""
    url = database.url.render_as_string(hide_password=False)
    values = (url, origin.port, path, times, PACE_S, places, lease_s)
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.pipeline.asker", *map(str, values)),
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(many)
    ]
    try:
        yield started
    finally:
        for process in started:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def all_done(processes: list[asyncio.subprocess.Process], times: int) -> None:
    async with asyncio.timeout(120):
        for process in processes:
            out, _ = await process.communicate()
            assert (process.returncode, out.split()) == (0, [b"200"] * times)


async def until(origin: OriginServer, documents: int) -> None:
    async with asyncio.timeout(120):
        while len(origin.asked) < documents:
            await asyncio.sleep(0.02)


def polite(origin: OriginServer, database: Engine, places: int) -> None:
    assert min(gaps_given(database)) >= PACE_S
    began = [(float(one.headers["x-began"]), one.at) for one in origin.asked]
    assert min(later[1] - earlier[0] for earlier, later in itertools.pairwise(sorted(began))) > LEAST_GAP_S
    assert max(began)[1] - min(began)[0] > (len(began) - 2) * PACE_S + LEAST_GAP_S
    assert origin.most_open == places


async def test_three_workers_ask_as_one_would(database: Engine, book: TurnBook) -> None:
    async with serving({"/": Reply("x", delay_s=2.5 * PACE_S)}) as origin:
        async with askers(database, origin, 3, "/", 2, 2) as processes:
            await all_done(processes, 2)
        assert len(origin.asked) == 6
        polite(origin, database, 2)
    assert places_taken(database) == 0


async def test_a_killed_workers_place_comes_back_with_the_end_of_its_lease(database: Engine, book: TurnBook) -> None:
    async with (
        serving({"/": Reply("x"), "/slow": Reply("x", delay_s=30)}) as origin,
        askers(database, origin, 1, "/slow", 1, 1, lease_s=2.0) as (holder,),
    ):
        await until(origin, 1)
        holder.kill()
        await holder.wait()
        with reading(database) as connection:
            (ends,) = connection.scalars(select(address_place.c.until))
        known = len(given(database))
        async with askers(database, origin, 2, "/", 2, 1) as waiting:
            await all_done(waiting, 2)
    assert given(database)[known] > ends
    assert min(gaps_given(database)) >= PACE_S


# The night of many machines (tests/stress) kills the server as well; this one shows which of the two broke.
@pytest.mark.stress
async def test_a_server_that_is_killed_keeps_the_pace_and_the_places() -> None:
    server = Server(durable=True)
    try:
        database = watched(server.url)
        async with (
            serving({"/": Reply("x", delay_s=2.5 * PACE_S)}) as origin,
            askers(database, origin, 3, "/", 3, 2) as processes,
        ):
            await until(origin, 3)
            await asyncio.to_thread(server.kill)
            known = len(origin.asked)
            await asyncio.sleep(4 * PACE_S)
            # The answer to one more may have been on its way.
            assert len(origin.asked) <= known + 1
            await asyncio.to_thread(server.start)
            await all_done(processes, 3)
            assert len(origin.asked) == 9
            polite(origin, database, 2)
        database.dispose()
    finally:
        server.stop()


async def test_without_the_database_nobody_goes_on() -> None:
    nowhere = TurnBook(open_database("postgresql://eindekss@127.0.0.1:1/none"), lease_s=0.1)
    async with SharedDoor(nowhere, away_s=0.5) as door:
        turns = turns_of(Politeness(Limits(), door), SiteBudget(Limits()))
        with pytest.raises(DatabaseUnavailable, match="check that the server runs"):
            async with turns.turn("http://127.0.0.1:9/"):
                pytest.fail("it went on")


def turns_of(shared: Politeness, budget: SiteBudget, pace_s: float = PACE_S) -> Turns:
    return shared.for_site(Guard(frozenset({("127.0.0.1", 9)})), budget, pace_s)


async def test_without_a_pace_nobody_is_asked() -> None:
    nowhere = TurnBook(open_database("postgresql://eindekss@127.0.0.1:1/none"))
    shared = Politeness(Limits(), SharedDoor(nowhere, away_s=0.0))
    async with turns_of(shared, SiteBudget(Limits()), 0.0).turn("http://127.0.0.1:9/"):
        pass


async def test_waiting_for_another_worker_does_not_count(database: Engine, book: TurnBook) -> None:
    budget = SiteBudget(Limits(site_budget_s=3.0))
    async with SharedDoor(book) as door, SharedDoor(TurnBook(database)) as other:
        leave = await other.enter("127.0.0.1", 0.01, 1)
        asyncio.get_running_loop().call_later(1.0, leave)
        turns = turns_of(Politeness(Limits(parallel_per_address=1), door), budget, 0.01)
        async with turns.turn("http://127.0.0.1:9/"):
            assert 2.7 < budget.remaining() <= 3.0


async def test_who_stops_waiting_leaves_nothing_behind(book: TurnBook, database: Engine) -> None:
    async with SharedDoor(book) as door:
        leave = await door.enter(AT, 0.01, 1)
        waiting = [asyncio.create_task(door.enter(AT, 0.01, 1)) for _ in range(8)]
        await asyncio.sleep(0.1)
        leave()
        # Some are just being let in.
        await asyncio.sleep(0.06)
        for task in waiting:
            task.cancel()
        for entered in await asyncio.gather(*waiting, return_exceptions=True):
            if not isinstance(entered, BaseException):
                entered()
    assert places_taken(database) == 0


class Sluggish(TurnBook):
    """Its first answer takes a pace."""

    answers = 0

    def take(self, at: str, holder: str, pace_s: float, places: int) -> float | None:
        answer = super().take(at, holder, pace_s, places)
        self.answers += 1
        if self.answers == 1:
            time.sleep(pace_s)
        return answer


async def test_a_start_that_was_told_too_late_is_given_up(database: Engine, book: TurnBook) -> None:
    async with SharedDoor(Sluggish(database)) as door:
        leave = await door.enter(AT, PACE_S, 1)
        (gap,) = gaps_given(database)
        assert gap >= PACE_S
        assert places_taken(database) == 1
        leave()


async def test_a_held_place_is_renewed_and_a_lost_one_told(
    database: Engine, book: TurnBook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        async with SharedDoor(TurnBook(database, lease_s=0.5, grace_s=0.0)) as door:
            leave = await door.enter(AT, 0.01, 1)
            await asyncio.sleep(0.6)
            # It is renewed as long as it is held.
            assert book.take(AT, "other", 0.01, 1) is None
            assert caplog.messages == []
            with writing(database) as connection:
                connection.execute(address_place.delete())
            await asyncio.sleep(0.4)
            leave()
    assert caplog.messages == [f"a place at {AT} was lost: it could not be renewed in time"]


async def test_an_audit_takes_its_turns_at_the_shared_door(database: Engine, book: TurnBook, tmp_path: Path) -> None:
    """A site whose robots.txt forbids its home page is soon done."""
    url = database.url.render_as_string(hide_password=False)
    workshop = Workshop(tmp_path, {"EINDEKSS_DATABASE_URL": url, "EINDEKSS_PACE_S": str(PACE_S)})
    async with serving({"/robots.txt": Reply("User-agent: *\nDisallow: /\n", content_type="text/plain")}) as origin:
        done = await asyncio.to_thread(workshop.run, "audit", origin.url, "--allow-private-sites")
    assert done.returncode == 1, done.stderr
    assert origin.paths == ["/robots.txt"]
    with reading(database) as connection:
        assert connection.scalars(select(address.c.key)).all() == ["127.0.0.1"]
    assert places_taken(database) == 0


async def test_one_process_on_sqlite_needs_no_shared_door(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    async with (
        shared_politeness(Limits(), database) as shared,
        turns_of(shared, SiteBudget(Limits())).turn("http://127.0.0.1:9/"),
    ):
        assert not (tmp_path / "audits.sqlite").exists()


def test_what_broke_off_tasks_is_found_among_them() -> None:
    away = DatabaseUnavailable("away")
    group: Any = ExceptionGroup("", [ValueError(), ExceptionGroup("", [KeyError(), away])])
    assert storage_error(group) is away
    assert storage_error(ValueError()) is None
