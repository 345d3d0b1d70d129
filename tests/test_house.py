"""Rules of the house that no linter knows."""

import re
import tomllib
from pathlib import Path

from typer.main import get_command

from cli.main import app
from pipeline.settings import PREFIX, Settings
from tests.conftest import OF_ONE_AUDIT

TOP = Path(__file__).parent.parent
PACKAGES = (
    *("model", "crawler", "checks", "scoring", "db", "migrations"),
    *("reports", "pipeline", "scheduler", "web", "cli"),
)
SOURCES = [path for package in PACKAGES for path in sorted((TOP / package).rglob("*.py"))]
# Where a foreign fault becomes a value: check runner, site and the look at it, a check of the installation.
# Playwright raises a bare Exception where its driver does not start.
BORDERS = {
    "checks/runner.py",
    "pipeline/asked_pages.py",
    "pipeline/audit.py",
    "pipeline/doctor/examination.py",
    "pipeline/night_work.py",
    "pipeline/site_checking.py",
    "crawler/executables.py",
}
AUDITED = re.compile(r"^from tests\.end_to_end\.\w+ import (Audited|copy)\b", re.MULTILINE)
BROAD = re.compile(r"except( BaseException| Exception)?( as \w+)?:")


def test_broad_excepts_stand_at_the_borders_only() -> None:
    found = {path.relative_to(TOP).as_posix() for path in SOURCES if BROAD.search(path.read_text("utf-8"))}
    assert found == BORDERS


def test_every_module_opens_with_one_sentence() -> None:
    for path in SOURCES:
        text = path.read_text("utf-8")
        assert text.startswith('"""') or "__init__" in path.name or "versions" in path.parts, path


def test_who_needs_the_audit_of_all_sample_sites_shares_a_process() -> None:
    files = (TOP / "tests").rglob("test_*.py")
    users = {path.relative_to(TOP).as_posix() for path in files if AUDITED.search(path.read_text("utf-8"))}
    assert users == set(OF_ONE_AUDIT)


def test_the_wheel_holds_every_package() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)


def documentation() -> str:
    return "\n".join(path.read_text("utf-8") for path in (TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))))


def test_the_documentation_names_every_command_and_setting() -> None:
    text = documentation()
    root = get_command(app)
    commands = []
    for name, command in root.commands.items():  # type: ignore[attr-defined]  # a group, which click's type does not say
        inner = getattr(command, "commands", None)
        commands += [f"{name} {sub}" for sub in inner] if inner else [name]
    assert [name for name in commands if f"eindekss {name}" not in text] == []
    settings = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    assert [name for name in settings if name not in text] == []


def test_the_documentation_names_no_command_that_is_not_there() -> None:
    root = get_command(app)
    known = set(root.commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"`eindekss ([a-z]+)", documentation()))
    assert named <= known
