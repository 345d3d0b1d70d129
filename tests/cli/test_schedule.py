"""`eindekss schedule` as it is typed: what is to come, pauses, and sites that are asked for by day."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from db.engine import open_database
from db.locks import take
from db.nights import nights
from pipeline.errors import SetupError
from reports.language import ZONE
from scheduler.leader import LOCK
from tests.db.stored_jobs import jobs_of
from tests.db.test_engine import ROOT

LIST = (
    "atvk,name,url,centre,region,every,window,valid_to\n"
    "0001000,Avoti,http://127.0.0.1:1/,,,,,\n"
    "0002000,Ceriņi,http://127.0.0.1:2/,,,7,10:00-12:00,\n"
    "0003000,Dzirnavas,http://127.0.0.1:3/,,,,,2020-01-01\n"
)
WRONG = "77,Wrong,http://127.0.0.1:4/,,,,,\n"
PRIVATE = "--allow-private-sites"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_METRICS_PORT", "0")
    (tmp_path / "sites.csv").write_text(LIST, "utf-8")
    return tmp_path


def eindekss(*arguments: str, status: int = 0) -> tuple[str, str]:
    """What it wrote to standard output, and what to standard error."""
    done = CliRunner().invoke(app, ["schedule", *arguments])
    assert done.exit_code == status, done.output
    return done.stdout, " ".join(done.stderr.split())


def refused(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["schedule", *arguments])
    assert isinstance(done.exception, SetupError)
    return str(done.exception)


def as_json(*arguments: str, status: int = 0) -> Any:
    return json.loads(eindekss(*arguments, "--json", "-", status=status)[0])


def test_list_of_sites() -> None:
    out, _ = eindekss("list", PRIVATE)
    assert "10:00 to 12:00, by day" in out
    assert "1 more" not in out.partition("Dzirnavas")[2]
    avoti, cerini, dzirnavas = as_json("list", PRIVATE)
    assert (avoti["every_days"], avoti["window"], avoti["last_night"]) == (1, None, None)
    assert (cerini["every_days"], cerini["window"], cerini["outside_the_night"]) == (7, ["10:00", "12:00"], True)
    assert (avoti["address"], avoti["others_on_address"], dzirnavas["next_night"]) == ("127.0.0.1", 2, None)
    hours = [datetime.fromisoformat(avoti[name]) for name in ("may_begin", "may_begin_until")]
    assert hours[1] - hours[0] == timedelta(hours=5, minutes=30)
    assert avoti["next_night"] == hours[0].astimezone(ZONE).date().isoformat()


def test_next_nights() -> None:
    found = as_json("next", "--nights", "8", PRIVATE)
    days = [date.fromisoformat(one["night"]) for one in found]
    assert days == [days[0] + timedelta(days=number) for number in range(8)]
    assert [one["sites"] for one in found] == [2, 1, 1, 1, 1, 1, 1, 2]
    for one in found:
        begins = datetime.fromisoformat(one["begins"])
        assert datetime.fromisoformat(one["begins_local"]) == begins
        assert f"{begins.astimezone(ZONE):%H:%M}" == "01:30"
    out, said = eindekss("next", PRIVATE)
    assert f"{days[0]} 01:30" in out
    assert f"The next night begins on {days[0]} 01:30, Riga time." in said


def test_refused_row_is_told_and_stops_no_others(place: Path) -> None:
    (place / "sites.csv").write_text(LIST + WRONG, "utf-8")
    assert len(as_json("list", PRIVATE, status=1)) == 3
    _, said = eindekss("next", PRIVATE, status=1)
    assert "line 5: atvk “77” is not seven digits" in said
    (place / "sites.csv").unlink()
    assert "cannot be read" in refused("list")


def test_pause_holds_until_it_is_ended() -> None:
    _, said = eindekss("pause")
    assert said == "The schedule is paused: no night begins until `eindekss schedule resume`."
    assert as_json("next", PRIVATE) == []
    assert {one["next_night"] for one in as_json("list", PRIVATE)} == {None}
    day = datetime.now(ZONE).date() + timedelta(days=40)
    _, said = eindekss("pause", "--until", day.isoformat())
    assert said == f"The next night begins on {day} 01:30, Riga time."
    assert [one["night"] for one in as_json("next", "--nights", "1", PRIVATE)] == [day.isoformat()]
    eindekss("resume")
    assert as_json("next", "--nights", "1", PRIVATE)[0]["night"] < day.isoformat()
    assert "has begun already" in refused("pause", "--until", "2026-01-01")


def test_sites_asked_for_now() -> None:
    done = as_json("run-now", "0002000", "http://127.0.0.1:9/x", "--max-pages", "2", PRIVATE)
    assert done["sites"] == ["http://127.0.0.1:2/", "http://127.0.0.1:9/x"]
    _, said = eindekss("run-now")
    assert "2 sites wait. No schedule runs on this database: start one, `eindekss schedule`." in said
    database = open_database("sqlite:///eindekss.sqlite")
    lock = take(database, LOCK)
    _, said = eindekss("run-now", "0001000")
    assert f"1 site waits. The schedule that runs (process {os.getpid()} on " in said
    lock.release()
    everything, mine = nights(database, limit=2)[1], nights(database, run=done["run"])[0]
    assert (everything.sites, everything.night, mine.settings["max_pages"]) == (2, None, 2)
    # Whatever the site's window says.
    assert all(job.not_before <= datetime.now(UTC) for job in jobs_of(database, mine.run))
    database.dispose()
    assert "no site with ATVK “0009000”" in refused("run-now", "0009000")


def test_options_before_a_command_are_not_lost_without_a_word() -> None:
    assert "`eindekss schedule list --sites FILE`" in refused("--sites", "other.csv", "list")


def test_schedule_runs_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-c", "from cli.main import main; main()", "schedule", PRIVATE]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stderr is not None
        said = ""
        while "this scheduler leads" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        assert "The next night begins on" in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not list(Path().glob("*-schedule"))
