"""Waits for a database that went away: a server that restarts is soon back, and a site's work is still in memory."""

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from db.claims import Claim
from db.engine import DatabaseFull, DatabaseUnavailable
from db.saving import AlreadySaved

log = logging.getLogger(__name__)

AWAY_S = 60.0
# Before a run has begun there is nothing to lose, and whoever typed a wrong name wants to know.
AWAY_AT_START_S = 15.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0

Answer = TypeVar("Answer")


class Absence:
    """A database that is away: how long it is waited for, `away_s` in all, and with which pauses."""

    def __init__(self, away_s: float) -> None:
        self._deadline = monotonic() + away_s
        self._pause_s = FIRST_PAUSE_S

    def pause_after(self, error: DatabaseUnavailable) -> float:
        """Seconds until the next try. Raises the error where waiting does not help, or has lasted too long."""
        pause_s = self._pause_s
        if isinstance(error, DatabaseFull) or monotonic() + pause_s > self._deadline:
            raise error
        log.warning("trying again: %s", error)
        self._pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        return pause_s


def patiently(question: Callable[[], Answer], away_s: float, stopped: threading.Event) -> Answer:
    """The answer, asked for again while the database is away. Raises DatabaseFull, or DatabaseUnavailable where it
    stayed away for so long, or waiting was stopped.
    """
    absence = Absence(away_s)
    while True:
        try:
            return question()
        except DatabaseUnavailable as error:
            if stopped.wait(absence.pause_after(error)):
                raise


class Patience:
    """Every use of the database by a run: only while the run is ours, and again while the database is away.

    Shared by the threads of a run; `stop` ends all waiting.
    """

    def __init__(self, claim: Claim, away_s: float = AWAY_S) -> None:
        self._claim = claim
        self._away_s = away_s
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """The answer. Raises RunTaken, DatabaseFull, or DatabaseUnavailable where it stayed away for `away_s`."""

        def while_ours() -> Answer:
            self._claim.assure()
            return question()

        return patiently(while_ours, self._away_s, self._stopped)

    def save(self, work: Callable[[], object]) -> None:
        """Saves once. A commit whose answer was lost with the connection is found saved at the next try.

        Raises what `ask` does, and AlreadySaved where it was saved before the first try.
        """
        answer_lost = False

        def once() -> None:
            nonlocal answer_lost
            try:
                work()
            except AlreadySaved:
                if not answer_lost:
                    raise
            except DatabaseUnavailable:
                answer_lost = True
                raise

        self.ask(once)
