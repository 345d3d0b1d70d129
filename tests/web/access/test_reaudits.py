"""Pages asked for again are done once, also where the server is killed between the asking and the audit."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, insert

from db import tables as t
from db.accounts import account_named, add_account
from db.asked_pages import NewRequest, Stage, ask_for_pages, requests, take_first
from db.engine import ensure_ready, open_database, writing
from db.evidence import EvidenceStore
from db.locks import take
from db.objections import reaudits_of
from model.access import AccountRole, Scope
from model.decision import site_key
from pipeline.accounts import issue_token
from pipeline.asked_pages import LOCK
from scheduler.leader import LOCK as SCHEDULE
from tests.pipeline.written_year import write_nights
from tests.web.country import NEWEST, audit_of, begun, municipalities, run_of
from web.reaudits import Reaudits

# Of this machine, so that it is refused before anybody is asked: the page cannot be seen, which is an end as well.
OWN = replace(municipalities()[0], url="http://127.0.0.1:9/")
PAGE = f"{OWN.url}kontakti"
ENOUGH_S = 60.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    store = EvidenceStore(str(tmp_path / "evidence"))
    ensure_ready(database)
    with writing(database) as connection:
        night = {"id": run_of(NEWEST), "started_at": begun(NEWEST), "status": "finished"}
        connection.execute(insert(t.run), [{**night, "settings": {}, "versions": {}}])
        write_nights(connection, store, {1: audit_of(OWN, 0, NEWEST)}, frozenset({0}), lambda _: True)
    yield database
    database.dispose()


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + ENOUGH_S
    while not holds():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)


@contextmanager
def served(folder: Path) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    """`eindekss serve` as a process of its own, with its address."""
    places = {"EINDEKSS_DATABASE_URL": f"sqlite:///{folder}/audits.sqlite", "EINDEKSS_EVIDENCE_URL": "evidence"}
    command = (sys.executable, "-c", "from cli.main import main; main()", "serve", "--port", "0")
    environment = {**os.environ, **places, "PYTHONPATH": str(Path(__file__).parents[3]), "COLUMNS": "200"}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process, process.stderr.readline().rpartition(" ")[2].strip()
        finally:
            process.kill()


def test_a_server_that_is_killed_loses_nothing_and_does_nothing_twice(database: Engine, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    add_account(database, "op", AccountRole.OPERATOR, None, now, subject="x")
    account = account_named(database, "op")
    assert account is not None
    _, secret = issue_token(database, account, "test", [Scope.REAUDIT], now, 1)
    headers = {"Authorization": f"Bearer {secret}"}
    # As long as somebody holds it, nobody begins.
    lock = take(database, LOCK)
    with served(tmp_path) as (process, address):
        body = {"site": OWN.atvk, "pages": [PAGE]}
        answer = httpx.post(f"{address}api/v1/reaudits", json=body, headers=headers, trust_env=False)
        assert (answer.status_code, answer.json()["stage"]) == (202, "waiting"), answer.text
        process.send_signal(signal.SIGKILL)
        process.wait()
    number = answer.json()["number"]
    assert [one.stage for one in requests(database, 9)] == [Stage.WAITING]
    # Another had begun with it and died as well.
    assert take_first(database, "killed", now) is not None
    with served(tmp_path) as (_, address):
        lock.release()
        wait_until(lambda: requests(database, 1)[0].ended_at is not None)
        told = httpx.get(f"{address}api/v1/reaudits/{number}", headers=headers, trust_env=False).json()
    assert (told["stage"], told["detail"], told["pages"]) == ("done", "", [PAGE])
    (seen,) = reaudits_of(database, site_key(OWN), now - timedelta(hours=1))
    assert seen.failure is not None
    assert requests(database, 1)[0].taken == 2


def test_beside_a_schedule_nothing_is_started(database: Engine, tmp_path: Path) -> None:
    """And what it leaves is done when it is gone."""
    began, go = tmp_path / "began", "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
    reaudits = Reaudits(database, (sys.executable, "-c", go, str(began)), look_s=0.05)
    reaudits.wake()
    schedule = take(database, SCHEDULE)
    ask_for_pages(database, NewRequest(OWN, [PAGE], None, "anna", datetime.now(UTC)), 1, None)
    reaudits.wake()
    time.sleep(0.5)
    assert not began.exists()
    schedule.release()
    wait_until(began.exists)
    reaudits.stop()
