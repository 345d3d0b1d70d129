"""`eindekss survey`: out as a template, back whole or not at all, and shown with its age."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.main import app
from pipeline.errors import SetupError

THIS_YEAR = datetime.now(UTC).year
SITES = """atvk,name,url,centre,region,role,valid_to
0044000,Avotu novads,https://avoti.example,local,Vidzeme,main,
0054000,Ceriņu novads,https://cerini.example,local,Vidzeme,main,
0044000,Avotu tūrisms,https://turisms.example,local,Vidzeme,other,
0055000,Varakļānu novads,https://varaklani.example,local,Vidzeme,main,2025-06-30
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "sites.csv").write_text(SITES, "utf-8")
    return tmp_path


def eindekss(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["survey", *arguments])


def filled(answers: dict[tuple[str, str], str], year: int = THIS_YEAR) -> str:
    """A template with these answers by ATVK and question; returns the file's name."""
    template = eindekss("template", "--year", str(year), "--lang", "lv", "--out", "-")
    assert template.exit_code == 0, template.output
    header, *rows = csv.reader(io.StringIO(template.stdout.lstrip("\ufeff")))
    for row in rows:
        row[header.index("Atbilde")] = answers.get((row[0], row[header.index("Jautājuma kods")]), "")
    with Path("aizpildits.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return "aizpildits.csv"


def shown(atvk: str, *more: str) -> dict[str, dict[str, object]]:
    result = eindekss("show", atvk, "--json", "-", *more)
    assert result.exit_code == 0, result.output
    return {line["question"]: line for line in json.loads(result.stdout)}


def test_the_template_asks_the_municipalities_that_stand() -> None:
    assert eindekss("template", "--year", "2026").stdout == "aptauja-2026.xlsx\n"
    titles = load_workbook("aptauja-2026.xlsx").sheetnames
    assert titles == ["Norādījumi", "0044000 Avotu novads", "0054000 Ceriņu novads", "Atbilžu saraksts"]
    one = eindekss(
        "template", "--year", "2026", "--atvk", "0054000", "--methodology", "2026", "--lang", "en", "--out", "a.csv"
    )
    assert one.stdout == "a.csv\n"
    rows = list(csv.DictReader(io.StringIO(Path("a.csv").read_text("utf-8-sig"))))
    assert {row["ATVK"] for row in rows} == {"0054000"}
    assert "Latvija.gov.lv" in " ".join(row["Question"] for row in rows)
    for wrong, said in ((("--atvk", "0055000"), "0055000"), (("--out", "a.ods"), "neither .xlsx nor .csv")):
        failed = eindekss("template", "--year", "2026", *wrong)
        assert isinstance(failed.exception, SetupError)
        assert said in str(failed.exception)


def test_answers_come_in_once_all_is_right() -> None:
    file = filled({("0044000", "service_standard.standard"): "Varbūt", ("0054000", "onsite_support.helper"): "jā"})
    refused = eindekss("import", file)
    assert refused.exit_code == 1
    assert "“Varbūt” is no answer to service_standard.standard" in refused.stderr
    assert "Nothing was changed" in refused.stdout
    assert shown("0054000")["onsite_support.helper"]["answer"] is None
    file = filled(
        {("0044000", "service_standard.standard"): "Savu standartu", ("0054000", "onsite_support.helper"): "jā"}
    )
    assert "Would be saved: 2 answers" in eindekss("import", file, "--dry-run").stdout
    assert shown("0054000")["onsite_support.helper"]["answer"] is None
    done = eindekss("import", file, "--who", "Ministrija", "--json", "-")
    assert json.loads(done.stdout) == {
        "filled": [
            {"atvk": "0044000", "year": THIS_YEAR, "answers": 1}, {"atvk": "0054000", "year": THIS_YEAR, "answers": 1},
        ],
        "problems": [],
    }  # fmt: skip
    answer = shown("0044000")["service_standard.standard"]
    assert (answer["answer"], answer["points"], answer["given_by"]) == ("own", 100, "Ministrija")
    assert (answer["year"], answer["age_years"], answer["counts"]) == (THIS_YEAR, 0, True)


def test_a_newer_import_supersedes_and_an_old_answer_is_shown_with_its_age() -> None:
    key = ("0044000", "service_standard.standard")
    for year, said in ((THIS_YEAR - 3, "Savu standartu"), (THIS_YEAR - 1, "Nevienu")):
        assert eindekss("import", filled({key: said}, year)).exit_code == 0
    assert eindekss("import", filled({key: "Nav zināms"}, THIS_YEAR - 1)).exit_code == 0
    answer = shown("0044000")["service_standard.standard"]
    assert (answer["answer"], answer["counts"], answer["age_years"], answer["superseded"]) == (None, False, 1, 2)
    table = eindekss("show", "0044000", "--lang", "lv").stdout
    assert f"{THIS_YEAR - 1} (pirms 1 gada)" in table
    assert "2 agrākas atbildes" in table


def test_a_file_without_an_answer_is_refused() -> None:
    for file in (filled({}), "nav.xlsx"):
        failed = eindekss("import", file)
        assert isinstance(failed.exception, SetupError)
