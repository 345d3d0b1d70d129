"""The dashboard over the country of tests/web/country.py, written once, only read, and served over real HTTP."""

from collections.abc import Iterator

import pytest
from httpx import Client

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.reports.conftest import axe as axe
from tests.reports.conftest import browser as browser
from tests.web.country import NOW, write_country
from tests.web.serving import serving
from web.app import create_app


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("country")
    database, store = open_database(f"sqlite:///{folder}/audits.sqlite"), EvidenceStore(str(folder / "evidence"))
    ensure_ready(database)
    write_country(database, store)
    yield Workplace(settings_in_force(), database, store, methodology_of("2019"))
    database.dispose()


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
