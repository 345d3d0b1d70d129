"""What the readers of bench/readers.py look at: ten years of rows, and newest nights with all their documents."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from bench.decade import write_decade
from bench.decade_events import FIRST_NIGHT
from db.documents import dump_audit
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.runs import RunStatus, finish_run, start_run
from db.saving import save_audit
from model.audit import Audit
from model.site import Site
from pipeline.sites_file import read_sites
from pipeline.workplace import methodology_of
from tests.web.country import NEWEST, audit_of

SITES = Path(__file__).parents[1] / "sites.csv"
PAGES = 25
# Of so many nights the documents lie in the store, too.
WHOLE_NIGHTS = 3
VERSIONS = {"tool": "0.1.0", "axe": "4.14.0", "browser": "Chromium 156"}


def write_years(url: str, evidence: Path, nights: int | None = None) -> None:
    """Fills an empty database up to this night; `nights` are those without documents (None: ten years)."""
    database, store = open_database(url), EvidenceStore(str(evidence))
    ensure_ready(database)
    sites = read_sites(SITES).sites
    newest = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(minutes=30)
    first = newest - timedelta(days=WHOLE_NIGHTS - 1)
    known = (first - FIRST_NIGHT).days
    # A short decade begins where the long one does: there is a gap before the newest nights then.
    write_decade(database, sites, methodology_of("2019"), min(known, nights or known))
    for ago in reversed(range(WHOLE_NIGHTS)):
        for _ in write_night(database, store, sites, newest - timedelta(days=ago), NEWEST - ago):
            pass
    if database.dialect.name == "postgresql":
        with database.connect() as connection:
            # As its own vacuum does within minutes.
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    database.dispose()


def write_night(
    database: Engine, store: EvidenceStore, sites: Sequence[Site], begun: datetime, number: int
) -> Iterator[Audit]:
    """Saves a night as the pipeline does, an audit a step; `number` says which of the nights of the test country."""
    run = f"{begun:%Y%m%dT%H%M%S%f}"[:-3] + "Z"
    start_run(database, run, started_at=begun, sites=sites, settings={}, versions=VERSIONS)
    for place, site in enumerate(sites):
        at = begun + timedelta(milliseconds=place)
        seen = audit_of(site, place, number, PAGES)
        audit = replace(seen, run=run, started_at=at, finished_at=at + timedelta(minutes=4))
        save_audit(database, audit, store.put(dump_audit(audit), "audit"))
        yield audit
    finish_run(database, run, finished_at=begun + timedelta(hours=2), status=RunStatus.FINISHED)
