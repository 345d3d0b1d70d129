"""Who audits the pages that people ask for: on PostgreSQL the workers, on SQLite the schedule, or a process from here.

What was asked for stands in the database (db/asked_pages.py); nothing is lost with this process.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence

from sqlalchemy import Engine

from db.asked_pages import something_waits
from db.engine import DatabaseError
from scheduler.leader import leader_of

log = logging.getLogger(__name__)

MOST_WAITING = 20
COMMAND = (sys.executable, "-c", "from cli.main import main; main()", "audit", "--asked")
# How soon what a schedule or another process left is looked for again.
LOOK_S = 5.0
# No request takes so long (pipeline/asked_pages.py): a command that does hangs.
LONGEST_S = (MOST_WAITING + 1) * 1_000.0


class Reaudits:
    """Starts the command while something waits that nobody else does; one at a time."""

    def __init__(self, database: Engine, command: Sequence[str] = COMMAND, look_s: float = LOOK_S) -> None:
        self._database = database
        self._command = command
        self._look_s = look_s
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._looks: threading.Thread | None = None

    def wake(self) -> None:
        """After something was asked for, and at the start, for what waits since before it."""
        if self._database.dialect.name != "sqlite":
            return
        with self._lock:
            if self._looks is None and not self._stopped.is_set():
                self._looks = threading.Thread(target=self._look, name="re-audits", daemon=True)
                self._looks.start()

    def stop(self) -> None:
        """Starts nothing more. A command that runs goes on to its end: it is a process of its own."""
        self._stopped.set()

    def _look(self) -> None:
        while self._is_needed():
            try:
                # Else the schedule does it, with the browser and the manners of its night.
                if leader_of(self._database) is None:
                    self._audit()
            except (DatabaseError, OSError, subprocess.SubprocessError) as error:
                log.warning("the pages that were asked for wait: %s", error)
            self._stopped.wait(self._look_s)

    def _is_needed(self) -> bool:
        with self._lock:
            try:
                needed = not self._stopped.is_set() and something_waits(self._database)
            except DatabaseError as error:
                log.warning("the pages that were asked for wait: %s", error)
                needed = True
            if not needed:
                self._looks = None
            return needed

    def _audit(self) -> None:
        # No shell, and nothing that people wrote. What it says goes where our log goes, also when we are gone.
        done = subprocess.run(  # noqa: S603
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=LONGEST_S,
            env={**os.environ, "NO_COLOR": "1"},
            check=False,
        )
        if done.returncode:
            log.warning("the pages that were asked for wait: the command ended with status %d", done.returncode)
