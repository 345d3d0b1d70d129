"""Workers are real processes with real browsers, on a real PostgreSQL: nothing is lost, whatever becomes of them."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from cli.main import app
from crawler.executables import find_browser
from db.asked_pages import NewRequest, Stage, ask_for_pages, requests, something_waits, take_request
from db.engine import writing
from db.jobs import JobState
from db.objections import reaudits_of
from db.queue import workers_alive
from model.site import Site
from pipeline.errors import SetupError
from scheduler.broker import enqueue_pages
from tests.end_to_end.command import Workshop
from tests.scheduler.hamlet import hamlet
from tests.scheduler.planned import audits, is_over, plan, queued, turns, wait_until

RUN = "20260131T013000000Z"
END_S = 20


@pytest.fixture
def workshop(tmp_path: Path, queue_url: str) -> Workshop:
    variables = {
        "EINDEKSS_DATABASE_URL": queue_url,
        "EINDEKSS_BROWSER": str(find_browser() or ""),
        "EINDEKSS_REGISTER_URL": "",
        "EINDEKSS_MAX_DOCUMENTS": "4",
        "EINDEKSS_WORKER_DEAD_S": "3",
        "EINDEKSS_METRICS_PORT": "0",
    }
    return Workshop(tmp_path, variables)


@contextmanager
def worker(workshop: Workshop, name: str) -> "Iterator[subprocess.Popen[str]]":
    process = workshop.start("worker", "--at-once", "1", "--name", name)
    try:
        yield process
    finally:
        process.kill()
        # Shown where a test fails.
        print(name, *process.communicate())


def held_by(database: Engine, name: str) -> list[str]:
    return [url for url, job in turns(database, RUN).items() if job.holder == name and job.state is JobState.WORKING]


def test_a_killed_worker_s_site_is_audited_by_another(workshop: Workshop, queue_database: Engine) -> None:
    with hamlet(3, delay_s=0.05) as (sites, _):
        plan(queue_database, RUN, sites)
        with worker(workshop, "one") as one:
            wait_until(lambda: bool(held_by(queue_database, "one")))
            one.kill()
            one.wait()
        (left,) = held_by(queue_database, "one")
        with worker(workshop, "two") as two:
            wait_until(lambda: is_over(queue_database, RUN))
            two.terminate()
            assert two.wait(END_S) == 0
    assert audits(queue_database, RUN) == dict.fromkeys((site.url for site in sites), 1)
    assert turns(queue_database, RUN)[left].taken == 2
    assert {job.state for job in turns(queue_database, RUN).values()} == {JobState.SAVED}
    assert queued(queue_database) == {}


def test_a_worker_that_is_stopped_gives_its_site_back(workshop: Workshop, queue_database: Engine) -> None:
    with hamlet(1, delay_s=1.0) as (sites, _):
        plan(queue_database, RUN, sites)
        with worker(workshop, "one") as one:
            wait_until(lambda: bool(held_by(queue_database, "one")))
            one.terminate()
            assert one.wait(END_S) == 0
            assert one.stderr is not None
            said = one.stderr.read()
            assert "Traceback" not in said, said
    (job,) = turns(queue_database, RUN).values()
    assert (job.state, job.tries, job.holder) == (JobState.WAITING, 0, None)
    assert audits(queue_database, RUN) == {}
    assert queued(queue_database) == {"todo": 1}


def test_an_idle_worker_stops_at_once_though_the_database_is_away(
    workshop: Workshop, queue_database: Engine, postgres_url: str
) -> None:
    workshop.variables["EINDEKSS_WORKER_DRAIN_S"] = "600"
    name = queue_database.url.database
    with worker(workshop, "one") as one:
        wait_until(lambda: workers_alive(queue_database, 60.0) == 1)
        queue_database.dispose()
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            try:
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
                time.sleep(1.0)
                one.terminate()
                assert one.wait(END_S) == 0
            finally:
                server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_pages_that_were_asked_for_go_through_the_queue_before_all_sites(
    workshop: Workshop, queue_database: Engine
) -> None:
    """Also what the queue lost, and what a worker that died had at work."""
    site, now = Site("http://127.0.0.1:9/", "A"), datetime.now(UTC)
    new = [NewRequest(site, [f"{site.url}{number}"], None, "anna", now) for number in range(2)]
    lost, had = (ask_for_pages(queue_database, one, 9, enqueue_pages) for one in new)
    with writing(queue_database) as connection:
        rows = connection.execute(text("SELECT task_name, priority, lock FROM procrastinate_jobs ORDER BY id")).all()
        assert [tuple(row) for row in rows] == [("audit pages", 20, f"site:{had.site_id}")] * 2
        connection.execute(text(f"DELETE FROM procrastinate_jobs WHERE queueing_lock = 'pages:{lost.id}'"))
    assert take_request(queue_database, had.id, "killed", now) is not None
    with worker(workshop, "one"):
        wait_until(lambda: not something_waits(queue_database))
        wait_until(lambda: queued(queue_database) == {})
    assert [(one.stage, one.holder) for one in requests(queue_database, 9)] == [(Stage.DONE, "one")] * 2
    seen = reaudits_of(queue_database, site.url, now - timedelta(hours=1))
    assert sorted(one.url for one in seen) == [url for one in new for url in one.pages]


def test_an_old_worker_stops_at_a_newer_database(workshop: Workshop, queue_database: Engine) -> None:
    with hamlet(2, delay_s=0.3) as (sites, _):
        plan(queue_database, RUN, sites[:1])
        with worker(workshop, "old") as old:
            wait_until(lambda: bool(held_by(queue_database, "old")))
            with writing(queue_database) as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            plan(queue_database, "20260201T013000000Z", sites[1:])
            out, err = old.communicate(timeout=60)
    assert old.returncode == 3, out + err
    assert "revision" in err
    assert "Traceback" not in err
    assert audits(queue_database, RUN) == {sites[0].url: 1}
    assert queued(queue_database) == {"todo": 1}


def test_an_sqlite_file_has_no_workers(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["worker"], env={"EINDEKSS_DATABASE_URL": f"sqlite:///{tmp_path}/audits.sqlite"})
    assert isinstance(done.exception, SetupError)
    assert "eindekss schedule" in str(done.exception)
