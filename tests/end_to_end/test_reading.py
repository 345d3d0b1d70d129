"""What a person at the terminal gets of audits that were saved: tables, files and reports."""

import json

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.end_to_end.conftest import Audited


def test_the_closing_table_names_every_site(audited: Audited) -> None:
    for name in ("Avotu novads", "Bērzkalnu novads", "Ceriņu novads", "Dzirnavu novads"):
        assert name in audited.stdout
    assert "[4/4]" in audited.stderr


def test_findings_are_those_of_the_audits(audited: Audited) -> None:
    run = audited.workshop.run
    found = json.loads(run("findings", "9902000", "--json", "-").stdout)
    audit = next(one for one in audited.export["audits"] if one["site"]["atvk"] == "9902000")
    saved = {one["fingerprint"] for part in ("wcag", "mobile") for one in audit[part]["findings"]}
    assert saved <= {one["fingerprint"] for one in found}
    assert {one["came_back"] for one in found} == {0}
    (night,) = json.loads(run("history", "9902000", "--json", "-").stdout)["nights"]
    assert (night["wcag"], night["index"]) == (audit["wcag"]["score"], audit["index"]["score"])
    assert run("findings", "--shared", "--lang", "en").returncode == 0


def test_results_report_export_and_show_read_what_was_saved(audited: Audited) -> None:
    run = audited.workshop.run
    assert "Avotu novads" in run("results", "--lang", "en").stdout
    assert run("results", "--lang", "lv", "--csv", "-").stdout.startswith("\ufeffATVK,Vietne,Adrese,")
    written = run("results", "--lang", "lv", "--csv", "r.csv", "--xlsx", "r.xlsx")
    assert "Avotu novads" in written.stdout
    assert (audited.workshop.folder / "r.csv").read_text("utf-8-sig").count("\n") == 5
    sheet = load_workbook(audited.workshop.folder / "r.xlsx").active
    assert isinstance(sheet, Worksheet)
    assert sheet.max_row == 5
    exported = json.loads(run("export", "audits", "--format", "json").stdout)
    assert len(exported["audits"]) == 4
    shown = run("show", "9904000").stdout
    assert "accessibility_statement" in shown
    assert "[Iestādes nosaukums]" in shown, "what is wrong with the statement, in its own words"
    done = run("report", "9904000", "--lang", "lv", "--out", "d.html")
    assert done.returncode == 0, done.stderr
    page = (audited.workshop.folder / "d.html").read_text("utf-8")
    assert "Dzirnavu novads" in page
    assert "data:image/jpeg" in page
    folder = audited.workshop.folder / "all"
    assert run("report", "--lang", "en", "--out", folder).returncode == 0
    assert (folder / "index.html").exists()
    assert len(list(folder.glob("*.html"))) == 5
