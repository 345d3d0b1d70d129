"""`eindekss evidence`: what the sample sites' audits left is proven, harmed, proven harmed, and pruned."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.end_to_end.command import Workshop, told_in_one_sentence
from tests.end_to_end.conftest import Audited


@pytest.fixture
def copy(audited: Audited, tmp_path: Path) -> Workshop:
    """A copy of the audited sites' database and evidence, to do harm to."""
    for name in ("eindekss.sqlite", "evidence"):
        source = audited.workshop.folder / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            with sqlite3.connect(source) as database, sqlite3.connect(tmp_path / name) as other:
                database.backup(other)
    return Workshop(tmp_path)


def biggest(workshop: Workshop, suffix: str) -> Path:
    """The biggest blob, result documents apart."""
    with sqlite3.connect(workshop.folder / "eindekss.sqlite") as database:
        results = {row[0] for row in database.execute("SELECT result_ref FROM audit")}
    blobs = (path for path in (workshop.folder / "evidence").rglob(f"*.{suffix}") if path.name not in results)
    return max(blobs, key=lambda path: path.stat().st_size)


def test_evidence_of_real_audits_holds_until_it_is_harmed(copy: Workshop) -> None:
    done = copy.run("evidence", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 runs, 4 audits" in done.stdout
    assert "Everything holds." in done.stdout
    head = done.stdout.strip().splitlines()[-1].removeprefix("Head: ")
    quick = copy.run("evidence", "verify", "--quick", "--head", head, "--json", "-")
    assert (quick.returncode, json.loads(quick.stdout)["flaws"]) == (0, [])

    biggest(copy, "zst").write_bytes(b"nekas")
    biggest(copy, "jpg").unlink()
    with sqlite3.connect(copy.folder / "eindekss.sqlite") as database:
        database.execute("UPDATE audit SET index_score = 100 WHERE id = 1")
        (run,) = database.execute("SELECT id FROM run").fetchone()
    found = copy.run("evidence", "verify", run, "--head", "0" * 64, "--json", "out.json")
    assert found.returncode == 1
    flaws = json.loads((copy.folder / "out.json").read_text("utf-8"))["flaws"]
    assert {flaw["kind"] for flaw in flaws} == {"changed_row", "changed_blob", "missing_blob", "unknown_head"}
    said = copy.run("evidence", "verify").stdout
    assert "index_score is 100.0, it was" in said
    assert "3 things do not hold." in said


def test_pruned_evidence_is_told_and_reports_still_stand(copy: Workshop) -> None:
    assert "0 blobs" in copy.run("evidence", "prune").stdout
    assert copy.run("evidence", "prune", "--dry-run").returncode == 0
    with sqlite3.connect(copy.folder / "eindekss.sqlite") as database:
        database.executescript(
            "UPDATE audit SET started_at = '2020-01-01 00:00:00';"
            "UPDATE blob SET last_needed_at = '2020-01-01 00:00:00';"
            "UPDATE issue SET closed_audit_id = first_audit_id;"
        )
    for path in (copy.folder / "evidence").rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    pruned = copy.run("evidence", "prune", "--json", "-")
    told = json.loads(pruned.stdout)
    assert told["audits"] == {"screenshot": 4, "evidence": 4}
    assert told["gone"]["screenshot"]["size_bytes"] > 10_000
    assert (told["gone"]["evidence"]["blobs"] > 100, told["orphans"]["blobs"]) == (True, 0)
    assert list((copy.folder / "evidence").rglob("*.jpg")) == []

    verified = copy.run("evidence", "verify", "--json", "-")
    # The rows were set back for this test, and that is all that shows.
    assert {flaw["kind"] for flaw in json.loads(verified.stdout)["flaws"]} == {"changed_row"}
    assert "Pruned by retention on 20" in copy.run("evidence", "verify").stdout
    with sqlite3.connect(copy.folder / "eindekss.sqlite") as database:
        url = database.execute("SELECT url FROM site ORDER BY id LIMIT 1").fetchone()[0]
    report = copy.run("report", url, "--lang", "lv", "--out", "-")
    assert report.returncode == 0, report.stderr
    assert "šī audita attēli dzēsti" in report.stdout
    shown = copy.run("show", url)
    assert "removed by retention on 20" in shown.stderr
    assert copy.run("results").returncode == 0


def test_what_cannot_be_done_is_one_sentence(workshop: Workshop) -> None:
    nothing = workshop.run("evidence", "verify")
    assert (nothing.returncode, "Everything holds." in nothing.stdout) == (0, True)
    unknown = workshop.run("evidence", "verify", "nekad")
    assert unknown.returncode == 2
    assert "there is no run nekad" in told_in_one_sentence(unknown)
    strange = workshop.run("evidence", "prune")
    assert strange.returncode == 2
    assert "EINDEKSS_DATABASE_URL" in told_in_one_sentence(strange)
