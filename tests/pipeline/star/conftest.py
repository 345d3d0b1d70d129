"""The country of tests/web/country.py on both databases, and its export as Parquet, made once and only read."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, insert, select

from db.engine import ensure_ready, open_database, reading, writing
from db.schema import METADATA
from pipeline.star_export import export_star
from pipeline.workplace import Workplace
from tests.db.conftest import database as database
from tests.db.conftest import database_url as database_url
from tests.db.conftest import ready_postgres as ready_postgres
from tests.db.conftest import ready_sqlite as ready_sqlite
from tests.postgres import fresh_database
from tests.postgres import postgres_url as postgres_url
from tests.web.opened_country import opened_country

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with opened_country(tmp_path_factory) as country:
        yield country


@pytest.fixture(scope="session")
def on_postgresql(on_sqlite: Workplace, postgres_url: str) -> Iterator[Workplace]:
    """The same rows."""
    with ExitStack() as stack:
        database = open_database(stack.enter_context(fresh_database(postgres_url)))
        stack.callback(database.dispose)
        ensure_ready(database)
        _copy(on_sqlite.database, database)
        yield replace(on_sqlite, database=database)


def _copy(source: Engine, target: Engine) -> None:
    with reading(source) as old, writing(target) as new:
        for table in METADATA.sorted_tables:
            rows = [dict(row) for row in old.execute(select(table)).mappings()]
            if rows and table.name != "signature":
                new.execute(insert(table), rows)


@pytest.fixture(params=BOTH)
def country(request: pytest.FixtureRequest) -> Workplace:
    found: Workplace = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By database, the export that a test has made of its country."""
    return {}


@pytest.fixture
def exported(country: Workplace, exports: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = country.database.dialect.name
    if name not in exports:
        exports[name] = tmp_path_factory.mktemp("star")
        export_star(country, exports[name])
    return exports[name]


@pytest.fixture
def star(exported: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The export opened in DuckDB, each table under its own name."""
    with duckdb.connect() as connection:
        for folder in exported.iterdir():
            if folder.is_dir():
                files = f"{exported}/{folder.name}/**/*.parquet"
                connection.execute(
                    f"CREATE VIEW \"{folder.name}\" AS SELECT * FROM read_parquet('{files}', hive_partitioning = true)"
                )
        yield connection
