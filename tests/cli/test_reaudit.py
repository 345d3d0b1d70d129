"""`eindekss audit SITE --page URL`: what is refused, before anything is asked for."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from crawler import visit
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.errors import SetupError
from tests.db.examples import HOME
from tests.db.kept import night


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One audit of a site of the list; a browser that would be looked for is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_BROWSER", str(tmp_path / "nowhere"))
    monkeypatch.delattr(visit, "visit")
    rows = f"atvk,name,url,centre,region\n0099000,Liepu novads,{HOME},regional,Kurzeme\n"
    (tmp_path / "sites.csv").write_text(rows, encoding="utf-8")
    database = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(database)
    night(database, EvidenceStore("evidence"), 0)
    database.dispose()


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["audit", *arguments])
    assert isinstance(result.exception, SetupError), result.output
    return str(result.exception)


@pytest.mark.parametrize(
    "page",
    [
        "https://cits.example/kontakti",
        "https://www.liepas.example.cits.example/",
        "https://www.liepas.example@cits.example/",
        "https://www.liepas.example:8443/kontakti",
        "https://e.liepas.example/kontakti",
        "http://127.0.0.1/",
        "ftp://www.liepas.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "kontakti",
        "",
    ],
)
def test_a_page_that_is_not_the_sites_is_refused(page: str) -> None:
    assert f"“{page}” is no page of {HOME}" in refused("0099000", "--page", page)


@pytest.mark.parametrize("page", [f"{HOME}kontakti", "http://liepas.example/kontakti#x", HOME])
def test_a_page_of_the_site_in_any_spelling_is_not(page: str) -> None:
    # It gets as far as the browser, which is not there.
    assert "nowhere" in refused("0099000", "--page", page)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--page", HOME],
        ["0099000", HOME, "--page", HOME],
        ["0099000", "--page", HOME, "--resume"],
        ["0099000", "--page", HOME, "--reuse"],
        ["0099000", "--page", HOME, "--max-pages", "3"],
        ["0099000", "--objection", "1"],
    ],
)
def test_a_page_goes_with_one_site_and_nothing_else(wrong: list[str]) -> None:
    assert "`eindekss audit SITE --page URL`" in refused(*wrong)


def test_an_objection_that_is_not_about_the_site_is_refused() -> None:
    assert f"there is no objection 7 about {HOME}" in refused("0099000", "--page", HOME, "--objection", "7")
