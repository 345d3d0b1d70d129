"""Locks that one process holds, which the kernel or the server lets go of by itself when that process dies.

SQLite: flock on a file beside the database. PostgreSQL: a session's advisory lock on a connection of its own.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import socket
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol

from sqlalchemy import Connection, Engine, text

from db.engine import DatabaseUnavailable, failures_told

# Whoever asks for a lock's owner holds its file's lock for a moment: nobody is refused for that.
TAKE_S = 1.0
TAKE_PAUSE_S = 0.02
# A server that can no longer reach the owner's machine lets go after idle + interval * count seconds.
KEEPALIVE = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
# PostgreSQL cuts the name of a session.
NAME_CHARS = 63
OWNER_QUERY = """
SELECT a.application_name AS name, a.backend_start AS since
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (l.classid::bigint << 32) | l.objid::bigint = :key
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that holds a lock; `name` is `process 123 on host`."""

    name: str
    since: str


UNKNOWN = Owner("another process", "a moment ago")


class Taken(Exception):
    """Another process holds the lock."""

    def __init__(self, owner: Owner) -> None:
        super().__init__(f"{owner.name} holds it since {owner.since}")
        self.owner = owner


class Lock(Protocol):
    """A lock that this process holds until `release`, until it is lost, or until the process dies."""

    def held(self) -> bool:
        """False where it was lost with its connection; it is taken anew by `retake` only."""

    def retake(self) -> bool:
        """Takes a lost lock again; False where another holds it. Raises DatabaseUnavailable."""

    def release(self) -> None:
        """Lets go; harmless where the lock is lost already."""


def take(database: Engine, name: str) -> Lock:
    """The lock of this name among the database's. Raises Taken or DatabaseUnavailable."""
    lock: Lock = (
        FileLock(_file_of(database, name)) if database.dialect.name == "sqlite" else SessionLock(database, name)
    )
    if not lock.retake():
        raise Taken(owner_of(database, name) or UNKNOWN)
    return lock


def owner_of(database: Engine, name: str) -> Owner | None:
    """Who holds the lock; None where nobody does."""
    if database.dialect.name == "sqlite":
        return _file_owner(_file_of(database, name))
    with failures_told(database), database.connect() as connection:
        return _session_owner(connection, name)


class FileLock:
    """A lock on a file that holds its owner's name. A file that nobody holds is what a killed process left."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def held(self) -> bool:
        # The kernel takes nothing away from a process that lives.
        return self._file is not None

    def retake(self) -> bool:
        deadline = monotonic() + TAKE_S
        locked = self._locked()
        while locked is None and monotonic() < deadline:
            sleep(TAKE_PAUSE_S)
            locked = self._locked()
        if locked is None:
            return False
        self._file = locked
        # The lock counts; on a disk without room for a name it goes without.
        with contextlib.suppress(OSError):
            os.ftruncate(locked, 0)
            os.write(locked, json.dumps(asdict(Owner(own_name(), _moment(datetime.now(UTC))))).encode())
        return True

    def release(self) -> None:
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def _locked(self) -> int | None:
        """The file with its lock; None while another holds it."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise DatabaseUnavailable(
                f"The file {self._path} beside the database cannot be written ({error.strerror}): check that its "
                "folder is writable and has room."
            ) from error
        if _lock(file, fcntl.LOCK_EX) and _same_file(file, self._path):
            return file
        os.close(file)
        return None


class SessionLock:
    """An advisory lock of a session, for all threads of this process. A server that restarts forgets it."""

    def __init__(self, database: Engine, name: str) -> None:
        self._database = database
        self._name = name
        self._connection: Connection | None = None
        self._one_at_a_time = threading.Lock()

    def held(self) -> bool:
        with self._one_at_a_time:
            if self._connection is None:
                return False
            try:
                with failures_told(self._database):
                    self._connection.execute(text("SELECT 1"))
            except DatabaseUnavailable:
                self._drop()
                return False
            return True

    def retake(self) -> bool:
        with self._one_at_a_time, failures_told(self._database), contextlib.ExitStack() as stack:
            if self._connection is not None:
                # Another thread was quicker.
                return True
            connection = self._database.connect().execution_options(isolation_level="AUTOCOMMIT")
            stack.callback(connection.close)
            # The pool never gets it back: a connection that is closed lets go of the lock.
            connection.detach()
            for name, value in {"application_name": own_name(), **KEEPALIVE}.items():
                connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(self._name)}):
                return False
            stack.pop_all()
            self._connection = connection
        return True

    def release(self) -> None:
        with self._one_at_a_time:
            if self._connection is not None:
                # The server takes its time to notice a closed connection: who asks next must not find the lock taken.
                with contextlib.suppress(DatabaseUnavailable), failures_told(self._database):
                    self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _key(self._name)})
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DatabaseUnavailable), failures_told(self._database):
                connection.close()


def own_name() -> str:
    """How this process is called as an owner."""
    return f"process {os.getpid()} on {socket.gethostname()}"[:NAME_CHARS]


def _file_of(database: Engine, name: str) -> Path:
    return Path(f"{database.url.database}-{name.replace(' ', '-')}")


def _lock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same_file(file: int, path: Path) -> bool:
    """Whether the file is still the one of that name: the last owner removes it when it lets go."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _file_owner(path: Path) -> Owner | None:
    try:
        with path.open("rb") as file:
            if _lock(file.fileno(), fcntl.LOCK_SH):
                return None
            return Owner(**json.loads(file.read()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        # Its owner has not yet written who it is, or had no room for it.
        return UNKNOWN


def _session_owner(connection: Connection, name: str) -> Owner | None:
    row = connection.execute(text(OWNER_QUERY), {"key": _key(name)}).one_or_none()
    # The server hides other users' sessions: that somebody holds the lock shows all the same.
    return None if row is None else Owner(row.name or "another user of the server", _moment(row.since))


def _key(name: str) -> int:
    """A number of 63 bits that stands for the name among the server's advisory locks."""
    return int.from_bytes(hashlib.sha256(f"eindekss {name}".encode()).digest()[:8]) >> 1


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "an unknown moment"
