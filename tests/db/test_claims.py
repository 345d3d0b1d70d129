"""A run has one owner, whose death frees it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db.claims import RunTaken, claim_run, owner_of
from db.engine import writing
from db.runs import RunStatus, resume_run, runs, start_run
from tests.db.examples import FIRST_NIGHT, SITE, run_of
from tests.db.test_engine import ROOT

RUN = run_of(0)
HOLDER = """
import sys, time
from db.claims import claim_run
from db.engine import open_database
claim = claim_run(open_database(sys.argv[1]), sys.argv[2])
print("mine", flush=True)
time.sleep(600)
"""


@contextmanager
def holder(url: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process that owns the run."""
    command = [sys.executable, "-c", HOLDER, url, RUN]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        try:
            yield process
        finally:
            process.kill()


def test_second_owner_is_refused_with_the_first_ones_name(database: Engine, database_url: str) -> None:
    with holder(database_url) as process:
        with pytest.raises(RunTaken) as refused:
            claim_run(database, RUN)
        assert f"process {process.pid} on {socket.gethostname()} since 20" in str(refused.value)
        other = claim_run(database, run_of(1))
        other.release()


def test_death_of_the_owner_frees_the_run(database: Engine, database_url: str) -> None:
    with holder(database_url) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        claim = claim_run(database, RUN)
    owner = owner_of(database, RUN)
    assert owner is not None
    assert owner.name.startswith(f"process {os.getpid()} on ")
    claim.release()
    assert owner_of(database, RUN) is None
    claim.release()
    claim_run(database, RUN).release()


def test_claim_that_was_let_go_leaves_no_file(tmp_path: Path, database: Engine) -> None:
    before = sorted(tmp_path.iterdir())
    claim = claim_run(database, RUN)
    claim.release()
    assert [path for path in tmp_path.iterdir() if path not in before and "-run-" in path.name] == []


def test_run_without_an_owner_is_killed(database: Engine) -> None:
    start_run(database, RUN, started_at=FIRST_NIGHT, sites=[SITE], settings={}, versions={})
    assert [run.status for run in runs(database)] == [RunStatus.KILLED]
    claim = claim_run(database, RUN)
    resume_run(database, RUN)
    assert [run.status for run in runs(database)] == [RunStatus.RUNNING]
    claim.release()


def end_session(database: Engine) -> None:
    """What a restart of the server does to the owner's connection."""
    query = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name LIKE 'process %'"
    with writing(database) as connection:
        assert connection.scalars(text(query)).all() == [True]


# A lock on a file cannot be lost.
on_a_server = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_a_server
def test_lost_lock_is_taken_anew(database: Engine) -> None:
    claim = claim_run(database, RUN)
    end_session(database)
    assert owner_of(database, RUN) is None
    claim.assure()
    with pytest.raises(RunTaken):
        claim_run(database, RUN)
    claim.release()
    assert owner_of(database, RUN) is None


@on_a_server
def test_lost_lock_that_another_has_taken_ends_the_run(database: Engine, database_url: str) -> None:
    claim = claim_run(database, RUN)
    end_session(database)
    with holder(database_url) as process, pytest.raises(RunTaken, match=f"process {process.pid} on"):
        claim.assure()
