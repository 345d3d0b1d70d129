"""A run has one owner: a lock that the kernel or the server lets go of by itself when the owner's process dies.

SQLite: flock on a file beside the database. PostgreSQL: a session's advisory lock on a connection of its own.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import socket
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol

from sqlalchemy import Connection, Engine, text

from db.engine import DatabaseError, DatabaseUnavailable, failures_told

# Whoever asks for a run's owner holds its file's lock for a moment: a claim is not refused for that.
CLAIM_S = 1.0
CLAIM_PAUSE_S = 0.02
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
    """The process that works on a run; `name` is `process 123 on host`."""

    name: str
    since: str


UNKNOWN = Owner("another process", "a moment ago")


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
    if database.dialect.name == "sqlite":
        return FileClaim(_lock_file(database, run), run)
    return SessionClaim(database, run)


def owner_of(database: Engine, run: str) -> Owner | None:
    """Who works on the run; None where nobody does, so that a run that is `running` was killed."""
    if database.dialect.name == "sqlite":
        return _file_owner(_lock_file(database, run))
    with failures_told(database), database.connect() as connection:
        return _session_owner(connection, run)


class FileClaim:
    """A lock on a file that holds its owner's name. A file that nobody holds is what a killed run left."""

    def __init__(self, path: Path, run: str) -> None:
        self.run = run
        self._path = path
        deadline = monotonic() + CLAIM_S
        locked = self._locked()
        while locked is None and monotonic() < deadline:
            sleep(CLAIM_PAUSE_S)
            locked = self._locked()
        if locked is None:
            raise RunTaken(run, _file_owner(path))
        self._file: int | None = locked
        # The lock counts; on a disk without room for a name it goes without.
        with contextlib.suppress(OSError):
            os.ftruncate(locked, 0)
            os.write(locked, json.dumps(asdict(Owner(_own_name(), _moment(datetime.now(UTC))))).encode())

    def assure(self) -> None:
        """The kernel takes nothing away from a process that lives."""

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


class SessionClaim:
    """An advisory lock of a session. A server that restarts forgets it: `assure` takes it anew."""

    def __init__(self, database: Engine, run: str) -> None:
        self.run = run
        self._database = database
        self._connection: Connection | None = self._connected()
        if self._connection is None:
            raise RunTaken(run, owner_of(database, run))

    def assure(self) -> None:
        if self._connection is not None:
            try:
                with failures_told(self._database):
                    self._connection.execute(text("SELECT 1"))
            except DatabaseUnavailable:
                self._drop()
            else:
                return
        self._connection = self._connected()
        if self._connection is None:
            owner = owner_of(self._database, self.run)
            # The server may not have noticed yet that our last connection is gone.
            if owner is None or owner.name != _own_name():
                raise RunTaken(self.run, owner)

    def release(self) -> None:
        if self._connection is not None:
            # The server takes its time to notice a closed connection: who asks next must not find the lock taken.
            with contextlib.suppress(DatabaseUnavailable), failures_told(self._database):
                self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _key(self.run)})
        self._drop()

    def _connected(self) -> Connection | None:
        """A connection that holds the lock; None where another session holds it."""
        with failures_told(self._database), contextlib.ExitStack() as stack:
            connection = self._database.connect().execution_options(isolation_level="AUTOCOMMIT")
            stack.callback(connection.close)
            # The pool never gets it back: a connection that is closed lets go of the lock.
            connection.detach()
            for name, value in {"application_name": _own_name(), **KEEPALIVE}.items():
                connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(self.run)}):
                return None
            stack.pop_all()
            return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DatabaseUnavailable), failures_told(self._database):
                connection.close()


def _lock_file(database: Engine, run: str) -> Path:
    return Path(f"{database.url.database}-run-{run}")


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


def _session_owner(connection: Connection, run: str) -> Owner | None:
    row = connection.execute(text(OWNER_QUERY), {"key": _key(run)}).one_or_none()
    # The server hides other users' sessions: that somebody works on the run shows all the same.
    return None if row is None else Owner(row.name or "another user of the server", _moment(row.since))


def _key(run: str) -> int:
    """A number of 63 bits that stands for the run among the server's advisory locks."""
    return int.from_bytes(hashlib.sha256(f"eindekss run {run}".encode()).digest()[:8]) >> 1


def _own_name() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"[:NAME_CHARS]


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "an unknown moment"
