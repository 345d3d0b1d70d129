"""Databases and evidence stores: those that are fine, empty, old, gone, full of another version, or lying."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import s3fs
from moto.server import ThreadedMotoServer
from sqlalchemy import text

from db.blob_places import FolderPlace
from db.engine import ensure_ready, open_database, writing
from pipeline.doctor import storage
from pipeline.doctor.check import Installation, State
from tests.db.conftest import database_url as database_url
from tests.db.conftest import ready_postgres as ready_postgres
from tests.db.conftest import ready_sqlite as ready_sqlite
from tests.ports import free_port
from tests.postgres import fresh_database
from tests.postgres import postgres_url as postgres_url

Make = Callable[..., Installation]


def test_a_database_of_this_version_passes(database_url: str, installation: Make) -> None:
    examined = installation(database_url=database_url)
    answers = storage.database(examined)
    assert {answer.state for answer in answers} == {State.OK}
    assert "answers" in answers[-1].text
    assert "revision" in answers[-1].text
    if database_url.startswith("postgresql"):
        assert abs(examined.clocks["the database"]) < 1


def test_a_database_of_another_version_fails(database_url: str, installation: Make) -> None:
    opened = open_database(database_url)
    for revision, said in (("0001", "eindekss db upgrade"), ("9999", "newer version")):
        with writing(opened) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
        answer = storage.database(installation(database_url=database_url))[-1]
        assert (answer.state, said in answer.advice) == (State.FAIL, True)
    opened.dispose()


def test_a_database_that_is_not_there_yet_is_not_made(installation: Make, folder: Path) -> None:
    assert {answer.state for answer in storage.database(installation())} == {State.OK}
    assert not (folder / "eindekss.sqlite").exists()


def test_an_empty_database_is_told_and_stays_empty(postgres_url: str, installation: Make) -> None:
    with fresh_database(postgres_url) as url:
        for _ in range(2):
            (answer,) = storage.database(installation(database_url=url))
            assert (answer.state, "is empty" in answer.text) == (State.WARN, True)


def test_a_server_that_is_not_there_fails_without_its_password(installation: Make) -> None:
    url = f"postgresql://auditor:s3cret@127.0.0.1:{free_port()}/eindekss"
    (answer,) = storage.database(installation(database_url=url))
    assert answer.state is State.FAIL
    assert "s3cret" not in answer.text + answer.advice


def test_an_sqlite_file_on_a_network_or_without_a_log_ahead_is_warned_of(
    installation: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(opened)
    with opened.connect() as connection:
        connection.execute(text("COMMIT"))
        connection.execute(text("PRAGMA journal_mode = DELETE"))
    opened.dispose()
    monkeypatch.setattr(storage, "shared_system", lambda path: "nfs4")
    warned = [answer.text for answer in storage.database(installation()) if answer.state is State.WARN]
    assert [("nfs4" in warned[0]), ("wait for each other" in warned[1])] == [True, True]


def test_a_file_that_is_no_database_fails(installation: Make, folder: Path) -> None:
    (folder / "eindekss.sqlite").write_bytes(b"nav datubaze" * 100)
    assert storage.database(installation())[-1].state is State.FAIL


def test_evidence_is_written_read_back_and_removed(
    installation: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = folder / "evidence"
    assert "first audit makes" in storage.evidence(installation())[-1].text
    assert not store.exists()
    store.mkdir()
    assert "gives it back" in storage.evidence(installation())[-1].text
    assert list(store.iterdir()) == []

    def lie(self: FolderPlace, path: str) -> object:
        return open(os.devnull, "rb")

    monkeypatch.setattr(FolderPlace, "open", lie)
    answer = storage.evidence(installation())[-1]
    assert (answer.state, "other bytes" in answer.text) == (State.FAIL, True)


def test_a_store_that_cannot_be_used_fails(installation: Make, folder: Path) -> None:
    (folder / "evidence").touch()
    assert State.FAIL in {answer.state for answer in storage.evidence(installation(evidence_url="evidence"))} | {
        answer.state for answer in storage.evidence(installation(evidence_url="nothing://there"))
    }


@pytest.fixture
def _s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An S3 server with one bucket, for which this process has credentials."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", address),
    ):
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("evidence")
    yield
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.usefixtures("_s3")
def test_a_bucket_is_tried_and_a_missing_one_fails(installation: Make) -> None:
    (answer,) = storage.evidence(installation(evidence_url="s3://evidence/audits"))
    assert (answer.state, "gives it back" in answer.text) == (State.OK, True)
    assert s3fs.S3FileSystem().find("evidence") == []
    (answer,) = storage.evidence(installation(evidence_url="s3://other-bucket/audits"))
    assert answer.state is State.WARN
    assert s3fs.S3FileSystem().ls("/") == ["evidence"]
