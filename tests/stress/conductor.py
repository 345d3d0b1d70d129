"""Runs audits as a person would, kills one of the parts at a random moment, and sees to it that all is well after."""

import random
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil

from crawler.executables import find_browser
from db.engine import ensure_ready, open_database
from db.runs import RunStatus, runs, unfinished_runs
from tests.end_to_end.command import Workshop
from tests.postgres import Server
from tests.stress.orphans import GONE_S, Orphans
from tests.stress.records import faults, saved

Victim = Literal["process", "browser", "driver", "database"]

RUN_S = 180.0
LONGEST_AWAY_S = 4.0
# Long enough for any moment of a start, and of a site's audit, the save at its end included.
START_S = 5.0
SITE_S = 4.0


@dataclass
class Blow:
    """One kill: of what, when, and what was found after it."""

    victim: Victim
    moment: str
    status: int
    orphans_gone_s: float
    complaints: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = "; ".join(self.complaints) or "all well"
        return f"{self.victim:9} {self.moment:34} exit {self.status:4} gone {self.orphans_gone_s:4.1f} s  {told}"


class Listener:
    """Hears what a process says of its sites, as it says it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.lines: list[str] = []
        self._process = process
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.lines.append(line.rstrip())

    def wait_for(self, sites: int) -> bool:
        """Whether so many sites were reported before the process ended."""
        deadline = time.monotonic() + RUN_S
        while len(self.reported()) < sites and self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        return self._process.poll() is None

    def finish(self) -> None:
        self._thread.join(10)

    def reported(self) -> list[str]:
        """The names of the sites that were told to be saved."""
        return [line.partition("] ")[2].partition(": ")[0] for line in self.lines if line.startswith("[")]


@dataclass
class Theatre:
    """A workshop with served sites; `server` is its PostgreSQL, if that is its database."""

    workshop: Workshop
    url: str
    temporary: Path
    sites: int
    random: random.Random
    server: Server | None = None

    def __post_init__(self) -> None:
        self._orphans = Orphans()
        self.workshop.variables.update(
            TMPDIR=str(self.temporary),
            EINDEKSS_DATABASE_URL=self.url,
            EINDEKSS_SITES_AT_ONCE="2",
            EINDEKSS_BROWSER=str(find_browser() or ""),
            EINDEKSS_MAX_DOCUMENTS="4",
        )

    def strike(self, victim: Victim) -> Blow:
        """Kills the victim once, in the midst of work; a moment at which there is no victim is drawn anew."""
        while True:
            after = self.random.randrange(self.sites)
            delay_s = self.random.uniform(0.0, SITE_S if after else START_S)
            process = self.workshop.start(*self._arguments())
            heard = Listener(process)
            if heard.wait_for(after):
                time.sleep(delay_s)
            landed = process.poll() is None and self._kill(victim, process)
            process.wait(RUN_S)
            gone_s = self._orphans.gone_s()
            heard.finish()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            blow = Blow(victim, f"{delay_s:.2f} s after {after} sites", process.returncode, gone_s)
            blow.complaints += self._complaints(process.returncode, victim if landed else None, heard)
            if gone_s >= GONE_S:
                blow.complaints.append(f"still running: {self._orphans.left()}")
            if landed or blow.complaints:
                return blow

    def finish(self) -> None:
        """Resumes until no run is left unfinished."""
        while self._arguments() == ["audit", "--resume"]:
            done = self.workshop.run("audit", "--resume")
            assert done.returncode == 0, done.stderr

    def whole(self) -> list[str]:
        """What is missing, double or left behind when all runs have been finished."""
        audits = saved(self.url)
        found = [f"{count} audits of {name} in run {run}" for (run, name), count in audits.items() if count != 1]
        database = open_database(self.url)
        for run in runs(database):
            if run.status is not RunStatus.FINISHED or run.audits != run.sites or run.sites != self.sites:
                found.append(f"run {run.id} is {run.status} with {run.audits} of {run.sites} sites")
        database.dispose()
        found += [f"left behind: {path}" for path in self.temporary.glob("*/*")]
        found += [f"left behind: {path}" for path in self.workshop.folder.glob("eindekss.sqlite-run-*")]
        return [*found, *faults(self.url, self._evidence)]

    @property
    def _evidence(self) -> str:
        return str(self.workshop.folder / "evidence")

    def _arguments(self) -> list[str]:
        return ["audit", "--resume"] if self._unfinished() else ["audit", "--allow-private-sites"]

    def _unfinished(self) -> bool:
        database = open_database(self.url)
        try:
            ensure_ready(database)
            return bool(unfinished_runs(database))
        finally:
            database.dispose()

    def _kill(self, victim: Victim, process: "subprocess.Popen[str]") -> bool:
        if victim == "process":
            process.kill()
            return True
        if victim == "database":
            assert self.server is not None
            self.server.kill()
            time.sleep(self.random.uniform(0.0, LONGEST_AWAY_S))
            self.server.start()
            return True
        with suppress(psutil.Error):
            for child in psutil.Process(process.pid).children(recursive=True):
                words = child.cmdline()
                if "--remote-debugging-pipe" in words and not any(word.startswith("--type=") for word in words):
                    (child if victim == "browser" else psutil.Process(child.ppid())).kill()
                    return True
        return False

    def _complaints(self, status: int, victim: Victim | None, heard: Listener) -> list[str]:
        found = [] if status == 0 or victim == "process" else [f"exit {status}: {heard.lines[-3:]}"]
        if "Traceback (most recent call last):" in heard.lines:
            found.append("\n".join(heard.lines))
        found += [line for line in heard.lines if line.startswith("[") and ": complete" not in line]
        known = {name for _, name in saved(self.url)} if heard.reported() else set()
        found += [f"reported as saved and lost: {name}" for name in heard.reported() if name not in known]
        if victim != "process":
            found += [f"left behind: {path}" for path in self.temporary.glob("*/*")]
        return [*found, *faults(self.url, self._evidence)]
