"""Pages that people asked to have audited anew: one process at a time, of bounded length, and a bounded number waits.

Each is `eindekss audit SITE --page URL`: an audit hears signals, and a browser that dies takes nothing along.
"""

import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-c", "from cli.main import main; main()")
MOST_WAITING = 20
MOST_TOLD = 50
LONGEST_S = 900.0
# 1 says that a page could not be seen, which is saved as what came of it.
SEEN = (0, 1)


class Stage(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, by whom, and how far it is; `said` is why it failed."""

    number: int
    site: str
    pages: Sequence[str]
    objection: int | None
    who: str
    at: datetime
    stage: Stage = Stage.WAITING
    said: str = ""


class TooMany(Exception):
    """So many wait already."""


class Reaudits:
    """Kept in memory: what waits when the process ends is not done, and is asked for again."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._asked: deque[Asked] = deque(maxlen=MOST_TOLD)
        self._worker: threading.Thread | None = None
        self._numbers = 0

    def ask(self, site: str, pages: Sequence[str], objection: int | None, who: str, at: datetime) -> Asked:
        """Raises TooMany."""
        with self._lock:
            if sum(one.stage is Stage.WAITING for one in self._asked) >= MOST_WAITING:
                raise TooMany
            self._numbers += 1
            asked = Asked(self._numbers, site, tuple(pages), objection, who, at)
            self._asked.append(asked)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="re-audits", daemon=True)
                self._worker.start()
        return asked

    def known(self) -> tuple[Asked, ...]:
        """The newest first."""
        with self._lock:
            return tuple(reversed(self._asked))

    def _work(self) -> None:
        while (asked := self._next()) is not None:
            self._move(asked, Stage.WORKING)
            stage, said = self._audit(asked)
            self._move(asked, stage, said)

    def _next(self) -> Asked | None:
        with self._lock:
            found = next((one for one in self._asked if one.stage is Stage.WAITING), None)
            if found is None:
                self._worker = None
            return found

    def _move(self, asked: Asked, stage: Stage, said: str = "") -> None:
        with self._lock:
            at = next((at for at, one in enumerate(self._asked) if one.number == asked.number), None)
            if at is not None:
                self._asked[at] = replace(asked, stage=stage, said=said)

    def _audit(self, asked: Asked) -> tuple[Stage, str]:
        pages = [part for page in asked.pages for part in ("--page", page)]
        about = ["--objection", str(asked.objection)] if asked.objection is not None else []
        command = [*self._command, "audit", asked.site, *pages, *about]
        try:
            # No shell; what people wrote stands in addresses that were normalised, behind `--page`.
            done = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=LONGEST_S,
                env={**os.environ, "NO_COLOR": "1"},
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            log.warning("pages of %s were not audited anew: %s", asked.site, error)
            return Stage.FAILED, type(error).__name__
        if done.returncode in SEEN:
            return Stage.DONE, ""
        said = done.stderr.decode(errors="replace").strip().splitlines()
        log.warning("pages of %s were not audited anew: status %d", asked.site, done.returncode)
        return Stage.FAILED, said[-1][:500] if said else f"status {done.returncode}"
