"""What can be told of a database without changing anything in it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, text

from db.engine import check_ready, newest_revision, reading


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """`revision` is that of this version's code; None where the database is empty. `now`: its server's clock.

    `encoding` and `log` (SQLite's journal mode) as the database names them.
    """

    version: str
    revision: str | None
    now: datetime | None = None
    encoding: str | None = None
    log: str | None = None


def examine_database(database: Engine) -> DatabaseFacts:
    """Raises DatabaseOutdated, DatabaseNewer or DatabaseUnavailable."""
    revision = newest_revision() if check_ready(database) else None
    with reading(database) as connection:
        if database.dialect.name == "sqlite":
            version = connection.scalar(text("SELECT sqlite_version()"))
            log = connection.scalar(text("PRAGMA journal_mode"))
            return DatabaseFacts(f"SQLite {version}", revision, log=log)
        version = connection.scalar(text("SHOW server_version"))
        encoding = connection.scalar(text("SHOW server_encoding"))
        now = connection.scalar(text("SELECT clock_timestamp()"))
        return DatabaseFacts(f"PostgreSQL {version}", revision, now.astimezone(UTC) if now else None, encoding)
