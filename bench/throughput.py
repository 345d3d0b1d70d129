"""`make bench`: pages a minute of the whole audit against the floor of a bare browser with axe, same pages, one run."""

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from bench.command import AuditRun, audit, run_watched
from bench.servers import served
from tests.sites.pages import Site
from tests.sites.server import SITES

# A multiple of every number of sites at once, so that no side ends with idle places.
SITE_COUNT = 8
# Enough that a site's fixed work (robots, links, discovery) does not drown its pages, and few enough to end in minutes.
PAGES = 10
AIM = 0.75


class BenchError(Exception):
    """The measurement would not mean anything; the text says why."""


@dataclass(frozen=True)
class Lap:
    """One run of one side: `work_s` leaves out the start of interpreter and browser, `wall_s` nothing."""

    pages: int
    wall_s: float
    work_s: float
    cpu_s: float

    @property
    def whole(self) -> float:
        """Pages a minute of the whole command."""
        return self.pages / self.wall_s * 60

    @property
    def working(self) -> float:
        return self.pages / self.work_s * 60


@dataclass(frozen=True)
class Side:
    """Floor or audit, with how many sites at once it is tried."""

    name: str
    at_once: Sequence[int]
    lap: Callable[[int], Lap]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.throughput", description=__doc__)
    parser.add_argument(
        "--pages", type=int, default=PAGES, help=f"pages a site (default {PAGES}; an audit's own is 25)"
    )
    parser.add_argument("--sites", type=int, default=SITE_COUNT, help=f"sites (default {SITE_COUNT})")
    parser.add_argument("--delay", type=int, default=0, metavar="MS", help="server delay: half to one and a half of it")
    parser.add_argument("--floor", type=_numbers, default=[2, 4], help="sites at once tried by the floor")
    parser.add_argument("--audit", type=_numbers, default=[4, 8], help="sites at once tried by the audit")
    parser.add_argument("--rounds", type=int, default=1, help="further laps of each side at its best (default 1)")
    options = parser.parse_args()
    makers = [partial(Site, SITES[number % len(SITES)]) for number in range(options.sites)]
    print(f"{os.cpu_count()} cores, {options.sites} sites, server delay {options.delay} ms", flush=True)
    try:
        with served(makers, options.delay) as origins, TemporaryDirectory(prefix="eindekss-bench-") as folder:
            plan = learned(origins, options.pages)
            sides = (
                Side("floor", options.floor, partial(floor_lap, Path(folder), plan)),
                Side("audit", options.audit, partial(audit_lap, plan, options.pages)),
            )
            print(f"{sum(map(len, plan.values()))} pages\n", flush=True)
            laps = measure(sides, options.rounds)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    conclude(sides, laps)
    return 0


def learned(origins: Sequence[str], pages: int) -> dict[str, list[str]]:
    """Origin to the addresses of its sample, as an audit chose them."""
    run = audit(origins, {}, max_pages=pages)
    return dict(zip(origins, sampled(run, origins), strict=True))


def sampled(run: AuditRun, origins: Sequence[str]) -> list[list[str]]:
    """The judged pages of each site. Raises BenchError where a page or a site failed."""
    if run.status or len(run.audits) != len(origins):
        raise BenchError(f"the audit ended with status {run.status}: {run.stderr[-2000:] or run.stdout[-2000:]}")
    by_url = {audit["site"]["url"].rstrip("/"): audit["pages"] for audit in run.audits}
    failed = [page["url"] for pages in by_url.values() for page in pages if page["wcag_score"] is None]
    if failed:
        raise BenchError(f"pages were not judged: {', '.join(failed)}")
    return [[page["url"] for page in by_url[origin]] for origin in origins]


def floor_lap(folder: Path, plan: dict[str, list[str]], at_once: int) -> Lap:
    pages = folder / "pages.json"
    pages.write_text(json.dumps(list(plan.values())), "utf-8")
    run = run_watched([sys.executable, "-m", "bench.floor", pages, str(at_once)], folder, {})
    if run.status:
        raise BenchError(f"the floor ended with status {run.status}: {run.stderr[-2000:]}")
    said = json.loads(run.stdout)
    return Lap(said["pages"], run.wall_s, said["work_s"], run.usage.cpu_s)


def audit_lap(plan: dict[str, list[str]], pages: int, at_once: int) -> Lap:
    run = audit(list(plan), {"EINDEKSS_SITES_AT_ONCE": str(at_once)}, max_pages=pages)
    visited = sampled(run, list(plan))
    if [sorted(urls) for urls in visited] != [sorted(urls) for urls in plan.values()]:
        raise BenchError("the audit visited other pages than when the sample was learned")
    return Lap(sum(map(len, visited)), run.wall_s, run.work_s, run.usage.cpu_s)


def measure(sides: Sequence[Side], rounds: int) -> dict[tuple[str, int], list[Lap]]:
    """Every side at every number of sites at once, in turns; then `rounds` more of each at its best."""
    laps: dict[tuple[str, int], list[Lap]] = defaultdict(list)
    began = monotonic()

    def run(side: Side, at_once: int) -> None:
        lap = side.lap(at_once)
        laps[side.name, at_once].append(lap)
        print(f"{monotonic() - began:4.0f} s  {side.name} × {at_once}: {lap.whole:.0f} pages/min", flush=True)

    for place in range(max(len(side.at_once) for side in sides)):
        for side in sides:
            if place < len(side.at_once):
                run(side, side.at_once[place])
    for _ in range(rounds):
        for side in sides:
            run(side, best(side, laps))
    return laps


def best(side: Side, laps: dict[tuple[str, int], list[Lap]]) -> int:
    return max(side.at_once, key=lambda at_once: median(lap.whole for lap in laps[side.name, at_once]))


def conclude(sides: Sequence[Side], laps: dict[tuple[str, int], list[Lap]]) -> None:
    print("\nside   sites at once  laps  pages/min  without start  CPU s/page")
    middle: dict[str, Lap] = {}
    for side in sides:
        chosen = best(side, laps)
        for at_once in side.at_once:
            run = sorted(laps[side.name, at_once], key=lambda lap: lap.whole)
            lap = run[len(run) // 2]
            mark = "  best" if at_once == chosen else ""
            print(
                f"{side.name:6} {at_once:13}  {len(run):4}  {lap.whole:9.1f}  {lap.working:13.1f}"
                f"  {lap.cpu_s / lap.pages:10.2f}{mark}"
            )
            if at_once == chosen:
                middle[side.name] = lap
    whole = middle["audit"].whole / middle["floor"].whole
    working = middle["audit"].working / middle["floor"].working
    print(f"\naudit over floor: {whole:.2f} of whole commands, {working:.2f} without their start; the aim is {AIM:.2f}")


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
