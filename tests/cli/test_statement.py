"""`eindekss statement`: the draft as HTML, as text, and on standard output."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from pipeline.errors import SetupError
from tests.pipeline.gathered import HOME, SITE, gather, opened


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["statement", *arguments], env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with opened(tmp_path) as workplace:
        gather(workplace)
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", f"sqlite:///{tmp_path}/audits.sqlite")
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(tmp_path / "evidence"))
    return tmp_path


def test_the_draft_is_written_as_its_file_is_named(audited: Path) -> None:
    for name, begins in (("p.html", "<!doctype html>"), ("p.TXT", "Piekļūstamības paziņojums\n\nLiepu novada")):
        done = run(SITE.atvk or "", "--out", name)
        assert done.exit_code == 0, done.output
        assert done.stdout.strip() == name
        assert "8 places marked [aizpilda pašvaldība: …]" in done.stderr
        assert (audited / name).read_text("utf-8").startswith(begins)


def test_without_a_name_it_is_named_after_the_site(audited: Path) -> None:
    assert run(HOME).exit_code == 0
    (written,) = audited.glob("*-pieklustamibas-pazinojums.html")
    assert written.name == "www.liepas.example-pieklustamibas-pazinojums.html"


def test_standard_output_gets_the_text_alone(audited: Path) -> None:
    done = run(HOME, "--out", "-")
    assert done.stdout.startswith("Piekļūstamības paziņojums\n")
    assert "- Attēlam nav teksta alternatīvas (WCAG 2.1 kritērijs 1.1.1)." in done.stdout
    assert "places marked" not in done.stdout


def test_a_site_that_nobody_audited_is_an_error() -> None:
    done = run("0000000")
    assert isinstance(done.exception, SetupError)


def test_a_file_that_cannot_be_written_is_an_error() -> None:
    done = run(HOME, "--out", "nav/tur/p.html")
    assert "cannot be written" in str(done.exception)
