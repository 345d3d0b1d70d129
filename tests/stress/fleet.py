"""Two schedulers and three workers on one PostgreSQL server, each started again when it was killed, as a service is."""

import random
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.end_to_end.command import COMMAND, Workshop
from tests.postgres import Server

SCHEDULE = ("schedule", "--sites", "sites.csv", "--allow-private-sites")
# In turns, so that a short trial meets them all; at which moment, and which of them, is drawn.
VICTIMS = ("worker", "scheduler", "database", "worker")
LONGEST_AWAY_S = 4.0
END_S = 30.0


@dataclass
class Fleet:
    """`kills` counts them by victim; `complaints` are of processes that ended by themselves, or told of a fault."""

    workshop: Workshop
    server: Server
    random: random.Random
    workers: int = 3
    schedulers: int = 2
    kills: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    _processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self) -> None:
        for number in range(self.schedulers):
            self._start(f"scheduler {number}")
        for number in range(self.workers):
            self._start(f"worker {number}")

    def strike(self) -> None:
        """Kills one of them, or the database server, and starts it again."""
        victim = VICTIMS[sum(self.kills.values()) % len(VICTIMS)]
        self.kills[victim] = self.kills.get(victim, 0) + 1
        if victim == "database":
            self.server.kill()
            time.sleep(self.random.uniform(0.0, LONGEST_AWAY_S))
            self.server.start()
            return
        names = [name for name in self._processes if name.startswith(victim)]
        name = self.random.choice(names)
        self._processes[name].kill()
        self._processes[name].wait()
        self._start(name)

    def look(self) -> None:
        """Starts again what ended by itself, which nothing should."""
        for name, process in list(self._processes.items()):
            if process.poll() is not None:
                self.complaints.append(f"{name} ended with {process.returncode}: {self._log(name)[-600:]}")
                self._start(name)

    def stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for name, process in self._processes.items():
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                self.complaints.append(f"{name} did not stop in {END_S:.0f} s")
        self.complaints += [f"{name}: {self._log(name)}" for name in self._processes if "Traceback" in self._log(name)]

    def _start(self, name: str) -> None:
        kind = name.partition(" ")[0]
        words = SCHEDULE if kind == "scheduler" else ("worker", "--at-once", "1")
        with self._path(name).open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [COMMAND, *words],
                cwd=self.workshop.folder,
                env={**self.workshop.environment, "EINDEKSS_METRICS_PORT": "0"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _path(self, name: str) -> Path:
        return self.workshop.folder / f"{name}.log"

    def _log(self, name: str) -> str:
        return self._path(name).read_text("utf-8", errors="replace")
