"""A backup that is made while audits are saved is whole: put back elsewhere, it proves itself and says the same."""

import fcntl
import itertools
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from db.blobs import Blobs
from db.engine import open_database
from db.evidence import EvidenceStore
from db.runs import runs
from pipeline import backing_up
from pipeline.errors import SetupError
from tests.db.examples import SITE
from tests.db.kept import night
from tests.db.test_engine import saver
from tests.postgres import fresh_database


def eindekss(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def nights() -> list[Any]:
    return list(json.loads(eindekss("history", SITE.url, "--json", "-"))["nights"])


@pytest.fixture
def in_use(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of the database of an installation whose settings are in force."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", database_url)
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    return database_url


@pytest.fixture
def move(
    in_use: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Sets a new place of that name, with nothing in it, for a database of the same kind and its evidence."""
    with ExitStack() as stack:

        def to(name: str) -> None:
            url = f"sqlite:///{tmp_path}/{name}.sqlite"
            if in_use.startswith("postgresql"):
                url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
            monkeypatch.setenv("EINDEKSS_DATABASE_URL", url)
            monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / name))

        yield to


@pytest.fixture
def auditing(in_use: str, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that saves one night after the other."""
    with saver("nights", in_use, str(tmp_path / "evidence")) as process:
        yield process
        process.kill()


def saved(url: str, least: int = 0) -> int:
    """How many nights are saved, once there are so many."""
    database = open_database(url)
    deadline = time.monotonic() + 60
    try:
        while (number := len(runs(database))) < least:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return number
    finally:
        database.dispose()


def save_night(url: str, number: int) -> None:
    database = open_database(url)
    night(database, EvidenceStore(os.environ["EINDEKSS_EVIDENCE_URL"]), number)
    database.dispose()


def test_a_backup_made_while_audits_are_saved_proves_itself_elsewhere(
    in_use: str, move: Callable[[str], None], auditing: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    before = saved(in_use, 3)
    eindekss("backup", "backups")
    # It went on meanwhile and after: a copy in the wrong order would lack evidence.
    saved(in_use, saved(in_use) + 2)
    auditing.kill()
    auditing.wait()
    (backup,) = (tmp_path / "backups").iterdir()
    originals = nights()

    move("elsewhere")
    eindekss("restore", backup)
    assert "Everything holds." in eindekss("evidence", "verify")
    restored = nights()
    # A night's run is written down before its audit.
    assert before - 1 <= len(restored) < len(originals)
    assert restored == originals[: len(restored)]
    # The store knows whose evidence it holds, or nothing could be pruned there.
    assert "0 blobs" in eindekss("evidence", "prune", "--dry-run")
    with pytest.raises(SetupError, match=r"move it away|is not empty"):
        eindekss("restore", backup)


def test_what_was_restored_says_the_same(in_use: str, move: Callable[[str], None], tmp_path: Path) -> None:
    save_night(in_use, 0)
    save_night(in_use, 1)
    asked = [("results", "--json", "-"), ("findings", "--json", "-"), ("history", SITE.url, "--json", "-")]
    told = [eindekss(*question) for question in asked]
    eindekss("backup", "backups")
    (backup,) = (tmp_path / "backups").iterdir()
    move("elsewhere")
    eindekss("restore", backup)
    assert [eindekss(*question) for question in asked] == told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_backups_share_what_is_equal_and_stand_alone(in_use: str, move: Callable[[str], None], tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    half, foreign = backups / "20260101T020000000Z.part", backups / "foto"
    half.mkdir(parents=True)
    foreign.mkdir()
    with pytest.raises(SetupError, match="no whole backup"):
        eindekss("restore", half)
    for number in range(2):
        save_night(in_use, number)
        eindekss("backup", "backups", "--keep", "2")
    # What a killed backup left is gone.
    first, second, _ = sorted(backups.iterdir())
    for blob in (path for path in (first / "evidence").rglob("*.*")):
        assert blob.stat().st_ino == (second / blob.relative_to(first)).stat().st_ino
    eindekss("backup", "backups", "--keep", "1", "--database-only")
    eindekss("backup", "backups", "--keep", "1")
    (last,) = set(backups.iterdir()) - {foreign}
    move("elsewhere")
    eindekss("restore", last)
    assert "2 runs, 2 audits" in eindekss("evidence", "verify")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_audit_that_is_saved_between_the_two_copies_lacks_nothing(
    in_use: str, move: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.count()

    def then_save(copy: Callable[..., Any], *arguments: Any) -> Any:
        done = copy(*arguments)
        save_night(in_use, next(numbers))
        return done

    for step in ("back_up_database", "back_up_evidence"):
        monkeypatch.setattr(backing_up, step, partial(then_save, getattr(backing_up, step)))
    save_night(in_use, next(numbers))
    eindekss("backup", "backups")
    (backup,) = (tmp_path / "backups").iterdir()
    move("elsewhere")
    eindekss("restore", backup)
    assert "1 runs, 1 audits" in (told := eindekss("evidence", "verify"))
    assert "Everything holds." in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_evidence_that_was_pruned_meanwhile_makes_no_backup(
    in_use: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_night(in_use, 0)
    listed = Blobs.names

    def listed_and_pruned(self: Blobs, folder: str) -> Mapping[str, int]:
        found = listed(self, folder)
        for path in found:
            (tmp_path / "evidence" / path).unlink()
        return found

    monkeypatch.setattr(Blobs, "names", listed_and_pruned)
    with pytest.raises(SetupError, match="pruned while it was copied"):
        eindekss("backup", "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_what_cannot_be_backed_up_is_one_sentence_and_leaves_nothing(
    in_use: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = tmp_path / "backups"
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", in_use + "x")
    with pytest.raises(SetupError, match=r"unable to open|does not exist"):
        eindekss("backup", backups)
    assert list(backups.iterdir()) == []
    assert not (tmp_path / "audits.sqlitex").exists()
    lock = os.open(backups, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(SetupError, match="Another backup"):
        eindekss("backup", backups)
    os.close(lock)
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="cannot be written to"):
        eindekss("backup", tmp_path / "file")


def test_a_password_stands_on_no_command_line(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" "$PGPASSWORD" >{tmp_path}/told\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", "postgresql://auditor:p%40role@db.example/eindekss?sslmode=require")
    with pytest.raises(SetupError):
        eindekss("backup", tmp_path / "backups")
    told = (tmp_path / "told").read_text()
    assert told.count("p@role") == 1
    assert told.endswith("p@role\n")
    assert "host=db.example" in told
    assert "sslmode=require" in told
