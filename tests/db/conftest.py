"""Every test of the tables runs on an SQLite file and on a real PostgreSQL server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from tests.postgres import fresh_database
from tests.postgres import postgres_url as postgres_url

BOTH = ["sqlite", "postgresql"]


def made_ready(url: str) -> str:
    engine = open_database(url)
    ensure_ready(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def ready_postgres(postgres_url: str) -> Iterator[str]:
    with fresh_database(postgres_url) as url:
        yield made_ready(url)


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ready") / "audits.sqlite"
    made_ready(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/audits.sqlite"
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that is ready: a copy of one that was made so once, by the migrations."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path / "audits.sqlite")
        yield f"sqlite:///{tmp_path}/audits.sqlite"
        return
    with fresh_database(request.getfixturevalue("postgres_url"), like=request.getfixturevalue("ready_postgres")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """A database that is ready."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the evidence lies."""
    return tmp_path / "evidence"


@pytest.fixture
def store(folder: Path) -> EvidenceStore:
    return EvidenceStore(str(folder))
