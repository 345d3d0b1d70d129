"""kill -9 of workers, schedulers and PostgreSQL at random: each site once a night, none lost or doubled, politely."""

import os
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from crawler.executables import find_browser
from db.engine import DatabaseError, ensure_ready, open_database, writing
from db.jobs import JobState
from db.nights import Night, nights
from db.runs import RunStatus
from reports.language import ZONE
from tests.end_to_end.command import Workshop
from tests.postgres import Server
from tests.scheduler.hamlet import hamlet
from tests.scheduler.planned import audits, queued
from tests.stress.fleet import Fleet
from tests.stress.records import faults
from tests.stress.village import HEADER

SITES = int(os.environ.get("CHAOS_SITES", "200"))
AN_ADDRESS = 5
PACE_S = 0.5
AT_ONCE = 2
SEED = 20260131
# Longer than an audit takes: a site whose worker dies five times is given up.
BETWEEN_KILLS_S = (8.0, 25.0)
NIGHT_S = 3600
# Starts are apart where they are given; a busy machine brings one to the server late and the next in time. Three
# workers that know nothing of each other would ask for so many three times as fast.
BURST = 6
JITTER_S = 0.8


def found_night(url: str) -> Night | None:
    database = open_database(url)
    try:
        return next(iter(nights(database, limit=1)), None)
    except DatabaseError:
        return None
    finally:
        database.dispose()


def gather(database: Engine) -> None:
    """Lets all turns begin at once: spread as they are planned, workers would hardly meet at an address."""
    with writing(database) as connection:
        connection.execute(text("UPDATE job SET not_before = now() WHERE state = 'waiting'"))
        connection.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"))


@pytest.mark.stress
@pytest.mark.timeout(2 * NIGHT_S)
def test_a_night_of_many_machines_and_kills(tmp_path: Path) -> None:
    server = Server(durable=True)
    database = open_database(server.url)
    ensure_ready(database)
    begins = datetime.now(ZONE) + timedelta(minutes=2)
    with hamlet(SITES, AN_ADDRESS, 0.02) as (sites, visits), tempfile.TemporaryDirectory(prefix="ek") as temporary:
        rows = [f"{site.atvk},{site.name},{site.url},local,Vidzeme\n" for site in sites]
        (tmp_path / "sites.csv").write_text(HEADER + "".join(rows), "utf-8")
        variables = {
            "TMPDIR": temporary,
            "EINDEKSS_DATABASE_URL": server.url,
            "EINDEKSS_BROWSER": str(find_browser() or ""),
            "EINDEKSS_REGISTER_URL": "",
            "EINDEKSS_MAX_DOCUMENTS": "2",
            "EINDEKSS_MAX_PAGES": "2",
            "EINDEKSS_PACE_S": str(PACE_S),
            "EINDEKSS_PARALLEL_PER_ADDRESS": str(AT_ONCE),
            "EINDEKSS_WORKER_DEAD_S": "10",
            "EINDEKSS_NIGHT_AT": f"{begins:%H:%M}",
            "EINDEKSS_NIGHT_RETRY_S": "5",
        }
        fleet = Fleet(Workshop(tmp_path, variables), server, random.Random(SEED))
        fleet.start()
        begun, gathered = time.monotonic(), False
        try:
            while (night := found_night(server.url)) is None or night.open:
                assert time.monotonic() - begun < NIGHT_S, night
                time.sleep(fleet.random.uniform(*BETWEEN_KILLS_S))
                fleet.look()
                if night is not None:
                    if not gathered:
                        gather(database)
                        gathered = True
                    fleet.strike()
                    told = dict(night.counts)
                    print(f"{time.monotonic() - begun:5.0f} s {told} {fleet.kills}", file=sys.stderr, flush=True)
        finally:
            fleet.stop()
    closest = min(visit.shortest_s(2) for visit in visits.values())
    burst = min(visit.shortest_s(BURST) for visit in visits.values())
    most = max(visit.most for visit in visits.values())
    print(f"closest {closest:.3f} s, {BURST} in {burst:.3f} s, at once {most}", file=sys.stderr, flush=True)
    try:
        (night,) = nights(database)
        assert night.counts == {JobState.SAVED: SITES}
        assert night.status is RunStatus.FINISHED
        assert audits(database, night.run) == dict.fromkeys((site.url for site in sites), 1)
        assert queued(database) == {}
        assert faults(server.url, str(tmp_path / "evidence")) == []
        assert fleet.complaints == []
        assert burst > PACE_S * (BURST - 1) - JITTER_S
        assert most <= AT_ONCE
    finally:
        database.dispose()
        server.stop()
