"""The generated year, written once for all tests of this folder; they only read it."""

from collections.abc import Iterator

import pytest

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.workplace import Workplace, settings_in_force
from tests.pipeline.written_year import write_year
from tests.pipeline.year import UNREADABLE
from tests.scoring.invented import methodology_2019


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """The document of the night `UNREADABLE` is missing."""
    folder = tmp_path_factory.mktemp("year")
    database, store = open_database(f"sqlite:///{folder}/audits.sqlite"), EvidenceStore(str(folder / "evidence"))
    ensure_ready(database)
    write_year(database, store, unreadable=frozenset({UNREADABLE}))
    yield Workplace(settings_in_force(), database, store, methodology_2019())
    database.dispose()
