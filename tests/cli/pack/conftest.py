"""Two nights of one site, its pack, and the means to harm it."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from cli.main import app
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from tests.db.kept import night

FIRST_SHOT = "pages/01-home-www-liepas-example/desktop.jpg"
DOM = "pages/01-home-www-liepas-example/dom.html.txt"
Entries = list[tuple[zipfile.ZipInfo, bytes]]


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two nights of one site."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "220")
    with opened() as database:
        store = EvidenceStore("evidence")
        night(database, store, 0)
        night(database, store, 1)


@contextmanager
def opened() -> Iterator[Engine]:
    database = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(database)
    yield database
    database.dispose()


def eindekss(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def packed(*more: str) -> Path:
    done = eindekss("evidence", "pack", "0099000", "--out", "pack.zip", *more)
    assert done.exit_code == 0, done.output
    return Path("pack.zip")


def flaws(*more: str) -> list[str]:
    """What does not hold in the pack, as `kind path`; the exit status says whether anything does not."""
    done = eindekss("evidence", "verify", "pack.zip", "--json", "-", *more)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    found = json.loads(done.stdout)["flaws"]
    assert done.exit_code == (1 if found else 0)
    return [f"{flaw['kind']} {flaw['path']}" for flaw in found]


def rewritten(change: Callable[[Entries], Entries | None]) -> None:
    """The pack with its entries changed, as another program would write it."""
    with zipfile.ZipFile("pack.zip") as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    entries = change(entries) or entries
    with zipfile.ZipFile("pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content)


def replaced(path: str, content: bytes) -> None:
    rewritten(lambda entries: [(info, content if info.filename == path else was) for info, was in entries])


def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The pack on a machine that has nothing else."""
    (tmp_path / "other").mkdir()
    shutil.move("pack.zip", tmp_path / "other" / "pack.zip")
    monkeypatch.chdir(tmp_path / "other")
