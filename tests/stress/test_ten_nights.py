"""Nothing changes on the sites, so nothing may change in their history: ten audits, one truth."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.end_to_end.command import Workshop
from tests.end_to_end.test_sample_sites import without_times
from tests.sites.server import serve_all, sites_csv

NIGHTS = 10


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_ten_audits_of_the_same_sites_say_the_same(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    with serve_all("free") as origins:
        sites_csv(origins, tmp_path / "sites.csv")
        nights = []
        for _ in range(NIGHTS):
            done = workshop.run(
                "audit", "--allow-private-sites", "--max-pages", "8", "--json", "out.json", timeout_s=900
            )
            assert done.returncode == 0, done.stderr
            audits = json.loads((tmp_path / "out.json").read_text("utf-8"))["audits"]
            nights.append([without_times(audit) for audit in audits])
    for night in nights[1:]:
        assert night == nights[0]
    with sqlite3.connect(tmp_path / "eindekss.sqlite") as database:
        (audits,) = database.execute("SELECT count(*) FROM audit").fetchone()
        moved = database.execute(
            "SELECT rule, component FROM issue WHERE closed_audit_id IS NOT NULL OR reopened > 0 OR first_audit_id > 4"
        ).fetchall()
    assert audits == NIGHTS * 4
    assert moved == []
