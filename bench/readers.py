"""`make bench-readers`: 50 readers of ten years, each a page every 2 s: does each page come within 300 ms, 95 of 100?

On SQLite and PostgreSQL, then beside a night that is written at its pace and as fast as it can be.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import httpx
import psutil

from bench.command import ROOT
from bench.process_tree import Watch
from bench.readers_data import SITES, write_years
from bench.readers_figures import Round, grown, print_rounds
from bench.readers_load import Ask, Told
from bench.readers_mix import SHARES, Mix
from db.engine import open_database
from db.runs import runs
from pipeline.sites_file import read_sites
from pipeline.workplace import methodology_of
from reports.language import riga_day
from tests.postgres import Server

READERS = 50
EVERY_S = 2.0
# 42 sites of 25 pages at the 110 pages a minute of bench/throughput.py.
NIGHT_PACE_S = 13.0
START_S = 60
FILE = "decade.sqlite"
ADDRESS = re.compile(r"http://[\d.]+:\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """A database with its evidence, and the dashboard that serves it."""

    url: str
    evidence: Path
    base: str
    server: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.readers", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="length of a run (default 120)")
    parser.add_argument("--runs", type=int, default=3, help="quiet runs, whose median counts (default 3)")
    parser.add_argument("--nights", type=int, help="nights without documents (default: ten years)")
    parser.add_argument("--folder", type=Path, help="keeps an SQLite file there, and takes one that is there already")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], action="append", help="database (default: both)")
    asked = parser.parse_args()
    # Told to stop, it stops what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    missed: list[str] = []
    for kind in asked.on or ["sqlite", "postgresql"]:
        with TemporaryDirectory(prefix="eindekss-bench-") as made:
            folder = asked.folder or Path(made)
            with _database(kind, folder) as url:
                missed += _measure(kind, url, folder, asked)
    print("\n" + ("MISSED: " + "; ".join(missed) if missed else "each within its limits"))
    return 1 if missed else 0


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/{FILE}"
        return
    server = Server()
    try:
        yield server.url
    finally:
        server.stop()


def _measure(kind: str, url: str, folder: Path, asked: argparse.Namespace) -> list[str]:
    began = monotonic()
    if kind == "postgresql" or not (folder / FILE).exists():
        write_years(url, folder / "evidence", asked.nights)
        print(f"\n{kind}: written in {monotonic() - began:.0f} s", flush=True)
    mix = _mix(url, [site.atvk for site in read_sites(SITES).sites if site.atvk])
    with _served(url, folder) as place:
        missing = _missing(place, mix)
        missed = [f"{kind}: no page of the kind {one}" for one in missing]
        kinds = {one: share for one, share in SHARES.items() if one not in missing}
        # Nobody has read a page yet: told, and no limit is on it.
        print_rounds(f"{kind}, just started", [_round(place, mix, kinds, asked.seconds, asked.runs + 1)])
        quiet = [_round(place, mix, kinds, asked.seconds, seed) for seed in range(asked.runs)]
        missed += print_rounds(f"{kind}, nobody writes", quiet)
        missed += [f"{kind}: {said}" for said in [grown(quiet)] if said]
        for title, pace_s in (("a night at its pace", NIGHT_PACE_S), ("a night as fast as it can", 0.0)):
            beside = _round(place, mix, kinds, asked.seconds, asked.runs, pace_s)
            missed += print_rounds(f"{kind}, {title}", [beside])
    return missed


def _mix(url: str, keys: Sequence[str]) -> Mix:
    database = open_database(url)
    known = [run.id for run in runs(database, 30)]
    database.dispose()
    return Mix(2019, keys, known, methodology_of("2019"), riga_day(datetime.now(UTC)))


@contextmanager
def _served(url: str, folder: Path) -> Iterator[Place]:
    """`eindekss serve` as a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EINDEKSS_")}
    evidence = folder / "evidence"
    own = {"EINDEKSS_DATABASE_URL": url, "EINDEKSS_EVIDENCE_URL": str(evidence), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from cli.main import main; main()", "serve", "--port", "0"]
    log = folder / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=clean | own, stdout=out, stderr=out)
    try:
        deadline = monotonic() + START_S
        while (found := ADDRESS.search(log.read_text())) is None:
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"the dashboard does not start: {log.read_text()}")
            sleep(0.1)
        yield Place(url, evidence, found.group(), process.pid)
    finally:
        process.terminate()
        process.wait(START_S)


def _missing(place: Place, mix: Mix) -> list[str]:
    """The kinds of which the first page is not there."""
    with httpx.Client(base_url=place.base, timeout=START_S, trust_env=False) as client:
        return [kind for kind in SHARES if client.get(mix.next(kind)[1]).status_code == 404]


def _round(
    place: Place, mix: Mix, kinds: dict[str, int], seconds: int, seed: int, pace_s: float | None = None
) -> Round:
    """Readers ask from the first second on, spread over their interval; `pace_s` is that of a night beside them."""
    draw = Random(seed)
    names, shares = list(kinds), list(kinds.values())
    asks = [
        Ask(turn * EVERY_S / READERS, turn % READERS, *mix.next(draw.choices(names, shares)[0]))
        for turn in range(int(seconds * READERS / EVERY_S))
    ]
    plan = json.dumps({"base": place.base, "asks": [asdict(one) for one in asks]})
    with _night(place, pace_s) as night, Watch(place.server) as watch:
        began = monotonic()
        load = [sys.executable, "-m", "bench.readers_load"]
        answered = subprocess.run(load, cwd=ROOT, input=plan, stdout=subprocess.PIPE, text=True, check=True)
        took_s = monotonic() - began
        tree = [psutil.Process(place.server), *psutil.Process(place.server).children(recursive=True)]
        memory = sum(one.memory_full_info().pss for one in tree)
    return Round(
        told=[Told(**one) for one in json.loads(answered.stdout)],
        seconds=took_s,
        cpu_s=watch.usage.cpu_s,
        memory_bytes=memory,
        saved=night[0] if night else 0,
    )


@contextmanager
def _night(place: Place, pace_s: float | None) -> Iterator[list[int]]:
    """Writes beside the block where there is a pace; the list holds how many audits it saved, when it is over."""
    saved: list[int] = []
    if pace_s is None:
        yield saved
        return
    command = [sys.executable, "-m", "bench.readers_night", place.url, str(place.evidence), str(pace_s)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield saved
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=START_S)
        saved.append(int(said))


if __name__ == "__main__":
    sys.exit(main())
