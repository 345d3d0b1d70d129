"""The country of tests/web/country.py on both databases, and its export as Parquet, made once and only read."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.star_export import export_star
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.postgres import fresh_database
from tests.postgres import postgres_url as postgres_url
from tests.web.country import write_country

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session", params=BOTH)
def country(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/audits.sqlite"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
        database, store = open_database(url), EvidenceStore(str(folder / "evidence"))
        stack.callback(database.dispose)
        ensure_ready(database)
        write_country(database, store)
        yield Workplace(settings_in_force(), database, store, methodology_of("2019"))


@pytest.fixture(scope="session")
def exported(country: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("star")
    export_star(country, folder)
    return folder
