"""The settings choose the browser, and say what is missing for it."""

import sys
from pathlib import Path

import pytest

import crawler.webdriver
from crawler.browser import PlaywrightEngine
from crawler.limits import Limits
from crawler.webdriver.engine import GridEngine
from pipeline.engines import engine_of
from pipeline.errors import SetupError
from pipeline.settings import SettingsError, read_settings

GRID = "http://192.0.2.7:4444"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_grid_it_is_this_machines() -> None:
    assert isinstance(engine_of(read_settings(), Limits()), PlaywrightEngine)


def test_with_a_grid_it_is_the_grids_and_no_browser_is_looked_for() -> None:
    engine = engine_of(read_settings({"grid_url": f"{GRID}/", "browser": "/no/such/browser"}), Limits())
    assert isinstance(engine, GridEngine)
    assert engine.axe_version is not None


def test_the_nodes_addresses_reach_the_door() -> None:
    given = {"grid_url": GRID, "grid_nodes": "10.1.0.0/16, 10.2.0.7", "grid_proxy_listen": "0.0.0.0"}
    engine = engine_of(read_settings({**given, "grid_proxy_host": "auditor.lan"}), Limits())
    assert isinstance(engine, GridEngine)
    assert engine.doorway.announced == "auditor.lan"
    assert [engine.doorway.admits(address) for address in ("10.1.2.3", "10.2.0.7", "10.2.0.8")] == [True, True, False]


@pytest.mark.parametrize("package", ["selenium", "axe_selenium_python"])
def test_without_the_extra_the_command_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Importing them anew would leave the new ones behind.
    monkeypatch.setattr(crawler, "webdriver", crawler.webdriver)
    for name in [name for name in sys.modules if name.startswith(("crawler.webdriver", package))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SetupError, match=rf"{package} is missing: pip install 'eindekss\[grid\]'"):
        engine_of(read_settings({"grid_url": GRID}), Limits())


def test_the_grids_password_stands_in_the_environment_only_and_is_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EINDEKSS_GRID_PASSWORD", "s3cret")
    settings = read_settings()
    assert settings.grid_password.get_secret_value() == "s3cret"
    assert "s3cret" not in str(settings.shown())
    monkeypatch.delenv("EINDEKSS_GRID_PASSWORD")
    (tmp_path / "eindekss.toml").write_text('grid_password = "s3cret"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="EINDEKSS_GRID_PASSWORD"):
        read_settings()
