"""Health and metrics as a service manager and Prometheus ask for them: real HTTP, real databases."""

import socket
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from db.engine import open_database
from db.jobs import JobState, pick_job
from db.nights import Planned, plan_night
from model.audit import Status
from model.failure import Failure, FailureKind
from model.site import Site
from pipeline.errors import SetupError
from pipeline.night_work import TurnEnd
from pipeline.stages import StageCost
from scheduler.metrics import Meter
from scheduler.watch_server import WatchServer
from tests.db.conftest import database as database
from tests.db.conftest import database_url as database_url
from tests.db.conftest import postgres_url as postgres_url
from tests.db.conftest import ready_postgres as ready_postgres
from tests.db.conftest import ready_sqlite as ready_sqlite
from tests.db.examples import HOME, audit, failed, page
from tests.ports import free_port

HERE = "127.0.0.1"


def figures(port: int) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels."""
    answer = httpx.get(f"http://{HERE}:{port}/metrics", trust_env=False)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_turns_are_counted_as_they_end() -> None:
    meter, port = Meter(), free_port()
    gone = page(f"{HOME}a", failure=Failure(FailureKind.PAGE_FROZEN, "x"))
    costs = {"pages": StageCost(2.5, 4_000), "judging": StageCost(0.5, 0)}
    with WatchServer(HERE, port, meter, {}):
        for _ in range(4):
            meter.turn_began()
        meter.turn_ended(TurnEnd(JobState.SAVED, audit(0, pages=[page(HOME), gone]), costs=costs))
        meter.turn_ended(TurnEnd(JobState.WAITING, replace(failed(1), pages=()), costs=costs))
        meter.turn_ended(None)
        told = figures(port)
    assert told["eindekss_turns_at_work",] == 1
    assert (told["eindekss_turns_total", "saved"], told["eindekss_turns_total", "waiting"]) == (1, 1)
    assert told["eindekss_audits_total", Status.COMPLETE] == 1
    assert ("eindekss_audits_total", Status.FAILED) not in told
    assert (told["eindekss_pages_total", "judged"], told["eindekss_pages_total", "failed"]) == (1, 1)
    assert told["eindekss_failures_total", "page_frozen", "page"] == 1
    assert (told["eindekss_stage_seconds_total", "pages"], told["eindekss_stage_bytes_total", "pages"]) == (5, 8_000)
    assert told["eindekss_site_seconds_sum",] == 6
    assert told["process_cpu_seconds_total",] > 0


def test_queue_is_shown_as_it_stands(database: Engine) -> None:
    now = datetime.now(UTC)
    turns = [
        Planned(Site(f"https://s{number}.example/", "S"), now - timedelta(minutes=number), now + timedelta(hours=1))
        for number in range(5)
    ]
    plan_night(
        database, "n1", turns, planned_at=now - timedelta(minutes=7), ends_at=now + timedelta(hours=1), settings={},
        versions={}, date_of=date(2026, 11, 27),
    )  # fmt: skip
    assert pick_job(database, "w", now - timedelta(minutes=3)) is not None
    meter, port = Meter(), free_port()
    meter.show_queue(database)
    with WatchServer(HERE, port, meter, {}):
        told = figures(port)
    assert told["eindekss_database_up",] == 1
    assert (told["eindekss_queue_turns", "waiting"], told["eindekss_queue_turns", "working"]) == (4, 1)
    assert 180 <= told["eindekss_queue_oldest_due_seconds",] < 240
    assert 180 <= told["eindekss_queue_oldest_working_seconds",] < 240
    assert 420 <= told["eindekss_night_age_seconds",] < 480


def test_database_that_is_away_is_a_figure_and_not_an_error() -> None:
    meter, port = Meter(), free_port()
    meter.show_queue(open_database(f"postgresql://nobody@{HERE}:{free_port()}/none"))
    with WatchServer(HERE, port, meter, {}):
        assert figures(port)["eindekss_database_up",] == 0


def test_health_names_what_is_wrong_and_a_silent_client_holds_up_nobody() -> None:
    port = free_port()
    wrong: dict[str, str | None] = {"database": None, "browser": None}
    checks = {name: partial(wrong.get, name) for name in wrong}
    with WatchServer(HERE, port, Meter(), checks), socket.create_connection((HERE, port)):
        well = httpx.get(f"http://{HERE}:{port}/health", trust_env=False)
        assert (well.status_code, well.json()) == (
            200, {"status": "ok", "checks": {"database": "ok", "browser": "ok"}}
        )  # fmt: skip
        wrong["browser"] = "the browser does not start"
        ill = httpx.get(f"http://{HERE}:{port}/health", trust_env=False)
        assert (ill.status_code, ill.json()["checks"]) == (
            503, {"database": "ok", "browser": "the browser does not start"}
        )  # fmt: skip
        assert httpx.get(f"http://{HERE}:{port}/other", trust_env=False).status_code == 404


def test_port_of_another_is_one_sentence() -> None:
    with socket.create_server((HERE, 0)) as taken, pytest.raises(SetupError, match="EINDEKSS_METRICS_PORT"):  # noqa: SIM117
        with WatchServer(HERE, taken.getsockname()[1], Meter(), {}):
            pass
