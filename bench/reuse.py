"""What a night costs in which nothing changed: CPU of all processes, browser included, against a full night."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.command import EINDEKSS, Run, run_watched
from bench.servers import served
from tests.sites.pages import Site
from tests.sites.server import SITES

MOST_SHARE = 0.15
# One of the sample sites has a page with a frame of another site, which is always loaded.
LEAST_REUSED = 0.95

Audits = Sequence[Mapping[str, Any]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reuse", description=__doc__)
    parser.add_argument("--sites", type=int, default=42, help="sites in all (default 42)")
    parser.add_argument("--max-pages", type=int, default=25, help="pages a site (default 25)")
    asked = parser.parse_args()
    makers = [partial(Site, name) for name in islice(cycle(SITES), asked.sites)]
    with served(makers) as origins, TemporaryDirectory(prefix="eindekss-bench-") as name:
        full, first = night(Path(name), origins, asked.max_pages)
        quiet, second = night(Path(name), origins, asked.max_pages, "--reuse")
    if full.status or quiet.status:
        print(f"bench: status {full.status} and {quiet.status}\n{(quiet.stderr or full.stderr)[-3000:]}")
        return 1
    pages = [page for audit in second for page in audit["pages"]]
    reused = sum(page["reused_from"] is not None for page in pages)
    share = quiet.usage.cpu_s / full.usage.cpu_s
    print(f"{len(first)} sites, {len(pages)} pages, of which {reused} had not to be loaded")
    print(f"full night  {full.usage.cpu_s:7.1f} CPU s, {full.usage.cpu_s / len(pages):.2f} a page")
    print(f"quiet night {quiet.usage.cpu_s:7.1f} CPU s, {quiet.usage.cpu_s / len(pages):.2f} a page")
    print(f"share {share:.1%} (allowed {MOST_SHARE:.0%})")
    # A page that froze on a busy machine is loaded the next night, and tells more then.
    whole = [(one, other) for one, other in zip(first, second, strict=True) if one["status"] == "complete"]
    differing = [one["site"]["url"] for one, other in whole if said(one) != said(other)]
    print(f"{len(whole)} sites were judged whole in the full night; {len(differing)} of them have other results now")
    return int(bool(differing) or share > MOST_SHARE or reused < LEAST_REUSED * len(pages))


def night(folder: Path, origins: Sequence[str], max_pages: int, *options: str) -> tuple[Run, Audits]:
    """One run over all sites, into the database of the nights before; its audits by address."""
    command = ["audit", *origins, "--allow-private-sites", "--max-pages", str(max_pages), "--json", "audits.json"]
    run = run_watched([EINDEKSS, *command, *options], folder, {})
    audits = json.loads((folder / "audits.json").read_text("utf-8"))["audits"]
    return run, sorted(audits, key=lambda audit: str(audit["site"]["url"]))


def said(audit: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was found and scored."""
    return {name: audit[name] for name in ("wcag", "mobile", "features", "checks", "sections", "index")}


if __name__ == "__main__":
    sys.exit(main())
