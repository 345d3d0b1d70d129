"""`eindekss register`: a snapshot is whole or not written, and what a register says cannot steer the terminal."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from pipeline.errors import SetupError
from tests.crawler.ckan import CkanServer, dataset, organisation, register_in_a_thread
from tests.crawler.origin import Reply

AVOTI = organisation("avotu-novada-pasvaldiba", "Avotu novada pašvaldība")
BUDGET = dataset("budzets", AVOTI["name"], "CSV", "PDF", title="Budžets [red]2026[/red]\x1b[31m")
SITES = """atvk,name,url,centre,region
0044000,Avotu novads,https://avoti.example,local,Vidzeme
0054000,Ceriņu novads,https://cerini.example,local,Vidzeme
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CkanServer]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "sites.csv").write_text(SITES, "utf-8")
    with register_in_a_thread(CkanServer([AVOTI], [BUDGET])) as server:
        monkeypatch.setenv("EINDEKSS_REGISTER_URL", server.address)
        yield server


def eindekss(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["register", *arguments])


def test_what_was_fetched_is_shown_without_the_register(server: CkanServer, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = eindekss("fetch")
    assert fetched.exit_code == 0
    assert "register.json: 1 of 2 sites are known to the register." in fetched.stderr
    assert "Not known for certain: Ceriņu novads." in fetched.stderr
    questions = len(server.asked)
    monkeypatch.setenv("EINDEKSS_REGISTER_SNAPSHOT", "register.json")
    shown = eindekss("show", "0044000")
    assert shown.exit_code == 0
    assert "avotu-novada-pasvaldiba, datasets: 1" in shown.stdout
    assert "Budžets [red]2026[/red]⟨U+001B⟩[31m" in shown.stdout
    assert "2026-10-01" in shown.stdout
    assert "csv, pdf" in shown.stdout
    assert len(server.asked) == questions


def test_the_answer_is_there_for_programs_too(server: CkanServer) -> None:
    told = json.loads(eindekss("show", "https://avoti.example", "--json", "-").stdout)
    assert (told["organisation"], told["snapshot"], told["failure"]) == (AVOTI["name"], False, None)
    assert told["datasets"][0]["formats"] == ["csv", "pdf"]


def test_a_register_that_breaks_off_leaves_the_former_snapshot(server: CkanServer) -> None:
    Path("kept.json").write_text("former")
    server.replies["package_search"] = Reply("", 503)
    fetched = eindekss("fetch", "--out", "kept.json")
    assert fetched.exit_code == 1
    assert "http_5xx" in fetched.stderr
    assert Path("kept.json").read_text() == "former"
    assert eindekss("show", "0044000").exit_code == 1


def test_what_cannot_be_asked_is_one_sentence(server: CkanServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "holds no site “0099999”" in str(eindekss("show", "0099999").exception)
    monkeypatch.setenv("EINDEKSS_REGISTER_URL", "")
    for arguments in (["fetch"], ["show", "0044000"]):
        said = eindekss(*arguments).exception
        assert isinstance(said, SetupError)
        assert "EINDEKSS_REGISTER_URL is empty" in str(said)
