"""The checks together: side by side, within their time, whatever one of them does; and the browser for real."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from crawler.executables import find_axe
from pipeline.doctor import browser
from pipeline.doctor.check import Answer, Installation, State, fail, ok
from pipeline.doctor.examination import CHECKS, examined
from tests.pipeline.doctor.conftest import only

Make = Callable[..., Installation]


@pytest.fixture
def ended() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_one_that_breaks_or_hangs_takes_none_with_it(installation: Make, ended: threading.Event) -> None:
    together = threading.Barrier(3)

    def breaks(installation: Installation) -> list[Answer]:
        together.wait(5)
        raise KeyError("kas tas")

    def hangs(installation: Installation) -> list[Answer]:
        together.wait(5)
        ended.wait(60)
        return [ok("at last")]

    def works(installation: Installation) -> list[Answer]:
        together.wait(5)
        return [ok("yes"), fail("no", "do")]

    found = list(examined(installation(), {"a": breaks, "b": hangs, "c": works}, {}, check_s=1.0))
    assert [(one.check, one.state) for one in found] == [
        ("a", State.FAIL),
        ("b", State.FAIL),
        ("c", State.OK),
        ("c", State.FAIL),
    ]
    assert "KeyError" in found[0].text
    assert "within 1 s" in found[1].text


def test_what_comes_afterwards_sees_what_was_found(installation: Make) -> None:
    def finds(installation: Installation) -> list[Answer]:
        installation.clocks["a"] = 1.0
        return [ok("found")]

    def looks(installation: Installation) -> list[Answer]:
        return [ok(str(installation.clocks))]

    assert [one.text for one in examined(installation(), {"a": finds}, {"b": looks})] == ["found", "{'a': 1.0}"]


def test_the_issue_names_what_is_checked() -> None:
    assert {"browser", "database", "packages", "evidence", "names", "mail", "memory", "time zone"} <= set(CHECKS)


def test_a_browser_that_is_there_draws_and_one_that_is_not_fails(installation: Make, folder: Path) -> None:
    drawn = browser.browser(installation())[0]
    assert (drawn.state, "draws a page" in drawn.text) == (State.OK, True)
    assert only(browser.browser, installation(browser="/nowhere")).state is State.FAIL
    dead = folder / "dead"
    dead.write_text("#!/bin/sh\nexit 1\n")
    dead.chmod(0o755)
    assert only(browser.browser, installation(browser=str(dead))).state is State.FAIL


def test_a_grid_that_is_away_fails_in_the_place_of_the_browser(installation: Make) -> None:
    told = only(browser.browser, installation(grid_url="http://127.0.0.1:9"))
    assert told.state is State.FAIL
    assert "Selenium Grid at http://127.0.0.1:9 does not answer" in told.text


def test_an_old_axe_is_warned_of(installation: Make, folder: Path) -> None:
    assert find_axe().version == browser.AXE
    assert only(browser.axe, installation()).state is State.OK
    old = folder / "axe.min.js"
    for version, state in (("4.12.1", State.WARN), ("4.14.1", State.OK), ("new", State.FAIL)):
        old.write_text(f"/*! axe v{version} */")
        assert only(browser.axe, installation(axe=str(old))).state is state
    pinned = (Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8")
    assert f"pytest-playwright-axe=={browser.AXE}" in pinned


def test_the_command_tells_each_line_and_fails_where_one_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("pipeline.doctor.examination.CHECKS", {})
    (folder / "eindekss.toml").write_text("max_pages = 0\n")
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert done.stdout.startswith("fail settings: EINDEKSS_MAX_PAGES")
    assert "→ `eindekss settings`" in done.stdout
    (folder / "eindekss.toml").unlink()
    done = CliRunner().invoke(app, ["doctor", "--json", "-"])
    (clock,) = json.loads(done.stdout)
    assert (done.exit_code, clock["check"], clock["state"]) == (0, "clock", "warn")
