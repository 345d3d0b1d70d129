"""A year of nights of 42 sites with everything that a year brings: does `diff` name the cause of each planted event?"""

import argparse
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from model.site import Site
from pipeline.differences import difference_between
from pipeline.workplace import Workplace, settings_in_force
from tests.pipeline.written_year import write_year
from tests.pipeline.year import Planted, day, planted, sites_of
from tests.scoring.invented import methodology_2019


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--sites", type=int, default=42, help="sites (default 42)")
    sites = sites_of(parser.parse_args().sites)
    with TemporaryDirectory(prefix="eindekss-bench-") as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'year.sqlite'}")
        ensure_ready(database)
        store = EvidenceStore(str(Path(folder) / "evidence"))
        began = monotonic()
        write_year(database, store, sites)
        print(f"{len(sites)} sites, a year: written in {monotonic() - began:.0f} s", flush=True)
        workplace = Workplace(settings_in_force(), database, store, methodology_2019())
        times_ms: list[float] = []
        wrong = [
            f"{site.name} {site.atvk}, night {event.night}: {event.score} moved by {found}"
            for site in sites
            for event in planted(site)
            if (found := causes(workplace, site, event, times_ms)) != sorted(event.causes)
        ]
        database.dispose()
    print(f"{len(times_ms) - len(wrong)} of {len(times_ms)} planted events have the right causes")
    print(f"a difference with its documents takes {median(times_ms):.0f} ms, at most {max(times_ms):.0f} ms")
    print("\n".join(wrong))
    return 1 if wrong else 0


def causes(workplace: Workplace, site: Site, event: Planted, times_ms: list[float]) -> list[str]:
    """What `diff` says of the night's event."""
    began = perf_counter()
    difference = difference_between(workplace, site.atvk or "", day(event.night - 1), day(event.night))
    times_ms.append((perf_counter() - began) * 1000)
    return sorted(next(move for move in difference.moves if move.score == event.score).by_cause())


if __name__ == "__main__":
    sys.exit(main())
