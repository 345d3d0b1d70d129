"""procrastinate's tables: made by its own SQL, kept up by its own migrations, and gone without a trace."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from db import queue_schema
from db.engine import (
    DatabaseOutdated,
    ensure_ready,
    open_database,
    reading,
    schema_of,
    upgrade,
    writing,
)
from db.migrating import alembic_config
from tests.postgres import fresh_database

LEFT = """
SELECT relname FROM pg_class WHERE relname LIKE '%procrastinate%' UNION ALL
SELECT typname FROM pg_type WHERE typname LIKE '%procrastinate%' UNION ALL
SELECT proname FROM pg_proc WHERE proname LIKE '%procrastinate%'
"""


@pytest.fixture
def server(postgres_url: str, ready_postgres: str) -> Iterator[Engine]:
    with fresh_database(postgres_url, like=ready_postgres) as url:
        database = open_database(url)
        yield database
        database.dispose()


def left(database: Engine) -> set[str]:
    with reading(database) as connection:
        return set(connection.scalars(text(LEFT)))


def test_the_schema_is_noted_and_goes_without_a_trace(server: Engine) -> None:
    assert schema_of(server)[1] == queue_schema.newest()
    assert "procrastinate_jobs" in left(server)
    with writing(server) as connection:
        command.downgrade(alembic_config(connection), "0008")
    assert left(server) == set()
    assert schema_of(server)[1] is None


def test_a_later_version_of_the_package_is_refused_until_upgraded(
    server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _, file in queue_schema._changes():
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    later = "99.00.00_01_pre_later"
    (tmp_path / f"{later}.sql").write_text("ALTER TABLE procrastinate_jobs ADD later text DEFAULT '100%';", "utf-8")
    monkeypatch.setattr(queue_schema, "CHANGES", tmp_path)
    with pytest.raises(DatabaseOutdated, match="procrastinate"):
        ensure_ready(server)
    for _ in range(2):
        upgrade(server)
        ensure_ready(server)
        assert schema_of(server)[1] == later
    with reading(server) as connection:
        assert connection.scalar(text("SELECT count(later) FROM procrastinate_jobs")) == 0


def test_the_package_is_of_the_version_whose_schema_we_know() -> None:
    # A later major version may ask for more than its SQL.
    assert version("procrastinate").partition(".")[0] == "3"


def test_an_sqlite_file_holds_nothing_of_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    assert schema_of(database)[1] is None
    with reading(database) as connection:
        assert connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name LIKE '%procrastinate%'")) == 0
    database.dispose()
