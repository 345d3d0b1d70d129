"""`make bench-workers`: pages a minute of 1, 2 and 4 workers, one site and page at a time each, on a slow server.

Counted while every worker had a site at hand: from the first begin until one of them finds none left, a site that goes
on longer by its share. The share of linear means something only while the cores are not full: how full they were stands
beside it, and in which share of the time something that could go on waited for one (the kernel's pressure stall
information).
"""

import argparse
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, func, select

from bench.process_tree import Watch
from bench.servers import served
from bench.throughput import BenchError
from db import tables as t
from db.engine import ensure_ready, open_database, reading
from db.nights import Planned, nights, plan_night
from model.site import Site
from scheduler.broker import enqueue_turns
from tests.end_to_end.command import Workshop
from tests.ports import free_port
from tests.postgres import Server, fresh_database
from tests.sites.pages import Site as Served
from tests.sites.server import SITES

WORKERS = (1, 2, 4)
# A multiple of every number of workers, so that none ends idle.
SITE_COUNT = 8
PAGES = 6
DELAY_MS = 300
RUN = "bench"
PATIENCE_S = 1800
HOUR = timedelta(hours=1)
PRESSURE = Path("/proc/pressure/cpu")


@dataclass(frozen=True)
class Lap:
    """`rate` is pages a minute; `work_s` from the first site's begin to the last one's end, `cpu_s` what it took.

    `stalled` is None where no kernel tells. `stages` holds seconds of the clock, all workers together.
    """

    pages: int
    rate: float
    work_s: float
    cpu_s: float
    stalled: float | None
    stages: Counter[str]

    @property
    def busy(self) -> float:
        """The share of all cores that the workers took."""
        return self.cpu_s / self.work_s / (os.cpu_count() or 1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.workers", description=__doc__)
    parser.add_argument("--sites", type=int, default=SITE_COUNT, help=f"sites (default {SITE_COUNT})")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"pages a site (default {PAGES})")
    parser.add_argument(
        "--delay", type=int, default=DELAY_MS, metavar="MS", help="server delay: half to one and a half"
    )
    parser.add_argument(
        "--workers",
        type=int,
        nargs="+",
        default=WORKERS,
        help="how many, one after the other; the first is the measure",
    )
    options = parser.parse_args()
    makers = [partial(Served, SITES[number % len(SITES)]) for number in range(options.sites)]
    server = Server(durable=True)
    print(f"{os.cpu_count()} cores, {options.sites} sites, {options.pages} pages each, server delay {options.delay} ms")
    print("workers  pages/min  of linear  cores full  waited for one  CPU s/page", flush=True)
    try:
        with served(makers, options.delay) as origins:
            laps: dict[int, Lap] = {}
            for count in options.workers:
                lap = laps[count] = measured(server.url, origins, options.pages, count)
                first = options.workers[0]
                share = lap.rate / laps[first].rate / (count / first)
                waited = "–" if lap.stalled is None else f"{lap.stalled:.0%}"
                line = f"{count:7}  {lap.rate:9.1f}  {share:9.0%}  {lap.busy:10.0%}  {waited:>14}"
                print(f"{line}  {lap.cpu_s / lap.pages:10.2f}", flush=True)
                spent = ", ".join(f"{stage} {took / lap.pages:.2f}" for stage, took in lap.stages.most_common())
                print(f"         seconds a page: {spent}", flush=True)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    finally:
        server.stop()
    return 0


def measured(server_url: str, origins: Sequence[str], pages: int, count: int) -> Lap:
    """One night of these sites, audited by so many workers."""
    with fresh_database(server_url) as url, TemporaryDirectory(prefix="eindekss-bench-") as folder:
        database = open_database(url)
        ensure_ready(database)
        with ExitStack() as stack:
            workers = [stack.enter_context(worker(Path(folder), url, number)) for number in range(count)]
            # Until all stand ready, so that none begins late; what starting takes is not the night's.
            time.sleep(5 * count)
            plan(database, [Site(f"{origin}/", origin, f"{9000000 + at}") for at, origin in enumerate(origins)], pages)
            begun, stalled_s, cpu_s = time.monotonic(), _stalled_s(), sum(each.watch.cpu_s() for each in workers)
            deadline = begun + PATIENCE_S
            while nights(database, run=RUN)[0].open:
                if time.monotonic() > deadline:
                    raise BenchError(f"{count} workers did not end in {PATIENCE_S} s")
                time.sleep(0.5)
            stalled = None if stalled_s is None else ((_stalled_s() or 0.0) - stalled_s) / (time.monotonic() - begun)
            cpu_s = sum(each.watch.cpu_s() for each in workers) - cpu_s
            stages: Counter[str] = sum((each.stages() for each in workers), Counter())
        lap = read(database, count, cpu_s, stalled, stages)
        database.dispose()
    return lap


@dataclass(frozen=True)
class Worker:
    watch: Watch
    port: int

    def stages(self) -> Counter[str]:
        """Seconds of the clock by stage, of the sites that it has ended."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=30) as told:
            families = text_string_to_metric_families(told.read().decode())
        return Counter(
            {
                sample.labels["stage"]: sample.value
                for family in families
                if family.name == "eindekss_stage_seconds"
                for sample in family.samples
                if sample.name.endswith("_total")
            }
        )


@contextmanager
def worker(folder: Path, url: str, number: int) -> Iterator[Worker]:
    port = free_port()
    workshop = Workshop(
        folder,
        {
            "EINDEKSS_DATABASE_URL": url,
            "EINDEKSS_REGISTER_URL": "",
            "EINDEKSS_METRICS_PORT": str(port),
            "PYTHONPATH": str(Path(__file__).parents[1]),
        },
    )
    process = workshop.start("worker", "--at-once", "1", "--name", f"worker {number}")
    try:
        with Watch(process.pid) as watch:
            yield Worker(watch, port)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()


def plan(database: Engine, sites: Sequence[Site], pages: int) -> None:
    now = datetime.now(UTC)
    plan_night(
        database,
        RUN,
        [Planned(site, now, now + HOUR) for site in sites],
        planned_at=now,
        ends_at=now + HOUR,
        settings={"allow_private": True, "max_pages": pages},
        versions={},
        enqueue=enqueue_turns,
    )


def _stalled_s() -> float | None:
    """Seconds since the machine started in which something waited for a core."""
    try:
        some = PRESSURE.read_text().splitlines()[0]
    except OSError:
        return None
    return int(some.rpartition("total=")[2]) / 1e6


def read(database: Engine, count: int, cpu_s: float, stalled: float | None, stages: Counter[str]) -> Lap:
    pages = func.count(t.page_audit.c.position)
    query = (
        select(t.audit.c.started_at, t.audit.c.finished_at, pages)
        .join(t.page_audit, t.page_audit.c.audit_id == t.audit.c.id)
        .group_by(t.audit.c.id, t.audit.c.started_at, t.audit.c.finished_at)
    )
    with reading(database) as connection:
        audits = connection.execute(query).all()
    begun, ends = min(audit[0] for audit in audits), sorted(audit[1] for audit in audits)
    # When so many sites are left as there are workers, the next that ends leaves one without.
    idle = ends[-count]
    done = sum(audit[2] * min(1.0, (idle - audit[0]) / (audit[1] - audit[0])) for audit in audits if audit[0] < idle)
    return Lap(
        pages=sum(audit[2] for audit in audits),
        rate=done / (idle - begun).total_seconds() * 60,
        work_s=(ends[-1] - begun).total_seconds(),
        cpu_s=cpu_s,
        stalled=stalled,
        stages=stages,
    )


if __name__ == "__main__":
    sys.exit(main())
