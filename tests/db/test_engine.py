"""The database is made ready or refused, by whoever comes first; migrations and tables say the same."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from db import queue_schema
from db.engine import (
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnavailable,
    ensure_ready,
    known_revisions,
    newest_revision,
    open_database,
    reading,
    upgrade,
    writing,
)
from db.migrating import alembic_config
from db.schema import METADATA
from db.star import drop_views

ROOT = Path(__file__).parents[2]
LATER = """
from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site", sa.Column("later", sa.String()))


def downgrade() -> None:
    op.drop_column("site", "later")
"""


def tables(database: Engine) -> set[str]:
    with reading(database) as connection:
        return {name for name in inspect(connection).get_table_names() if not name.startswith(queue_schema.PREFIX)}


def differences(database: Engine) -> list[object]:
    with reading(database) as connection:
        options = {"compare_type": True, "include_name": queue_schema.is_ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))


def saver(*arguments: str, version: Path | None = None) -> "subprocess.Popen[str]":
    """`tests.db.saver` as a process; `version` is a folder whose package `migrations` comes before ours."""
    path = [str(version)] if version else []
    return subprocess.Popen(
        [sys.executable, "-m", "tests.db.saver", *arguments],
        cwd=version or ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*path, str(ROOT)])},
        stdout=subprocess.PIPE,
        text=True,
    )


def answer(*arguments: str, version: Path | None = None) -> str:
    with saver(*arguments, version=version) as process:
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out


def test_migrated_schema_equals_the_tables(database: Engine) -> None:
    assert differences(database) == []
    assert tables(database) == METADATA.tables.keys() | {"alembic_version"}


def index_definitions(database: Engine) -> set[str]:
    query = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    with reading(database) as connection:
        return set(connection.scalars(text(query[database.dialect.name])))


def test_migrated_indexes_are_the_tables_own_to_the_word(empty_url: str) -> None:
    # Alembic's comparison does not see the condition of a partial index.
    database = open_database(empty_url)
    with writing(database) as connection:
        METADATA.create_all(connection)
    wanted = index_definitions(database)
    with writing(database) as connection:
        METADATA.drop_all(connection)
    ensure_ready(database)
    others = ("alembic_version", queue_schema.PREFIX)
    made = {line for line in index_definitions(database) if not any(other in line for other in others)}
    database.dispose()
    assert made == wanted
    assert sum(" WHERE " in line for line in wanted) == 8


def test_comparison_sees_a_difference(database: Engine) -> None:
    with writing(database) as connection:
        connection.execute(text("ALTER TABLE site DROP COLUMN email"))
        connection.execute(text("DROP INDEX ux_issue_open"))
    assert {str(change[0]) for change in differences(database) if isinstance(change, tuple)} == {
        "add_column",
        "add_index",
    }


def test_revisions_are_known_by_the_names_of_their_scripts() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert {script.revision for script in scripts.walk_revisions()} == known_revisions()
    assert scripts.get_current_head() == newest_revision()


def test_down_and_up_again(database: Engine) -> None:
    with writing(database) as connection:
        command.downgrade(alembic_config(connection), "base")
    assert tables(database) == {"alembic_version"}
    ensure_ready(database)
    assert differences(database) == []
    assert upgrade(database) == newest_revision()


def test_new_migration_is_written_for_today_s_tables(database: Engine, tmp_path: Path) -> None:
    scripts = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", scripts, ignore=shutil.ignore_patterns("__pycache__"))
    with writing(database) as connection:
        drop_views(connection)
        connection.execute(text("DROP TABLE issue"))
        config = alembic_config(connection)
        config.set_main_option("script_location", str(scripts))
        config.stdout = io.StringIO()
        command.revision(config, "New tables", autogenerate=True, rev_id="9998")
    (script,) = scripts.glob("versions/9998*.py")
    source = script.read_text()
    compile(source, str(script), "exec")
    assert '"""New tables."""' in source
    assert "postgresql.JSONB" in source
    assert "WorldText" not in source


def test_many_processes_make_one_empty_database_ready(empty_url: str) -> None:
    processes = [saver("ready", empty_url) for _ in range(3)]
    assert [(process.communicate(timeout=60)[0], process.returncode) for process in processes] == [("", 0)] * 3
    database = open_database(empty_url)
    assert differences(database) == []
    database.dispose()


@pytest.fixture
def later_version(tmp_path: Path) -> Path:
    """A folder with the migrations of a version to come."""
    folder = tmp_path / "later"
    shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations/versions/9999_later.py").write_text(LATER.format(head=newest_revision()))
    return folder


def test_older_database_is_refused_until_upgraded_and_then_newer(
    database_url: str, database: Engine, later_version: Path
) -> None:
    refused = answer("ready", database_url, version=later_version)
    assert refused.startswith(DatabaseOutdated.__name__)
    assert "`eindekss db upgrade`" in refused
    assert answer("upgrade", database_url, version=later_version) == "9999"
    assert answer("ready", database_url, version=later_version) == ""
    with pytest.raises(DatabaseNewer, match="9999"):
        ensure_ready(database)
    with pytest.raises(DatabaseNewer, match="9999"):
        upgrade(database)


def test_tables_of_others_are_left_in_peace(empty_url: str) -> None:
    database = open_database(empty_url)
    with writing(database) as connection:
        connection.execute(text("CREATE TABLE spatial_ref_sys (id INTEGER)"))
    ensure_ready(database)
    assert {"spatial_ref_sys", "audit"} <= tables(database)
    database.dispose()


def test_table_of_our_name_that_we_did_not_make_is_refused(empty_url: str) -> None:
    database = open_database(empty_url)
    with writing(database) as connection:
        connection.execute(text("CREATE TABLE run (id INTEGER)"))
    for step in (ensure_ready, upgrade):
        with pytest.raises(DatabaseUnavailable, match="did not make"):
            step(database)
    assert tables(database) == {"run"}
    database.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_means_psycopg(postgres_url: str, scheme: str) -> None:
    database = open_database(postgres_url.replace("postgresql", scheme))
    with reading(database) as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    assert database.dialect.driver == "psycopg"
    database.dispose()


def test_sqlite_is_opened_for_many(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    with reading(database) as connection:
        values = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")}
    database.dispose()
    assert values == {"journal_mode": "wal", "foreign_keys": 1}
