"""The command table: each name leads to its command, and none waits for the packages of the others."""

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from cli.main import COMMANDS, app

# Of commands that audit, serve or upgrade; each takes longer to import than most commands work.
HEAVY = ("playwright", "alembic", "fastapi", "pyarrow", "apscheduler")


def test_a_command_that_reads_imports_no_package_of_those_that_work(tmp_path: Path) -> None:
    told = "import sys; from cli.main import app; app(['runs'], standalone_mode=False); print(*sys.modules)"
    root = Path(__file__).parents[2]
    environment = {"PYTHONPATH": str(root), "EINDEKSS_DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite'}"}
    command = [sys.executable, "-c", told]
    assert subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True)
    # The second time, for the first makes the database.
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "sqlalchemy" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_every_command_of_the_table_is_there_and_a_slip_of_the_pen_is_answered() -> None:
    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "160"})
    assert told.exit_code == 0
    assert [name for name in COMMANDS if f" {name} " not in told.output] == []
    assert "Did you mean 'results'" in CliRunner().invoke(app, ["reslts"]).output
