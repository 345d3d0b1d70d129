"""`python -m bench.readers_night URL EVIDENCE PACE_S`: saves nights until it is told to stop; prints how many."""

import signal
import sys
import time
from datetime import UTC, datetime
from itertools import count

from bench.readers_data import SITES, write_night
from db.engine import open_database
from db.evidence import EvidenceStore
from pipeline.sites_file import read_sites
from tests.web.country import DAYS_AGO


def main(url: str, evidence: str, pace_s: float) -> None:
    """`pace_s` is the time from one audit to the next; 0 for as fast as they can be saved."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    database, store, sites = open_database(url), EvidenceStore(evidence), read_sites(SITES).sites
    saved = 0
    for night in count():
        for _ in write_night(database, store, sites, datetime.now(UTC), night % len(DAYS_AGO)):
            saved += 1
            due = time.monotonic() + pace_s
            while not stopped and time.monotonic() < due:
                time.sleep(0.1)
            if stopped:
                print(saved)
                return


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
