"""A real PostgreSQL server of the test session's own: started once where a test asks for it, stopped at the end."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from tests.ports import free_port

START_S = 60
OWNER = "eindekss"
# initdb refuses root; any other user will do.
USERS = ("postgres", "nobody")
SERVER = pytest.StashKey["Server"]()


class Server:
    """A cluster in a temporary folder, reached by its socket or a loopback port. It is thrown away: no fsync, unless
    it is `durable`, so that `kill` and `start` lose nothing that it said was committed.
    """

    def __init__(self, durable: bool = False) -> None:
        self._binaries = binaries = _binaries()
        self._user = _other_user()
        self._folder = Path(tempfile.mkdtemp(prefix="eindekss-pg-"))
        if self._user:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        made = self._run(
            [
                *(binaries / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C"),
                *(() if durable else ("-N",)),
            ]
        )
        if made.wait() != 0:
            raise RuntimeError(f"initdb failed: {self._log()}")
        self.port = free_port()
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self._folder,
            "shared_buffers": "32MB",
            **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        }
        self.url = f"postgresql://{OWNER}@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        """Starts the server, also after `kill`; returns when it answers."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        self._process = self._run([self._binaries / "postgres", "-D", self._folder / "data", *options])
        self._wait()

    def kill(self) -> None:
        """SIGKILL for the server and all its processes, as a power cut would have it."""
        server = psutil.Process(self._process.pid)
        server.suspend()
        for process in (*server.children(recursive=True), server):
            process.kill()
        self._process.wait()

    def _run(self, arguments: list[str | Path]) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = self._log()
                    self.stop()
                    raise RuntimeError(f"PostgreSQL does not start: {log}") from None
                time.sleep(0.05)
            else:
                return

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        """Stops the server as a fast shutdown does, and removes its folder."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = shutil.which("initdb")
    if installed:
        return installed[-1].parent
    if found:
        return Path(found).resolve().parent
    raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")


def _other_user() -> str | None:
    """The user that the server runs as; None where we may run it ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """The URL of the server's own database. One server a session, however many folders import this fixture."""
    stash = request.config.stash
    if SERVER not in stash:
        server = Server()
        stash[SERVER] = server
        request.config.add_cleanup(server.stop)
    return stash[SERVER].url


@contextmanager
def fresh_database(postgres_url: str, like: str | None = None) -> Iterator[str]:
    """The URL of a new database, empty or a copy of the one at `like`; it is dropped at the end."""
    plain = f"test_{secrets.token_hex(6)}"
    name = sql.Identifier(plain)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        template = sql.Identifier(like.rpartition("/")[2] if like else "template1")
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        try:
            yield postgres_url.rpartition("/")[0] + "/" + plain
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
