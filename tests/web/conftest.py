"""The dashboard over the country of tests/web/country.py, only read, and served over real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from pipeline.workplace import Workplace
from tests.reports.conftest import axe as axe
from tests.reports.conftest import browser as browser
from tests.web.country import NOW
from tests.web.opened_country import opened_country
from tests.web.serving import serving
from web.app import create_app


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with opened_country(tmp_path_factory) as country:
        yield country


@pytest.fixture(scope="session")
def served(country: Workplace) -> Iterator[str]:
    """The address, without a slash at its end, of the dashboard served over real HTTP."""
    with serving(create_app(country, lambda: NOW)) as address:
        yield address


@pytest.fixture(scope="session")
def client(served: str) -> Iterator[Client]:
    """Follows nothing by itself."""
    with Client(base_url=served, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """The folder of `--pictures`, where what the browser shows is kept."""
    folder: Path | None = pytestconfig.getoption("--pictures")
    return folder
