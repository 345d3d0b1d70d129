"""Opens the database, keeps its schema at this version, and turns its failures into one sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from psycopg.errors import DiskFull, InsufficientPrivilege, ReadOnlySqlTransaction, UndefinedColumn, UndefinedTable
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import DatabaseError as SqlDatabaseError

from db import queue_schema, star
from db.schema import METADATA

BUSY_TIMEOUT_MS = 60_000
# A server that no longer answers, its machine or the network gone, is known as such within a minute.
SERVER_AWAY = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
WRITES = "eindekss_writes"
ADVICE = "set EINDEKSS_DATABASE_URL to sqlite:///file or postgresql://user@host/name."
# Any number, the same in every process: whoever holds it migrates.
MIGRATION_LOCK = 0x65696E64


class DatabaseError(Exception):
    """The database cannot be used; the text is one sentence for a person, with what to do."""


class DatabaseUnavailable(DatabaseError):
    """It cannot be reached, opened or written."""


class DatabaseFull(DatabaseUnavailable):
    """There is no room for another row; waiting does not help."""


class DatabaseOutdated(DatabaseError):
    """Its schema is older than this version's."""


class DatabaseNewer(DatabaseError):
    """Its schema is one that this version does not know."""


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`; nothing is connected yet.

    Raises DatabaseUnavailable where the URL names no database that can be used.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed, pool_pre_ping=True, connect_args=SERVER_AWAY)
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            return _sqlite(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise DatabaseUnavailable(f"The database URL cannot be used ({_line(error)}): {ADVICE}") from error
    raise DatabaseUnavailable(f"The database URL names neither an SQLite file nor PostgreSQL: {ADVICE}")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, late, and commit before DDL.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        # A commit is on the disk before it is reported: one more fsync an audit, and a power cut loses none.
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that turns writer half-way cannot wait for the other writer: whoever will write says so at once.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def writing(database: Engine) -> Iterator[Connection]:
    """One transaction that writes: whole at the end of the block, nothing of it after an exception."""
    with failures_told(database), database.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def reading(database: Engine) -> Iterator[Connection]:
    """One transaction that only reads."""
    with failures_told(database), database.connect() as connection:
        yield connection


def ensure_ready(database: Engine) -> None:
    """Makes an empty database ready; refuses one of another version.

    Raises DatabaseOutdated, DatabaseNewer or DatabaseUnavailable.
    """
    if not check_ready(database):
        upgrade(database)


def check_ready(database: Engine) -> bool:
    """Whether it is at this version's schema; False where it is empty. Raises as `ensure_ready` does."""
    with reading(database) as connection:
        revision = _revision(connection)
        if revision is None and not holds_tables(connection):
            return False
        queue = _queue(connection)
    if revision != newest_revision():
        raise _other_version(database, revision)
    if queue is not None and queue < queue_schema.newest():
        raise DatabaseOutdated(
            f"The queue's tables in {database.url.render_as_string(hide_password=True)} are older than this version of "
            "procrastinate needs: back it up and run `eindekss db upgrade`."
        )
    if database.dialect.name == "sqlite":
        # SQLite opens a file that it may not write without a word; only a write tells, even one of nothing.
        with writing(database) as connection:
            connection.execute(text("DELETE FROM alembic_version WHERE 1 = 0"))
    return True


def upgrade(database: Engine) -> str:
    """Brings the schema to this version's; safe to call again and from many processes. Returns the revision.

    Raises DatabaseNewer or DatabaseUnavailable.
    """
    newest = newest_revision()
    if database.dialect.name == "sqlite":
        _keep_log_ahead(database)
    with writing(database) as connection:
        lock_tables(connection)
        revision = _revision(connection)
        if revision is None and holds_tables(connection):
            raise _other_version(database, None)
        if revision is not None and revision not in known_revisions():
            raise _other_version(database, revision)
        rights = star.drop_views(connection)
        # Not above: every command would wait for what few need.
        from db.migrating import migrate

        migrate(connection, newest)
        star.create_views(connection, rights)
        if database.dialect.name == "postgresql":
            queue_schema.bring_up(connection)
    return newest


def schema_of(database: Engine) -> tuple[str | None, str | None]:
    """The revision of the tables, and that of the queue's (db/queue_schema.py): whoever works beside an upgrade sees
    them change. Raises DatabaseUnavailable.
    """
    with reading(database) as connection:
        return _revision(connection), _queue(connection)


def lock_tables(connection: Connection) -> None:
    """Lets nobody else make or change tables until the transaction, one that writes, has ended."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})


def newest_revision() -> str:
    """The revision that this version's code expects."""
    return max(known_revisions())


@cache
def known_revisions() -> frozenset[str]:
    """Each is the number that its script's name begins with."""
    names = (script.name for script in (files("migrations") / "versions").iterdir())
    return frozenset(name.partition("_")[0] for name in names if name[:1].isdigit())


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _queue(connection: Connection) -> str | None:
    return queue_schema.applied(connection) if connection.dialect.name == "postgresql" else None


def holds_tables(connection: Connection) -> bool:
    """Whether tables of our names stand there; those of other programs are left in peace."""
    return bool(METADATA.tables.keys() & set(inspect(connection).get_table_names()))


def _keep_log_ahead(database: Engine) -> None:
    """Write-ahead logging, kept in the file itself: readers and the writer do not wait for each other."""
    with failures_told(database), database.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raw.execute("PRAGMA journal_mode = WAL")


def _other_version(database: Engine, revision: str | None) -> DatabaseError:
    place = database.url.render_as_string(hide_password=True)
    if revision is None:
        return DatabaseUnavailable(
            f"The database {place} holds tables that eindekss did not make: empty it, or {ADVICE}"
        )
    if revision in known_revisions():
        return DatabaseOutdated(
            f"The database {place} is at revision {revision}, this version needs {newest_revision()}: "
            "back it up and run `eindekss db upgrade`."
        )
    return DatabaseNewer(
        f"The database {place} is at revision {revision}, which this version of eindekss does not know: "
        "install the version that wrote it, or a newer one."
    )


@contextmanager
def failures_told(database: Engine) -> Iterator[None]:
    """Turns what the driver raises into DatabaseUnavailable or DatabaseFull; faults of ours go through."""
    try:
        yield
    except sqlite3.Error as error:
        # Out of a PRAGMA, which the driver runs by itself.
        raise DatabaseUnavailable(_said(database.url, error)) from error
    except DBAPIError as error:
        if isinstance(error.orig, UndefinedTable | UndefinedColumn):
            # Another version may have changed the tables meanwhile.
            check_ready(database)
        # A wrong statement or value is our fault, and keeps its traceback.
        if not _of_the_world(error):
            raise
        if isinstance(error.orig, DiskFull) or getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise DatabaseFull(_full(database.url)) from error
        raise DatabaseUnavailable(_said(database.url, error.orig or error)) from error


def _of_the_world(error: DBAPIError) -> bool:
    if isinstance(error, OperationalError) or isinstance(error.orig, InsufficientPrivilege | ReadOnlySqlTransaction):
        return True
    # What sqlite3 raises for a file that is no database.
    return type(error) is SqlDatabaseError


def _said(url: URL, error: BaseException) -> str:
    reason = _line(error)
    if url.get_backend_name() == "sqlite":
        return (
            f"The database file {url.database} cannot be opened or written ({reason}): check that its folder exists, "
            "is writable and has room, or set EINDEKSS_DATABASE_URL to another place."
        )
    return (
        f"The database {url.render_as_string(hide_password=True)} cannot be used ({reason}): check that the server "
        "runs, its name, the user's rights and password, or set EINDEKSS_DATABASE_URL to another place."
    )


def _full(url: URL) -> str:
    place = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    return f"The disk of the database {place} is full: make room there."


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].strip().rstrip(".") if lines else type(error).__name__
