"""`make trials`: audits pages that nobody here wrote, the GDS suite and documentation out of Debian packages."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import gds
from bench.command import ROOT, AuditRun, audit
from bench.servers import served
from bench.sites import Folder
from model.failure import FailureKind

DOCUMENTATION = Path("/usr/share/doc")
# Package to the folder of its pages: AsciiDoc, DocBook, Sphinx, and a website written by hand.
PACKAGES = {
    "git-doc": DOCUMENTATION / "git-doc",
    "debian-faq": DOCUMENTATION / "debian" / "FAQ",
    "debian-policy": DOCUMENTATION / "debian-policy" / "policy.html",
    "sqlite3-doc": DOCUMENTATION / "sqlite3",
}
GDS_PAGES = 200
DOCUMENTATION_PAGES = 60
LEAST_DOCUMENTATION_PAGES = 100
RULES_SHOWN = 15
# The suite is one site of 139 pages, audited one after the other.
BUDGET = {"EINDEKSS_SITE_BUDGET_S": "3000"}


def main() -> int:
    troubles = [*gds_trial(), *documentation_trial()]
    for trouble in troubles:
        print(f"TROUBLE: {trouble}")
    if not troubles:
        print("trials: no crash, every page judged or with its failure")
    return 1 if troubles else 0


def _has_pages(folder: Path) -> bool:
    """Another package of the same name may have made the folder, for its changelog."""
    return any(folder.glob("*.html"))


def gds_trial() -> list[str]:
    if not gds.SUITE.is_dir():
        print(f"GDS suite: skipped, it is not at {gds.SUITE}")
        return []
    barriers = gds.suite()
    with served([gds.site(barriers).at]) as origins:
        run = audit(origins, BUDGET, max_pages=GDS_PAGES)
    pages = [page for site in run.audits for page in site["pages"]]
    print(f"GDS suite: {told(run, pages)}")
    judged = list(gds.judge(barriers, pages))
    for case in judged:
        verdict = {"fails": "found", "reviews": "review", None: "missed"}[case.how]
        print(f"  {case.barrier.id} {verdict:6} {case.rule or '-':24} {case.barrier.barrier}")
    how = Counter(case.how for case in judged)
    print(f"  of {len(judged)} barriers: {how['fails']} found, {how['reviews']} needs review, {how[None]} missed\n")
    visited = {gds.page_path(page) for page in pages}
    lost = sorted({barrier.path for barrier in barriers} - visited)
    return [*troubles_of("GDS suite", run), *(f"GDS suite: {path} was not audited" for path in lost)]


def documentation_trial() -> list[str]:
    missing = [package for package, folder in PACKAGES.items() if not _has_pages(folder)]
    if missing:
        done = subprocess.run([ROOT / "deploy" / "debian-packages.sh", *missing], check=False)
        print(f"installed {' '.join(missing)}: {'done' if done.returncode == 0 else 'not possible here'}")
    there = {package: folder for package, folder in PACKAGES.items() if _has_pages(folder)}
    if not there:
        return ["documentation: none of its packages is installed"]
    with served([Folder(folder).at for folder in there.values()]) as origins:
        run = audit(origins, BUDGET, max_pages=DOCUMENTATION_PAGES)
    by_url = {site["site"]["url"].rstrip("/"): site for site in run.audits}
    rules: Counter[str] = Counter()
    count = 0
    print(f"documentation: {told(run, [page for site in run.audits for page in site['pages']])}")
    for package, origin in zip(there, origins, strict=True):
        if (site := by_url.get(origin)) is None:
            continue
        count += len(site["pages"])
        rules.update(
            f"{finding['rule']} ({how})"
            for page in site["pages"]
            for how in ("fails", "reviews")
            for finding in page[how]
        )
        why = f" ({site['failure']['detail']})" if site["failure"] else ""
        print(f"  {package}: {site['status']}{why}, {told(None, site['pages'])}")
    print(
        "  most frequent, by pages: " + ", ".join(f"{rule} {pages}" for rule, pages in rules.most_common(RULES_SHOWN))
    )
    few = [] if count >= LEAST_DOCUMENTATION_PAGES else [f"documentation: only {count} pages"]
    return [*troubles_of("documentation", run), *few]


def told(run: AuditRun | None, pages: Sequence[Mapping[str, Any]]) -> str:
    kinds = Counter(
        page["failure"]["kind"] if page["failure"] else "without axe"
        for page in pages
        if page["failure"] or page["wcag_score"] is None
    )
    failures = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "no failure"
    return f"{len(pages)} pages, {failures}" + (f", {run.wall_s:.0f} s" if run else "")


def troubles_of(name: str, run: AuditRun) -> list[str]:
    """What must not happen, whatever the pages are like."""
    found = []
    if "Traceback" in run.stderr or "a fault of eindekss" in run.stderr:
        found.append(f"{name}: crash:\n{run.stderr[-3000:]}")
    if run.status:
        found.append(f"{name}: exit status {run.status}: {run.stderr[-1000:]}")
    for site in run.audits:
        if site["status"] == "failed":
            found.append(f"{name}: {site['site']['url']} failed: {site['failure']}")
        for page in site["pages"]:
            # A page on which axe came to no end is judged by the rest, and its audit must say so.
            if page["failure"] is None and page["wcag_score"] is None and not site["failure"]:
                found.append(f"{name}: {page['url']} was neither judged nor failed")
            elif page["failure"] and page["failure"]["kind"] not in set(FailureKind):
                found.append(f"{name}: {page['url']} failed with {page['failure']['kind']}, which no list names")
    return found


if __name__ == "__main__":
    sys.exit(main())
