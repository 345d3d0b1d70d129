"""A database that goes away is waited for, and a commit whose answer was lost is not saved twice."""

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.audits import newest_audits
from db.claims import Claim, claim_run
from db.engine import DatabaseFull, DatabaseUnavailable, ensure_ready, open_database
from db.runs import start_run
from db.saving import AlreadySaved, save_audit
from pipeline import patience as waiting
from pipeline.errors import SetupError
from pipeline.patience import Patience
from pipeline.workplace import Workplace
from tests.db.examples import FIRST_NIGHT, SITE, audit, run_of
from tests.postgres import Server

REF = "d" * 64 + ".zst"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    start_run(database, run_of(0), started_at=FIRST_NIGHT, sites=[SITE], settings={}, versions={})
    yield database
    database.dispose()


@pytest.fixture
def claim(database: Engine) -> Iterator[Claim]:
    claim = claim_run(database, run_of(0))
    yield claim
    claim.release()


def test_commit_whose_answer_was_lost_is_saved_once(database: Engine, claim: Claim) -> None:
    tries = []

    def save() -> None:
        tries.append(save_audit(database, audit(), REF))
        raise DatabaseUnavailable("the connection broke after the commit")

    Patience(claim).save(save)
    assert len(tries) == 1
    assert len(newest_audits(database)) == 1


def test_audit_that_was_there_before_is_a_fault(database: Engine, claim: Claim) -> None:
    save_audit(database, audit(), REF)
    with pytest.raises(AlreadySaved):
        Patience(claim).save(lambda: save_audit(database, audit(), REF))


def test_waiting_is_bounded(claim: Claim) -> None:
    tries = []

    def ask() -> None:
        tries.append(time.monotonic())
        raise DatabaseUnavailable("away")

    with pytest.raises(DatabaseUnavailable):
        Patience(claim, away_s=1.0).ask(ask)
    pauses = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert len(tries) == 3
    assert pauses[0] >= waiting.FIRST_PAUSE_S
    assert pauses[1] >= 2 * waiting.FIRST_PAUSE_S


def test_full_disk_is_not_waited_for(claim: Claim) -> None:
    def ask() -> None:
        raise DatabaseFull("full")

    with pytest.raises(DatabaseFull):
        Patience(claim).ask(ask)


def test_stop_ends_the_waiting(claim: Claim) -> None:
    patience = Patience(claim)
    asked = threading.Event()
    ended: list[float] = []

    def ask() -> None:
        asked.set()
        raise DatabaseUnavailable("away")

    def wait() -> None:
        with pytest.raises(DatabaseUnavailable):
            patience.ask(ask)
        ended.append(time.monotonic())

    thread = threading.Thread(target=wait)
    thread.start()
    asked.wait(10)
    stopped = time.monotonic()
    patience.stop()
    thread.join(10)
    assert ended[0] - stopped < 2.0


def test_server_that_was_killed_is_waited_for() -> None:
    server = Server(durable=True)
    try:
        database = open_database(server.url)
        ensure_ready(database)
        start_run(database, run_of(0), started_at=FIRST_NIGHT, sites=[SITE], settings={}, versions={})
        claim = claim_run(database, run_of(0))
        patience = Patience(claim)
        assert patience.ask(lambda: newest_audits(database)) == ()
        server.kill()
        saving = threading.Thread(target=lambda: patience.save(lambda: save_audit(database, audit(), REF)))
        saving.start()
        saving.join(1.0)
        assert saving.is_alive()
        server.start()
        saving.join(30)
        assert [row.run for row in newest_audits(database)] == [run_of(0)]
        claim.release()
        database.dispose()
    finally:
        server.stop()


def test_server_that_restarts_is_waited_for_at_the_start(tmp_path: Path) -> None:
    server = Server(durable=True)
    settings = {"database_url": server.url, "evidence_url": str(tmp_path / "evidence")}
    restart = threading.Timer(1.0, server.start)
    try:
        server.kill()
        with pytest.raises(SetupError, match="check that the server runs"):
            Workplace.open(settings)
        restart.start()
        with Workplace.open(settings, away_s=waiting.AWAY_AT_START_S) as workplace:
            assert newest_audits(workplace.database) == ()
    finally:
        restart.join()
        server.stop()
