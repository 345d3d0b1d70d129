"""Sees every process that was started here and still runs, those whose parent has died too."""

import ctypes
import os
import time
from contextlib import suppress

import psutil

PR_SET_CHILD_SUBREAPER = 36
# Playwright's driver gives a browser that does not close 30 s.
GONE_S = 40.0


class Orphans:
    """From now on whatever a dead process leaves running becomes our child; what ran before is left out."""

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._before = {child.pid for child in psutil.Process().children(recursive=True)}

    def left(self) -> list[psutil.Process]:
        """What runs now, the processes of a PostgreSQL server apart."""
        found = []
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if child.pid in self._before or child.name() == "postgres":
                    continue
                if child.status() != psutil.STATUS_ZOMBIE:
                    found.append(child)
                elif child.ppid() == os.getpid():
                    os.waitpid(child.pid, os.WNOHANG)
        return found

    def gone_s(self) -> float:
        """Seconds until nothing runs any more; GONE_S where something stays."""
        begun = time.monotonic()
        while self.left() and time.monotonic() - begun < GONE_S:
            time.sleep(0.05)
        return min(time.monotonic() - begun, GONE_S)
