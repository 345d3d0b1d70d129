"""The databases of the tests of db/, for schedulers that share one."""

from tests.db.conftest import database as database
from tests.db.conftest import database_url as database_url
from tests.db.conftest import ready_postgres as ready_postgres
from tests.db.conftest import ready_sqlite as ready_sqlite
from tests.postgres import postgres_url as postgres_url
