"""A run has one owner, whose death frees it (db/locks.py)."""

from typing import Protocol

from sqlalchemy import Engine

from db.engine import DatabaseError
from db.locks import UNKNOWN, Lock, Owner, Taken, own_name, take
from db.locks import owner_of as holder_of


class RunTaken(DatabaseError):
    """Another process works on the run."""

    def __init__(self, run: str, owner: Owner | None) -> None:
        by = owner or UNKNOWN
        super().__init__(
            f"The run {run} is being worked on by {by.name} since {by.since}: wait for it, or stop it there."
        )


class Claim(Protocol):
    """A run that this process owns until `release`, or until it dies."""

    @property
    def run(self) -> str: ...

    def assure(self) -> None:
        """Raises RunTaken where the lock was lost with its connection and another has it, or DatabaseUnavailable."""

    def release(self) -> None:
        """Lets go; harmless where the lock is lost already."""


def claim_run(database: Engine, run: str) -> Claim:
    """Makes this process the run's owner. Raises RunTaken or DatabaseUnavailable."""
    try:
        return LockClaim(database, run, take(database, _name(run)))
    except Taken as taken:
        raise RunTaken(run, taken.owner) from taken


def owner_of(database: Engine, run: str) -> Owner | None:
    """Who works on the run; None where nobody does, so that a run that is `running` was killed."""
    return holder_of(database, _name(run))


class LockClaim:
    """A run by its lock. A server that restarts forgets it: `assure` takes it anew."""

    def __init__(self, database: Engine, run: str, lock: Lock) -> None:
        self.run = run
        self._database = database
        self._lock = lock

    def assure(self) -> None:
        if self._lock.held() or self._lock.retake():
            return
        owner = owner_of(self._database, self.run)
        # The server may not have noticed yet that our last connection is gone.
        if owner is None or owner.name != own_name():
            raise RunTaken(self.run, owner)

    def release(self) -> None:
        self._lock.release()


def _name(run: str) -> str:
    return f"run {run}"
