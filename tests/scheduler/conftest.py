"""The databases of the tests of db/, for schedulers that share one, and one on PostgreSQL for the queue."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from db.engine import open_database
from tests.db.conftest import database as database
from tests.db.conftest import database_url as database_url
from tests.db.conftest import ready_postgres as ready_postgres
from tests.db.conftest import ready_sqlite as ready_sqlite
from tests.postgres import fresh_database
from tests.postgres import postgres_url as postgres_url


@pytest.fixture
def queue_url(postgres_url: str, ready_postgres: str) -> Iterator[str]:
    with fresh_database(postgres_url, like=ready_postgres) as url:
        yield url


@pytest.fixture
def queue_database(queue_url: str) -> Iterator[Engine]:
    database = open_database(queue_url)
    yield database
    database.dispose()
