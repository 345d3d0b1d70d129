"""A database that cannot be used is told in one sentence that says what to do."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from db.engine import (
    DatabaseNewer,
    DatabaseUnavailable,
    ensure_ready,
    open_database,
    reading,
    writing,
)
from tests.postgres import fresh_database


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root writes everywhere; for a while we are somebody else."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter; pytest's own are closed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def refusal(url: str) -> str:
    database = open_database(url)
    try:
        with pytest.raises(DatabaseUnavailable) as refused:
            ensure_ready(database)
    finally:
        database.dispose()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_read_only_folder_is_one_sentence(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with ordinary_user():
        said = refusal(f"sqlite:///{open_folder}/audits.sqlite")
    assert f"{open_folder}/audits.sqlite" in said
    assert "is writable" in said
    assert list(open_folder.iterdir()) == []


def test_read_only_file_is_one_sentence(open_folder: Path) -> None:
    url = f"sqlite:///{open_folder}/audits.sqlite"
    database = open_database(url)
    ensure_ready(database)
    database.dispose()
    (open_folder / "audits.sqlite").chmod(0o444)
    open_folder.chmod(0o777)
    with ordinary_user():
        assert "is writable" in refusal(url)


@pytest.mark.parametrize("place", ["missing/audits.sqlite", "text", ""])
def test_what_is_no_sqlite_file_is_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "text").write_text("tas nav datubāzes fails" * 100)
    assert "EINDEKSS_DATABASE_URL" in refusal(f"sqlite:///{tmp_path}/{place}")


def test_server_that_cannot_be_used_is_one_sentence(postgres_url: str) -> None:
    nowhere = postgres_url.rpartition("/")[0]
    assert "does not exist" in refusal(f"{nowhere}/missing")
    said = refusal("postgresql://eindekss:slepens@127.0.0.1:1/eindekss")
    assert "check that the server runs" in said
    assert "slepens" not in said


def test_user_without_rights_is_one_sentence(postgres_url: str) -> None:
    owner = open_database(postgres_url)
    with writing(owner) as connection:
        connection.execute(text("CREATE ROLE reader LOGIN"))
    owner.dispose()
    assert "rights" in refusal(postgres_url.replace("eindekss@", "reader@"))


@pytest.mark.parametrize("change", ["RENAME TO later", "RENAME COLUMN url TO later"])
def test_tables_that_another_version_changed_meanwhile_are_told_as_such(postgres_url: str, change: str) -> None:
    with fresh_database(postgres_url) as url:
        database = open_database(url)
        ensure_ready(database)
        with writing(database) as connection:
            connection.execute(text(f"ALTER TABLE site {change}"))
        with pytest.raises(ProgrammingError):
            _read_sites(database)
        with writing(database) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseNewer, match="9999"):
            _read_sites(database)
        database.dispose()


def _read_sites(database: Engine) -> None:
    with reading(database) as connection:
        connection.execute(text("SELECT url FROM site"))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name", "no url", "oracle+x://h/d"])
def test_url_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="EINDEKSS_DATABASE_URL"):
        open_database(url)
