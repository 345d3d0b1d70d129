"""`history`, `diff`, `findings` and `trend` as they are typed: tables, files, and errors that say what to do."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from model.finding import Feature
from model.site import Centre, Site
from pipeline.errors import SetupError
from tests.db.examples import HOME, audit, failed, issue, page
from tests.db.kept import keep

MENU = "header.region-header nav.tvp-menu a.tvp-menu__link"
MADONA = Site("https://madona.example/", "Madonas novads", "0038001", Centre.REGIONAL, "Vidzeme")
GONE = Site("https://varaklani.example/", "Varakļānu novads", "0055000", Centre.LOCAL, "Vidzeme")
OGRE = Site("https://ogre.example/", "Ogres novads", "0040000", Centre.REGIONAL, "Vidzeme")
FAULT = replace(issue(HOME), component=MENU)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two municipalities with the same fault, one of which took over a third and lost a feature on the third night."""
    folder = tmp_path_factory.mktemp("written")
    database, store = open_database(f"sqlite:///{folder}/eindekss.sqlite"), EvidenceStore(str(folder / "evidence"))
    ensure_ready(database)
    for night in range(2):
        keep(database, store, audit(night, site=GONE, pages=[page(HOME)], issues=[FAULT]))
    for night in range(3):
        chat = Feature("chat", night < 2, "working" if night < 2 else None)
        madona = audit(night, site=MADONA, pages=[page(HOME)], issues=[FAULT])
        keep(database, store, replace(madona, features=(chat,)))
        keep(database, store, audit(night, site=OGRE, pages=[page(HOME)], issues=[FAULT] if night else []))
    keep(database, store, replace(failed(3), site=MADONA))
    database.dispose()
    return folder


@pytest.fixture(autouse=True)
def folder(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(written)
    monkeypatch.setenv("COLUMNS", "200")


def eindekss(*arguments: str) -> Result:
    done = CliRunner().invoke(app, [*arguments, "--lang", "en"])
    if isinstance(done.exception, SetupError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


def test_history_names_the_one_that_became_part_of_it() -> None:
    said = eindekss("history", "0038000").stdout
    assert said.index("Madonas novads") < said.index("Varakļānu novads (part of it since 2025)")
    assert "not audited: host name not found" in said
    assert "0038001" in eindekss("history", "0055000").output
    document = json.loads(eindekss("history", "0038001", "--json", "-").stdout)
    assert [night["status"] for night in document["nights"]] == ["complete", "complete", "complete", "failed"]
    assert [len(one["nights"]) for one in document["predecessors"]] == [2]
    lines = eindekss("history", "0038001", "--since", "2026-01-03", "--csv", "-").stdout.splitlines()
    assert len(lines) == 1 + 3 + 1, "the predecessor's own night stands behind"


def test_diff_tells_what_was_lost() -> None:
    said = eindekss("diff", "0038001", "--from", "2026-01-02", "--to", "2026-01-04").stdout
    assert "found, working" in said
    document = json.loads(eindekss("diff", OGRE.url, "--from", "2026-01-02", "--json", "-").stdout)
    assert [(one["fate"], one["rule"]) for one in document["issues"]] == [("new", "image-alt")]


def test_findings_of_those_that_stand() -> None:
    found = json.loads(eindekss("findings", "--json", "-").stdout)
    assert [one["site"]["name"] for one in found] == ["Madonas novads", "Ogres novads"]
    assert len(json.loads(eindekss("findings", "--since", "2026-01-03", "--json", "-").stdout)) == 1
    assert eindekss("findings", "--region", "vidzeme", "--impact", "critical", "--csv", "f.csv").exit_code == 0
    assert len(Path("f.csv").read_text("utf-8").splitlines()) == 1 + 2


def test_one_fix_for_two_sites() -> None:
    said = eindekss("findings", "--shared").stdout
    assert "2 sites: Madonas novads, Ogres novads" in said
    (shared,) = json.loads(eindekss("findings", "--shared", "--json", "-").stdout)
    assert [one["site"]["atvk"] for one in shared["findings"]] == ["0038001", "0040000"]
    assert (shared["component"], shared["made_with"]) == (MENU, "Drupal")


def test_trend_of_what_was_asked() -> None:
    (point,) = json.loads(eindekss("trend", "--rule", "all", "--json", "-").stdout)["points"]
    assert (point["begins"], point["value"]) == ("2026-01-01", 2)
    assert "share with" in eindekss("trend", "--feature", "chat", "--group", "--by", "week").stdout
    assert eindekss("trend", "--csv", "-").stdout.splitlines()[1].startswith("score,,2026-01-01,,66.6")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("history", "0000000"), "no audit of"),
        (("diff", "0038001", "--from", "2026-01-04", "--to", "2026-01-02"), "is before --from"),
        (("findings", "--shared", "--closed"), "--shared tells"),
        (("findings", "--rule", "nothing"), "docs/checks.md"),
        (("trend", "--rule", "all", "--section", "services"), "name one"),
    ],
)
def test_what_cannot_be_answered_is_said(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(SetupError, match=said):
        eindekss(*arguments)
