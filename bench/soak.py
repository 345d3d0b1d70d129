"""A long run over many sites: memory must be as flat in its last quarter as in its second."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from statistics import mean

from bench.command import audit
from bench.process_tree import MIB
from bench.servers import served
from bench.sites import Copies

PAGES_A_SITE = 25
TOLERANCE = 0.10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="pages in all (default 2000)")
    count = parser.parse_args().pages
    sites = -(-count // PAGES_A_SITE)
    with served([partial(Copies, PAGES_A_SITE)] * sites) as origins:
        # Of the wide tier only what the sample needs: the soak is the browser's.
        run = audit(origins, {"EINDEKSS_MAX_DOCUMENTS": "40"}, max_pages=PAGES_A_SITE, memory=True)
    judged = sum(page["wcag_score"] is not None for site in run.audits for page in site["pages"])
    if run.status or judged < count:
        print(f"bench: {judged} of {count} pages were judged, status {run.status}\n{run.stderr[-3000:]}")
        return 1
    print(f"{judged} pages of {sites} sites in {run.wall_s:.0f} s, {run.usage.cpu_s / judged:.2f} CPU s a page")
    flat = [
        told("whole tree", [tree for tree, _ in run.usage.course]),
        told("Python alone", [root for _, root in run.usage.course]),
    ]
    return 0 if all(flat) else 1


def told(name: str, course: Sequence[int]) -> bool:
    """Prints the mean of each quarter; whether the last is within the tolerance of the second."""
    step = len(course) // 4
    quarters = [mean(course[step * n : step * (n + 1)]) / MIB for n in range(4)]
    growth = quarters[3] / quarters[1] - 1
    said = "flat" if growth <= TOLERANCE else "GROWING"
    print(f"{name:13}" + " ".join(f"{size:6.0f}" for size in quarters) + f" MiB by quarter, {growth:+.1%}: {said}")
    return growth <= TOLERANCE


if __name__ == "__main__":
    sys.exit(main())
