"""What a person at the terminal gets: exit statuses, what was saved, and errors that say what to do."""

import json
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.end_to_end.command import Workshop, told_in_one_sentence

HEADER = "atvk,name,url,centre,region\n"


def test_failures_of_the_world_fail_the_site_and_not_the_run(workshop: Workshop, served: dict[str, str]) -> None:
    (workshop.folder / "sites.csv").write_text(
        HEADER
        + "9900001,Nav vārda,https://nav-tada-varda.invalid,local,X\n"
        + "9900002,Aizvērts,http://127.0.0.1:9,local,X\n"
        + "990003,Slikta rinda,https://a.lv,local,X\n"
        + f"9901000,Avotu novads,{served['good']},regional,Vidzeme\n",
        encoding="utf-8",
    )
    done = workshop.run("audit", "--allow-private-sites", "--max-pages", "2", "--json", "-")
    assert done.returncode == 1
    assert "line 4: atvk “990003” is not seven digits" in done.stderr
    audits = {audit["site"]["atvk"]: audit for audit in json.loads(done.stdout)["audits"]}
    assert audits["9900001"]["failure"]["kind"] == "dns"
    assert audits["9900002"]["failure"]["kind"] == "refused"
    assert len(audits["9901000"]["pages"]) == 2
    for atvk in ("9900001", "9900002"):
        assert audits[atvk]["status"] == "failed"
        assert audits[atvk]["index"]["score"] is None
        assert {feature["found"] for feature in audits[atvk]["features"].values()} == {None}


def test_a_private_site_is_refused_unless_it_was_opened(workshop: Workshop, served: dict[str, str]) -> None:
    done = workshop.run("audit", served["good"], "--json", "-")
    assert done.returncode == 1
    (audit,) = json.loads(done.stdout)["audits"]
    assert (audit["failure"]["kind"], audit["site"]["atvk"]) == ("private_address", None)


def test_no_network_is_asked_about(workshop: Workshop) -> None:
    rows = "".join(f"99000{n:02},Novads {n},https://novads-{n}.invalid,local,X\n" for n in range(12))
    (workshop.folder / "sites.csv").write_text(HEADER + rows, encoding="utf-8")
    done = workshop.run("audit")
    assert done.returncode == 1
    assert "is there a network" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_keeps_what_was_saved_and_resume_finishes_the_rest(workshop: Workshop, served: dict[str, str]) -> None:
    rows = "".join(f"99010{n:02},Novads {n},{origin},local,X\n" for n, origin in enumerate(served.values()))
    (workshop.folder / "sites.csv").write_text(HEADER + rows, encoding="utf-8")
    workshop.variables.update(EINDEKSS_SITES_AT_ONCE="1", EINDEKSS_MAX_PAGES="2", EINDEKSS_MAX_DOCUMENTS="8")
    process = workshop.start("audit", "--allow-private-sites")
    assert process.stderr is not None
    first = process.stderr.readline()
    assert "[1/4]" in first
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "eindekss audit --resume" in stderr
    assert "Traceback" not in stderr
    database = sqlite3.connect(workshop.folder / "eindekss.sqlite")
    saved = database.execute("select count(*) from audit").fetchone()[0]
    assert 1 <= saved < 4
    done = workshop.run("audit", "--resume")
    assert done.returncode == 0, done.stderr
    assert database.execute(
        "select count(*), count(distinct run_id), count(distinct site_id) from audit"
    ).fetchone() == (4, 1, 4)
    database.close()
    assert "no stopped run" in told_in_one_sentence(workshop.run("audit", "--resume"))


def test_a_run_ends_with_its_time_and_the_rest_is_resumed(tmp_path: Path, served: dict[str, str]) -> None:
    short = {
        "EINDEKSS_MAX_DOCUMENTS": "2",
        "EINDEKSS_RUN_BUDGET_S": "20.5",
        "EINDEKSS_SITE_BUDGET_S": "20",
        "EINDEKSS_SITES_AT_ONCE": "1",
    }
    first, second = served["good"], served["old"]
    wanted = ("--allow-private-sites", "--max-pages", "1")
    done = Workshop(tmp_path, short).run("audit", first, second, *wanted)
    assert done.returncode == 1, done.stderr
    assert "The time for the run is spent. 1 sites are saved whole, 1 wait." in done.stderr
    rest = Workshop(tmp_path, {"EINDEKSS_MAX_DOCUMENTS": "2"}).run("audit", "--resume", "--json", "-")
    assert rest.returncode == 0, rest.stderr
    assert [audit["site"]["url"].rstrip("/") for audit in json.loads(rest.stdout)["audits"]] == [second.rstrip("/")]


@pytest.mark.parametrize(
    ("variables", "arguments", "said"),
    [
        ({}, ["audit"], "sites.csv cannot be read"),
        ({}, ["audit", "ftp://a.lv"], "must begin with https://"),
        ({}, ["results"], "run `eindekss audit` first"),
        ({"EINDEKSS_BROWSER": "/nowhere/chromium"}, ["audit", "https://a.invalid"], "/nowhere/chromium"),
        ({"EINDEKSS_AXE": "/nowhere/axe.js"}, ["audit", "https://a.invalid"], "/nowhere/axe.js"),
        ({"EINDEKSS_DATABASE_URL": "sqlite:////proc/no.sqlite"}, ["results"], "database"),
        ({"EINDEKSS_DATABASE_URL": "postgresql://127.0.0.1:9/no"}, ["results"], "database"),
        ({"EINDEKSS_METHODOLOGY": "1918"}, ["results"], "1918"),
        ({"EINDEKSS_MAX_PAGES": "x"}, ["results"], "EINDEKSS_MAX_PAGES"),
    ],
)
def test_a_faulty_set_up_is_one_sentence_and_status_2(
    workshop: Workshop, variables: dict[str, str], arguments: list[str], said: str
) -> None:
    workshop.variables.update(variables)
    done = workshop.run(*arguments)
    assert done.returncode == 2
    assert said in told_in_one_sentence(done)


def test_an_older_database_is_refused_with_the_command_that_upgrades_it(workshop: Workshop) -> None:
    path = workshop.folder / "eindekss.sqlite"
    assert workshop.run("db", "upgrade").returncode == 0
    with sqlite3.connect(path) as database:
        database.execute("update alembic_version set version_num = '0000'")
    database.close()
    done = workshop.run("results")
    assert done.returncode == 2
    assert "eindekss" in told_in_one_sentence(done)


def test_sites_check_counts_and_names_lines(workshop: Workshop) -> None:
    (workshop.folder / "s.csv").write_text(
        HEADER + "1,A,https://a.lv,local,X\n9900001,B,https://b.lv,local,X\n", "utf-8"
    )
    done = workshop.run("sites", "check", "--offline", "--sites", "s.csv", "--json", "-")
    assert done.returncode == 1
    assert json.loads(done.stdout)["sites"] == 1
    assert json.loads(done.stdout)["problems"][0]["line"] == 2


def test_settings_are_shown(workshop: Workshop) -> None:
    workshop.variables.update(EINDEKSS_MAX_PAGES="7")
    shown = json.loads(workshop.run("settings", "--json", "-").stdout)
    assert shown["EINDEKSS_MAX_PAGES"] == "7"
    assert "EINDEKSS_MAX_PAGES" in workshop.run("settings").stdout
    assert Path(workshop.folder / "eindekss.sqlite").exists() is False
