"""The country of country.py in a SQLite file, and its star export: written once for all processes, and only read."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.star_export import export_star
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.web.country import write_country


@contextmanager
def opened_country(folders: pytest.TempPathFactory) -> Iterator[Workplace]:
    """Whichever process comes first writes it; the others wait."""
    own = folders.getbasetemp()
    # xdist gives each process a folder of its own in that of the run.
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "country"
    folder.mkdir(exist_ok=True)
    database, store = open_database(f"sqlite:///{folder}/audits.sqlite"), EvidenceStore(str(folder / "evidence"))
    written, star = folder / "written", folder / "star"
    workplace = Workplace(settings_in_force({"star_folder": str(star)}), database, store, methodology_of("2019"))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not written.exists():
            ensure_ready(database)
            write_country(database, store)
            export_star(workplace, star)
            written.touch()
    yield workplace
    database.dispose()
