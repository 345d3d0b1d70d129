"""`eindekss runs` as it is typed: what there was, how each site of a night fares, and its end."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine
from typer.testing import CliRunner

from cli.main import app
from db.claims import claim_run
from db.engine import ensure_ready, open_database
from db.jobs import JobState, end_job, pick_job, put_off
from db.nights import Planned, nights, plan_night
from db.runs import RunStatus, start_run
from db.saving import save_audit
from model.failure import Failure, FailureKind
from model.site import Site
from pipeline.errors import SetupError
from reports.runs import RunLine, runs_table
from tests.db.examples import audit, failed

NOW = datetime.now(UTC)
REF = "d" * 64 + ".zst"
NIGHT = "20261127T013000000Z"
WELL, DOWN, BROKEN, LATE = (
    Site(f"https://{name}.example/", f"{name.title()} novads", f"00{number}0000")
    for number, name in enumerate(("avoti", "bērzi", "ciemi", "dzirnas"), start=11)
)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A night: one site is saved, one waits for its second try, one crashed and one waits."""
    monkeypatch.chdir(tmp_path)
    database = open_database(f"sqlite:///{tmp_path}/eindekss.sqlite")
    ensure_ready(database)
    later = NOW + timedelta(hours=4)
    turns = [Planned(site, NOW - timedelta(minutes=10), later) for site in (WELL, DOWN, BROKEN, LATE)]
    plan_night(
        database, NIGHT, turns, planned_at=NOW, ends_at=later, settings={}, versions={}, date_of=date(2026, 11, 27)
    )  # fmt: skip
    for _ in range(3):
        job = pick_job(database, "process 7 on nakts", NOW)
        assert job is not None
        if job.site.url == WELL.url:
            save_audit(database, replace(audit(0, site=WELL), run=NIGHT), REF)
            end_job(database, job, JobState.SAVED, NOW)
        elif job.site.url == DOWN.url:
            put_off(database, job, NOW + timedelta(minutes=10), Failure(FailureKind.TIMEOUT, "no answer in 15 s"))
        else:
            end_job(database, job, JobState.CRASHED, NOW, detail="ValueError: x")
    yield database
    database.dispose()


def eindekss(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    if isinstance(done.exception, SetupError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_runs_are_listed_with_what_became_of_their_sites(database: Engine) -> None:
    start_run(database, "by hand", started_at=NOW - timedelta(days=1), sites=[WELL], settings={}, versions={})
    night, by_hand = json.loads(eindekss("runs", "--json", "-"))
    assert {name: night[name] for name in ("id", "night", "status", "sites", "saved", "waiting", "crashed")} == {
        "id": NIGHT, "night": "2026-11-27", "status": "running", "sites": 4, "saved": 1, "waiting": 2, "crashed": 1
    }  # fmt: skip
    # Nobody holds its lock.
    assert (by_hand["id"], by_hand["status"], by_hand["night"]) == ("by hand", "killed", None)
    said = eindekss("runs")
    assert "27.11." in said
    assert said.index(NIGHT) < said.index("by hand")


def test_list_is_whole_in_a_terminal_of_80_columns() -> None:
    ended = NOW + timedelta(hours=5, minutes=31, seconds=9)
    run = RunLine(NIGHT, date(2026, 11, 27), "cancelled", NOW, ended, 42, 40, 11, 0, 0, 1, 1)
    with (terminal := Console(width=80, file=StringIO())).capture() as shown:
        terminal.print(runs_table([run, replace(run, sites=4000, saved=3998)]))
    said = shown.get()
    assert "…" not in said
    assert [said.count(word) for word in (NIGHT, "cancelled", "5:31:09", "3998/4000")] == [2, 2, 2, 1]


def test_one_run_tells_each_site_what_needs_a_look_first(database: Engine) -> None:
    said = eindekss("runs", "show")
    assert "1 of 4 sites saved; 2 waiting; 1 met a fault of eindekss" in said
    assert said.index("Ciemi novads") < said.index("Avoti novads")
    assert "ValueError: x" in said
    assert "timeout: no answer in 15 s; one earlier try; not before" in said


def test_run_by_hand_tells_why_a_site_failed(database: Engine) -> None:
    start_run(database, "n3", started_at=NOW + timedelta(1), sites=[DOWN], settings={}, versions={})
    save_audit(database, replace(failed(3), site=DOWN, run="n3"), REF)
    (site,) = json.loads(eindekss("runs", "show", "n3", "--json", "-"))["of_site"]
    assert (site["state"], site["failure"]["kind"]) == ("failed", failed(3).failure.kind)  # type: ignore[union-attr]


def test_cancelled_night_ends_and_keeps_what_is_saved(database: Engine) -> None:
    assert "2 waiting sites are cancelled" in eindekss("runs", "cancel", NIGHT)
    (night,) = nights(database)
    assert night.status is RunStatus.FINISHED
    assert night.counts == {JobState.SAVED: 1, JobState.CRASHED: 1, JobState.CANCELLED: 2}
    with pytest.raises(SetupError, match="not at work any more"):
        eindekss("runs", "cancel", NIGHT)


def test_run_of_another_process_is_not_cancelled_but_its_process_named(database: Engine) -> None:
    start_run(database, "by hand", started_at=NOW, sites=[WELL], settings={}, versions={})
    claim = claim_run(database, "by hand")
    with pytest.raises(SetupError, match=r"stop process \d+ on .* with Ctrl-C"):
        eindekss("runs", "cancel", "by hand")
    claim.release()


def test_followed_night_is_shown_until_it_ends(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def turned(_seconds: float) -> None:
        job = pick_job(database, "process 7 on nakts", NOW + timedelta(hours=1))
        assert job is not None
        end_job(database, job, JobState.CRASHED, NOW)

    monkeypatch.setattr("cli.runs.sleep", turned)
    assert "3 met a fault of eindekss" in eindekss("runs", "show", NIGHT, "--follow")


def test_unknown_run_is_one_sentence(database: Engine) -> None:
    with pytest.raises(SetupError, match="there is no run n9: `eindekss runs` lists them"):
        eindekss("runs", "show", "n9")
