"""`eindekss results`: views, days and files, as a person types them."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from typer.testing import CliRunner, Result

from cli.main import app
from db.engine import ensure_ready, open_database
from model.site import Centre, Site
from pipeline.errors import SetupError
from tests.db.examples import SITE, audit, failed, index, save

Run = Callable[..., Result]
OTHER = Site("https://osi.example/", "Ošu novads", "0088000", Centre.NATIONAL, "Vidzeme")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two municipalities; one fell and then could not be audited."""
    url = f"sqlite:///{tmp_path_factory.mktemp('results')}/e.sqlite"
    engine = open_database(url)
    ensure_ready(engine)
    for night, score in ((0, 80.0), (30, 60.0)):
        save(engine, replace(audit(night), index=index(score=score)))
    save(engine, failed(40))
    save(engine, replace(audit(31, site=OTHER), index=index(score=70.0)))
    engine.dispose()
    return url


@pytest.fixture
def run(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", database)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["results", "--lang", "en", *arguments], env={"COLUMNS": "160", "NO_COLOR": "1"})

    return run


def test_without_a_view_it_is_the_table_of_sites_as_ever(run: Run) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    rows = [line.split()[:2] for line in done.stdout.splitlines()]
    assert rows.index(["Ošu", "novads"]) < rows.index(["Liepu", "novada"])
    assert "host name not found" in done.stdout
    assert "stale, 10 days old" in done.stdout
    listed = json.loads(run("--json", "-").stdout)
    assert [(row["name"], row["index"], row["stale_days"]) for row in listed] == [
        ("Ošu novads", 70.0, None), ("Liepu novada pašvaldība", 60.0, 10),
    ]  # fmt: skip
    assert run("--csv", "-").stdout.startswith("\ufeffATVK,Site,Address,")


def test_a_day_in_the_past_is_told_as_it_was(run: Run) -> None:
    (row,) = json.loads(run("--on", "2026-01-10", "--json", "-").stdout)
    assert (row["index"], row["status"], row["stale_days"]) == (80.0, "complete", None)


def test_views_are_printed_in_the_order_asked_for(run: Run) -> None:
    text = run("statements", "levels").stdout
    assert text.index("What the slides of 2019 say") < text.index("Municipalities at each maturity level")
    assert "Index" in text
    assert "stale" not in text
    everything = run("all", "--since", "2026-01-10").stdout
    for title in (
        "Leaders of each section",
        "TOP 10 of each group",
        "Recommendations of 2019",
        "Who moved: 10 January",
    ):
        assert title in everything
    assert "-20.0" in everything.replace("\N{MINUS SIGN}", "-")


def test_a_scope_narrows_what_is_told(run: Run) -> None:
    found = json.loads(run("levels", "--group", "national", "--section", "communication", "--json", "-").stdout)
    assert found["scope"] == {"group": "national", "region": None, "section": "communication"}
    assert found["municipalities"] == 1
    assert {line["subject"] for line in found["levels"]} == {"communication"}
    assert json.loads(run("levels", "--region", "kurzeme", "--json", "-").stdout)["municipalities"] == 1
    judged = json.loads(run("levels", "--methodology", "2026", "--json", "-").stdout)
    assert (judged["methodology"], judged["municipalities"], judged["measured"]) == ("2026", 2, 0)


def test_files_hold_everything_that_was_asked_for(run: Run) -> None:
    done = run("all", "--since", "2026-01-10", "--xlsx", "r.xlsx", "--pptx", "r.pptx", "--json", "r.json")
    assert done.exit_code == 0, done.output
    assert load_workbook("r.xlsx").sheetnames == [
        "Results", "Levels", "Statements", "As printed", "Leaders", "TOP 10", "Recommendations", "Movers",
    ]  # fmt: skip
    slides = Presentation(io.BytesIO(Path("r.pptx").read_bytes())).slides
    assert slides[0].shapes.title is not None
    assert slides[0].shapes.title.text_frame.text == "Municipal e-index: results"
    assert json.loads(Path("r.json").read_text("utf-8"))["movements"][0]["moves"][0]["atvk"] == SITE.atvk
    assert run("top", "--csv", "-").stdout.startswith("\ufeffGroup,Place,Municipality")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["movers"], "--since"),
        (["levels", "top", "--csv", "-"], "name one view"),
        (["levels", "--section", "sport"], "there is no section “sport”"),
        (["--on", "2019-01-01"], "had been audited by then"),
        (["--region", "Sēlija"], "leave out --on, --group or --region"),
        (["--methodology", "1918"], "1918"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, SetupError)
    assert said in str(done.exception)


@pytest.mark.parametrize("arguments", [["winners"], ["--on", "yesterday"], ["--group", "big"]])
def test_what_is_typed_wrongly_is_a_usage_error(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
