"""Peak memory of an audit of one site of 200 pages: the whole process tree, and Python alone, as PSS."""

import argparse
import sys
from functools import partial

from bench.command import audit
from bench.process_tree import MIB
from bench.servers import served
from bench.sites import Copies

TREE_LIMIT_MIB = 1536
PYTHON_LIMIT_MIB = 250
# One site's pages come one after the other; the default budget is for 25 of them.
BUDGET = {"EINDEKSS_SITE_BUDGET_S": "3000"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="pages of the sample (default 200)")
    count = parser.parse_args().pages
    with served([partial(Copies, count)]) as origins:
        run = audit(origins, BUDGET, max_pages=count, memory=True)
    judged = [page for site in run.audits for page in site["pages"] if page["wcag_score"] is not None]
    if run.status or len(judged) < count:
        print(f"bench: {len(judged)} of {count} pages were judged, status {run.status}\n{run.stderr[-3000:]}")
        return 1
    tree, python = run.usage.peak_tree_bytes / MIB, run.usage.peak_root_bytes / MIB
    print(f"{len(judged)} pages in {run.wall_s:.0f} s, {run.usage.cpu_s / len(judged):.2f} CPU s a page")
    print(f"whole tree   {tree:6.0f} MiB at its peak, {verdict(tree, TREE_LIMIT_MIB)}")
    print(f"Python alone {python:6.0f} MiB at its peak, {verdict(python, PYTHON_LIMIT_MIB)}")
    return 0 if tree < TREE_LIMIT_MIB and python < PYTHON_LIMIT_MIB else 1


def verdict(found: float, limit: int) -> str:
    return f"under the {limit} MiB allowed" if found < limit else f"OVER the {limit} MiB allowed"


if __name__ == "__main__":
    sys.exit(main())
