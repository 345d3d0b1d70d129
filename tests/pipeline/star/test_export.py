"""The same data are the same bytes, whichever database, whole or since a day, and after a kill."""

import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from cli.main import app
from db.evidence import EvidenceStore
from db.saving import add_scores
from db.star import FACTS
from model.site import Site
from pipeline import star_export
from pipeline.errors import SetupError
from pipeline.star_export import export_star
from pipeline.star_files import Form, digest_of
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.db.examples import HOME, audit, failed, index, issue, save

OPEN = "year=__HIVE_DEFAULT_PARTITION__/month=__HIVE_DEFAULT_PARTITION__"


def files(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): digest_of(file) for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def small(database: Engine, tmp_path: Path) -> Workplace:
    """A site of three months: an issue came in January and went in March, another came in February."""
    first, second = issue(HOME), issue(HOME, name="fedcba9876543210", rule="label")
    for night, issues in ((0, [first]), (31, [first, second]), (32, [first, second])):
        save(database, audit(night, issues=issues))
    save(database, failed(33))
    return Workplace(settings_in_force(), database, EvidenceStore(str(tmp_path / "evidence")), methodology_of("2019"))


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return {str(Path(path).parent) for path in paths - {"manifest.json"}}


def test_since_a_day_it_is_the_whole_and_writes_exactly_what_changed(small: Workplace, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    export_star(small, kept)
    before = files(kept)
    stamps = {file: file.stat().st_mtime_ns for file in kept.rglob("*.parquet")}
    renamed = Site(**{name: getattr(audit().site, name) for name in Site.__slots__} | {"name": "Liepu novads"})
    save(small.database, replace(audit(62, issues=[issue(HOME, name="fedcba9876543210", rule="label")]), site=renamed))
    done = export_star(small, kept, since=date(2026, 3, 1))
    facts = {"score", "page_audit", "rule_audit", "audit", "run"}
    march = "year=2026/month=3"
    assert changed(before, files(kept)) == {
        *(f"{fact}/{march}" for fact in facts), f"finding_span/{march}", f"finding_span/{OPEN}", "municipality",
    }  # fmt: skip
    assert done.written == len(changed(before, files(kept)))
    touched = {file for file, stamp in stamps.items() if file.stat().st_mtime_ns != stamp}
    assert {str(file.relative_to(kept).parent) for file in touched} == {"municipality", f"finding_span/{OPEN}"}
    export_star(small, tmp_path / "whole")
    assert files(kept) == files(tmp_path / "whole")
    names = pq.read_table(kept / "municipality").select(["name", "valid_until"]).to_pylist()
    assert [row["name"] for row in names] == ["Liepu novada pašvaldība", "Liepu novads"]
    assert names[0]["valid_until"] == date(2026, 3, 5)
    scored = duckdb.execute(
        "SELECT DISTINCT year, month, municipality_id % 1000"
        f" FROM read_parquet('{kept}/score/**/*.parquet') ORDER BY ALL"
    )
    assert scored.fetchall() == [(2026, 1, 1), (2026, 2, 1), (2026, 3, 2)]


def test_an_old_night_that_another_methodology_judged_is_written_anew(small: Workplace, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    export_star(small, kept)
    for ref in ("e", "f"):
        before = files(kept)
        add_scores(small.database, 1, index("2026", score=50.0 if ref == "e" else 60.0), ref * 64 + ".zst")
        export_star(small, kept, since=date(2026, 3, 1))
        assert changed(before, files(kept)) == {"score/year=2026/month=1"}
    export_star(small, tmp_path / "whole")
    assert files(kept) == files(tmp_path / "whole")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_column_that_came_comes_to_months_that_are_over_too(
    small: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    with monkeypatch.context() as before:
        older = [replace(fact, columns=fact.columns[:-1]) if fact.name == "audit" else fact for fact in FACTS]
        before.setattr(star_export, "FACTS", older)
        export_star(small, kept)
    export_star(small, kept, since=date(2026, 3, 1))
    export_star(small, tmp_path / "whole")
    assert files(kept) == files(tmp_path / "whole")


def cut_short(folder: Path) -> None:
    file = folder / "audit/year=2026/month=1/audit.parquet"
    file.write_bytes(file.read_bytes()[:-9])


def same_size(folder: Path) -> None:
    file = folder / "score/year=2026/month=1/score.parquet"
    file.write_bytes(bytes(file.stat().st_size))


def killed(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "score/year=2026/month=2/score.parquet.part").write_bytes(b"PAR1")
    (folder / "score/year=2031/month=1").mkdir(parents=True)
    (folder / "score/year=2031/month=1/score.parquet").write_bytes(b"PAR1")
    (folder / "run/year=2026/month=1/run.parquet").unlink()


def torn(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"star_version": 1, "fil')


@pytest.mark.parametrize("harm", [cut_short, same_size, killed, torn])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_folder_that_was_left_half_way_is_mended(
    small: Workplace, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    folder = tmp_path / "star"
    export_star(small, folder)
    whole = files(folder)
    harm(folder)
    export_star(small, folder, since=date(2026, 3, 1))
    assert files(folder) == whole
    assert not (folder / "score/year=2031").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_writes_only_where_it_may(small: Workplace, tmp_path: Path) -> None:
    folder = tmp_path / "star"
    export_star(small, folder)
    with pytest.raises(SetupError, match="holds an export as parquet"):
        export_star(small, folder, Form.CSV)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/letter.txt").write_text("kept")
    with pytest.raises(SetupError, match=r"holds what no export wrote \(letter.txt\)"):
        export_star(small, tmp_path / "papers")
    (folder / "score/notes.txt").write_text("kept")
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(SetupError, match="Another export"):
        export_star(small, folder)
    os.close(held)
    export_star(small, folder)
    assert (folder / "score/notes.txt").read_text() == "kept"
    with pytest.raises(SetupError, match="cannot be written"):
        export_star(small, tmp_path / "papers/letter.txt")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_says_what_it_wrote(small: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", str(small.database.url))
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    done = CliRunner().invoke(app, ["export", "star", "--out", str(tmp_path / "star"), "--since", "2026-03-01"])
    assert done.exit_code == 0, done.output
    assert dict(line.split() for line in done.stdout.splitlines())["audit"] == "4"
    assert "files written, 0 as they were" in done.stderr
    assert json.loads((tmp_path / "star/manifest.json").read_text())["star_version"] == 1
