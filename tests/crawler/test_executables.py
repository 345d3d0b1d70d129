"""Where the browser and the axe file are found, and what is said where they are not."""

from pathlib import Path

import pytest

from crawler.executables import AxeMissing, BrowserMissing, find_axe, find_browser


def test_a_browser_that_the_settings_name_is_taken_or_missed(tmp_path: Path) -> None:
    named = tmp_path / "parluks"
    named.write_text("#!/bin/sh\n")
    with pytest.raises(BrowserMissing, match="parluks"):
        find_browser(str(named))
    named.chmod(0o755)
    assert find_browser(str(named)) == named


def test_without_any_browser_both_commands_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(BrowserMissing, match=r"playwright install .*apt-get install chromium"):
        find_browser()


def test_the_newest_axe_is_found_with_its_version() -> None:
    axe = find_axe()
    assert axe.version.split(".") >= ["4", "14"]
    assert axe.source().startswith("/*! axe v" + axe.version)


def test_an_axe_file_that_the_settings_name_is_taken_or_missed(tmp_path: Path) -> None:
    named = tmp_path / "axe.min.js"
    with pytest.raises(AxeMissing, match=r"axe\.min\.js"):
        find_axe(str(named))
    named.write_text("/*! axe v9.8.7\n")
    assert find_axe(str(named)).version == "9.8.7"
    named.write_text("cits")
    with pytest.raises(AxeMissing, match="is no axe"):
        find_axe(str(named))
