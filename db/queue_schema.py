"""The tables of procrastinate, which hands turns out on PostgreSQL: made and kept up by its own SQL.

What was applied last is noted as a comment on its table of jobs: the name of the newest of the package's migrations.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import Connection, text

# All that it makes begins so; our own tables never do.
PREFIX = "procrastinate_"
NOTE = re.compile(r"procrastinate schema (\S+)")
SCHEMA = files("procrastinate.sql") / "schema.sql"
CHANGES = files("procrastinate.sql") / "migrations"

# To hand out a turn, procrastinate looks for others with its lock; its own index leads with the id and is read whole.
OWN_INDEX = """
CREATE INDEX procrastinate_jobs_eindekss_lock ON procrastinate_jobs (lock)
WHERE status IN ('todo'::procrastinate_job_status, 'doing'::procrastinate_job_status)
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = current_schema() AND p.proname LIKE 'procrastinate\\_%'
"""
TYPES = """
SELECT t.oid::regtype::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = current_schema() AND t.typname LIKE 'procrastinate\\_%'
AND (t.typtype = 'e' OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
"""
TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname LIKE 'procrastinate\\_%'
"""


def create(connection: Connection) -> None:
    """Makes the tables as the installed version of the package wants them."""
    _run(connection, SCHEMA.read_text("utf-8"))
    _run(connection, OWN_INDEX)
    _note(connection, newest())


def bring_up(connection: Connection) -> None:
    """Applies the installed package's migrations that came after what is noted; none where there are no tables."""
    noted = applied(connection)
    if noted is None:
        return
    for name, file in _changes():
        if name > noted:
            _run(connection, file.read_text("utf-8"))
            _note(connection, name)


def drop(connection: Connection) -> None:
    for kind, query in (("TABLE", TABLES), ("FUNCTION", FUNCTIONS), ("TYPE", TYPES)):
        for name in connection.scalars(text(query)).all():
            _run(connection, f"DROP {kind} {name} CASCADE")


def applied(connection: Connection) -> str | None:
    """The name of the newest migration that the tables hold; None where there are none."""
    comment = connection.scalar(text("SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"))
    found = NOTE.search(comment or "")
    return found.group(1) if found else None


def newest() -> str:
    """The name of the newest migration of the installed package."""
    return max(name for name, _ in _changes())


def is_ours(name: str | None, kind: str, _parent: object = None) -> bool:
    """What Alembic compares with our tables; for `include_name`."""
    return kind != "table" or name is None or not name.startswith(PREFIX)


def _changes() -> Iterator[tuple[str, Traversable]]:
    """They sort by their names."""
    found = {file.name.removesuffix(".sql"): file for file in CHANGES.iterdir() if file.name.endswith(".sql")}
    yield from sorted(found.items())


def _note(connection: Connection, name: str) -> None:
    _run(connection, f"COMMENT ON TABLE procrastinate_jobs IS 'procrastinate schema {name}'")


def _run(connection: Connection, sql: str) -> None:
    """Runs a script of several statements; a sign of percent is one."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(sql)
