"""`make bench-star`: how long the star export of ten years takes, how much memory, and how large its files are."""

import argparse
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.decade import NIGHTS, write_decade
from bench.decade_events import night_of
from bench.process_tree import MIB, Watch
from db.engine import ensure_ready, open_database
from pipeline.sites_file import read_sites
from pipeline.workplace import methodology_of

SITES = Path(__file__).parents[1] / "sites.csv"
LIMIT_MIB = 400


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.star", description=__doc__)
    parser.add_argument("--nights", type=int, default=NIGHTS, help=f"nights (default {NIGHTS}: ten years)")
    nights = parser.parse_args().nights
    with TemporaryDirectory(prefix="eindekss-bench-") as folder:
        url = f"sqlite:///{folder}/decade.sqlite"
        database = open_database(url)
        ensure_ready(database)
        decade = write_decade(database, read_sites(SITES).sites, methodology_of("2019"), nights)
        database.dispose()
        print(", ".join(f"{rows:,} {name}" for name, rows in decade.rows.items()) + "\n")
        print(f"{'export':26}{'by the clock':>13}{'at work':>10}{'peak':>10}{'files':>7}{'size':>9}")
        since = f"{night_of(nights - 1) - timedelta(days=1):%Y-%m-%d}"
        peaks = [
            exported(url, Path(folder) / "parquet", "whole, parquet"),
            exported(url, Path(folder) / "parquet", "since yesterday, parquet", "--since", since),
            exported(url, Path(folder) / "csv", "whole, csv", "--format", "csv"),
        ]
    if max(peaks) > LIMIT_MIB:
        print(f"\nOVER {LIMIT_MIB} MiB")
        return 1
    print(f"\neach under {LIMIT_MIB} MiB")
    return 0


def exported(url: str, folder: Path, title: str, *arguments: str) -> float:
    """Runs the command, prints a line, and returns the peak of its memory in MiB."""
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", "export", "star", "--out", str(folder), *arguments],
        env={"EINDEKSS_DATABASE_URL": url, "EINDEKSS_EVIDENCE_URL": str(folder.parent / "evidence"), "PATH": ""},
        cwd=SITES.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with Watch(process.pid, memory=True) as watch:
        _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(said)
    files = [file for file in folder.rglob("*") if file.is_file()]
    peak = watch.usage.peak_tree_bytes / MIB
    size_mb = sum(file.stat().st_size for file in files) / 1e6
    print(
        f"{title:26}{perf_counter() - began:11.0f} s{watch.usage.cpu_s:8.0f} s{peak:6.0f} MiB{len(files):>7}"
        f"{size_mb:6.0f} MB",
        flush=True,
    )
    return peak


if __name__ == "__main__":
    sys.exit(main())
