"""Runs a command in a folder of its own under a watch, as a person would at a terminal."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.process_tree import Usage, Watch

EINDEKSS = Path(sys.executable).with_name("eindekss")
LIMIT_S = 3600
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Run:
    """How a command ended. `wall_s` is from its start to its end, interpreter and browser included."""

    status: int
    stdout: str
    stderr: str
    wall_s: float
    usage: Usage


@dataclass(frozen=True)
class AuditRun(Run):
    """An audit into a fresh database. `audits` are those of its JSON, empty where it wrote none."""

    audits: Sequence[Mapping[str, Any]]

    @property
    def work_s(self) -> float:
        """From the first site's beginning to the last one's end: without the start of interpreter and browser."""
        begun = min(datetime.fromisoformat(audit["started_at"]) for audit in self.audits)
        ended = max(datetime.fromisoformat(audit["finished_at"]) for audit in self.audits)
        return (ended - begun).total_seconds()


def run_watched(
    command: Sequence[str | Path], folder: Path, variables: Mapping[str, str], *, memory: bool = False
) -> Run:
    """Raises subprocess.TimeoutExpired after LIMIT_S."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EINDEKSS_")}
    # The pages of a trial link to portals that nobody asked to be measured.
    quiet = {"EINDEKSS_CHECK_TARGETS": "false"}
    environment = {**clean, "COLUMNS": "160", "NO_COLOR": "1", "PYTHONPATH": str(ROOT), **quiet, **variables}
    with (folder / "stdout").open("w+") as out, (folder / "stderr").open("w+") as err:
        began = time.monotonic()
        with (
            subprocess.Popen(list(map(str, command)), cwd=folder, env=environment, stdout=out, stderr=err) as process,
            Watch(process.pid, memory=memory, interval_s=0.5 if memory else 0.25) as watch,
        ):
            try:
                status = process.wait(LIMIT_S)
            finally:
                # Of one that has ended already this asks nothing.
                process.terminate()
            wall_s = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        return Run(status, out.read(), err.read(), wall_s, watch.usage)


def audit(urls: Sequence[str], variables: Mapping[str, str], *, max_pages: int, memory: bool = False) -> AuditRun:
    """One `eindekss audit` of the addresses, with a fresh SQLite file and evidence folder."""
    with TemporaryDirectory(prefix="eindekss-bench-") as name:
        folder = Path(name)
        options = ["--allow-private-sites", "--max-pages", str(max_pages), "--json", "audits.json"]
        run = run_watched([EINDEKSS, "audit", *urls, *options], folder, variables, memory=memory)
        written = folder / "audits.json"
        audits = json.loads(written.read_text("utf-8"))["audits"] if written.exists() else []
        return AuditRun(run.status, run.stdout, run.stderr, run.wall_s, run.usage, audits)
