"""`eindekss review` and `override`: what waits for a person, who decided what, and how a decision ends."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from model.finding import Outcome
from pipeline.errors import SetupError
from tests.db.examples import CONTACTS, HOME, issue
from tests.db.kept import night

FINDING = "fedcba9876543210"
TODAY = datetime.now(UTC)
SOON, PAST = (f"{TODAY + timedelta(days=days):%Y-%m-%d}" for days in (30, -30))
BY = ("--who", "A. Ozola", "--why", "Zvanīju un pārbaudīju")


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One audit: a finding that needs a look, chat found, forum that could not be told, petition only mentioned."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "220")
    database = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(database)
    unsure = replace(issue(HOME, CONTACTS, name=FINDING), outcome=Outcome.NEEDS_REVIEW)
    night(database, EvidenceStore("evidence"), 0, issues=[unsure, issue(HOME, name="0123")])
    database.dispose()


def eindekss(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def waiting() -> list[str]:
    result = eindekss("review", "--json", "-")
    assert result.exit_code == 0, result.output
    return [one["item"] for one in json.loads(result.stdout)]


def refused(*arguments: str) -> str:
    result = eindekss(*arguments)
    assert isinstance(result.exception, SetupError), result.output
    return str(result.exception)


def decisions(*arguments: str) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(eindekss("override", "list", "--json", "-", *arguments).stdout)
    return listed


def test_the_queue_is_worked_through() -> None:
    assert waiting() == [f"0099000:{FINDING}", "0099000:forum"]
    assert f"0099000:{FINDING}" in eindekss("review", "0099000", "--lang", "lv").stdout
    assert eindekss("review", "decide", f"0099000:{FINDING}", "fail", *BY, "--until", SOON).exit_code == 0
    assert waiting() == ["0099000:forum"]
    assert eindekss("review", "decide", "0099000:forum", "dismiss", *BY).exit_code == 0
    assert waiting() == []
    finding, forum = decisions()
    assert (finding["ruling"], finding["rule"], finding["place"]) == ("fail", "image-alt", "header img.logo")
    assert (forum["about"], forum["until"], forum["who"], forum["why"]) == ("feature", None, BY[1], BY[3])
    table = eindekss("override", "list", "--lang", "lv").stdout
    assert "Liepu novada pašvaldība" in table
    assert "A. Ozola: Zvanīju un pārbaudīju" in table


def test_a_failure_can_be_dismissed_too_and_what_is_not_there_cannot() -> None:
    assert eindekss("review", "decide", "0099000:0123", "dismiss", *BY).exit_code == 0
    assert "neither a finding nor a feature" in refused("review", "decide", "0099000:ffff", "pass", *BY)
    assert "names no item" in refused("review", "decide", "ffff", "pass", *BY)
    assert "needs its kind" in refused("review", "decide", "0099000:chat", "pass", *BY)


def test_an_override_is_set_listed_and_ended() -> None:
    done = eindekss(
        "override",
        "set",
        "0099000",
        "council_stream",
        "yes",
        "--grade",
        "stream",
        *BY,
        "--until",
        SOON,
        "--proof",
        HOME,
    )
    assert done.stdout == f"Decision 1 holds until {SOON}.\n"
    (made,) = decisions("0099000")
    assert (made["subject"], made["ruling"], made["grade"], made["proof"]) == ("council_stream", "pass", "stream", HOME)
    assert eindekss("override", "end", "1", "--who", "J. Liepa").exit_code == 0
    assert decisions() == []
    (ended,) = decisions("--ended")
    assert ended["ended_by"] == "J. Liepa"
    assert "no decision 1 in force" in refused("override", "end", "1")


def test_one_that_has_run_out_is_listed_no_longer() -> None:
    assert eindekss("override", "set", HOME, "forum", "no", *BY, "--from", PAST, "--until", SOON).exit_code == 0
    assert [one["from_day"] for one in decisions()] == [PAST]
    assert "forum" not in " ".join(waiting())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("9999999", "forum", "yes"), "no audit of “9999999”"),
        (("0099000", "forumm", "yes"), "there is no feature “forumm”"),
        (("0099000", "latvija_lv_link", "yes"), "--grade home or deep"),
        (("0099000", "latvija_lv_link", "yes", "--grade", "far"), "“far” is no grade"),
        (("0099000", "chat", "yes"), "--kind bot or person"),
        (("0099000", "chat", "yes", "--kind", "parrot"), "no kind “parrot”"),
        (("0099000", "forum", "no", "--grade", "linked"), "neither grade nor kind"),
        (("0099000", "forum", "yes", "--until", PAST), "in the past"),
        (("0099000", "forum", "yes", "--who", " "), "needs who made it"),
        (("0099000", "forum", "yes", "--why", "x" * 2_001), "too long"),
    ],
)
def test_what_could_not_be_counted_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("override", "set", *arguments[:3], *BY, "--until", SOON, *arguments[3:])
    assert decisions("--ended") == []
