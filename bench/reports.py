"""Size, time and memory of reports: of a bad site of 300 pages and 5,000 causes, and of 42 sites in every shape."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import sync_playwright

from bench.command import EINDEKSS, ROOT
from crawler.executables import find_browser
from pipeline.reporting import Shape

BAD = ("--sites", "1", "--pages", "300", "--causes", "5200")
ALL = ("--sites", "42", "--pages", "25", "--causes", "400")
SITES = 42
# The first of sites.csv.
ATVK = "0001000"
HTML_LIMIT_MB = 3.0
LIMIT_S = 10
LIMIT_MIB = 300
ALL_LIMIT_S = 300
LOAD = "() => { const [page] = performance.getEntriesByType('navigation'); return page.loadEventEnd }"


@dataclass(frozen=True)
class Made:
    """How a child process did: by the clock, at work on a processor, and the most memory that it held."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def child(command: Sequence[str | Path], folder: Path) -> Made:
    """Runs the command with a database and evidence of its own in the folder, in silence. Raises CalledProcessError."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EINDEKSS_")}
    own = {"EINDEKSS_DATABASE_URL": f"sqlite:///{folder}/e.sqlite", "EINDEKSS_EVIDENCE_URL": str(folder / "evidence")}
    began = monotonic()
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env={**clean, **own, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Made(monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def load_ms(file: Path) -> float:
    """From the start of the navigation to the end of the load event."""
    found = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, channel=None if found else "chromium")
        page = browser.new_page()
        page.goto(file.as_uri(), wait_until="load")
        page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        told = float(page.evaluate(LOAD))
        browser.close()
    return told


def build(what: Sequence[str], folder: Path) -> None:
    """Apart, so that its memory is not counted to the children that follow."""
    child((sys.executable, "-m", "bench.bad_sites", *what), folder)
    print(f"bench.bad_sites {' '.join(what)}")


def bad_site(folder: Path) -> list[str]:
    """Prints what each shape of the one bad site takes; gives what is over its limit."""
    build(BAD, folder)
    over: list[str] = []
    print(f"{'shape':8}{'MB':>7}{'by the clock':>14}{'at work':>9}{'peak':>9}")
    for shape in Shape:
        file = folder / f"bad.{shape.ending}"
        made = child((EINDEKSS, "report", ATVK, "--format", shape, "--out", file), folder)
        size_mb = file.stat().st_size / 1e6
        print(f"{shape:8}{size_mb:7.2f}{made.wall_s:12.1f} s{made.cpu_s:7.1f} s{made.peak_mib:5.0f} MiB", flush=True)
        # A machine that others use lets it wait: its own work decides.
        if made.cpu_s > LIMIT_S or made.peak_mib > LIMIT_MIB or (shape is Shape.HTML and size_mb > HTML_LIMIT_MB):
            over.append(shape)
    print(f"the page's load event ends after {load_ms(folder / f'bad.{Shape.HTML}'):.0f} ms in the browser")
    return over


def all_sites(folder: Path) -> list[str]:
    """Prints what the reports of all sites in every shape take; gives what is over the limit."""
    build(ALL, folder)
    reports = folder / "reports"
    made = child((EINDEKSS, "report", "--format", "all", "--out", reports), folder)
    files = [file for file in reports.iterdir() if file.name != "index.html"]
    size_mb = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(files)} reports of {SITES} sites, {size_mb:.0f} MB: {made.wall_s:.0f} s by the clock,", end=" ")
    print(f"{made.cpu_s:.0f} s at work, {made.peak_mib:.0f} MiB at the peak")
    return ["all sites"] if made.cpu_s > ALL_LIMIT_S or len(files) != SITES * len(Shape) else []


def main() -> int:
    argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__).parse_args()
    over: list[str] = []
    for measured in (bad_site, all_sites):
        with TemporaryDirectory(prefix="eindekss-bench-") as folder:
            over += measured(Path(folder))
    print(f"OVER its limit: {', '.join(over)}" if over else "each within its limits")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
