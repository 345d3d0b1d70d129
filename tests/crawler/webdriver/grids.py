"""A real WebDriver server on loopback, and an engine that knows no browser but its."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import psutil

from crawler.executables import find_axe
from crawler.limits import Limits
from crawler.webdriver.engine import Grid, GridEngine
from crawler.webdriver.session import RemoteSession

STARTED = re.compile(r"started successfully on port (\d+)")


@dataclass
class Server:
    """A chromedriver, which takes the commands that a grid's node takes."""

    url: str
    process: psutil.Process

    def browsers(self) -> list[psutil.Process]:
        return [one for one in self._children() if not any("--type=" in word for word in _words(one))]

    def pages(self) -> list[psutil.Process]:
        """The processes that pages run in, the busiest first."""
        found = [one for one in self._children() if "--type=renderer" in _words(one)]
        return sorted(found, key=lambda one: -one.cpu_times().user)

    def kill(self) -> None:
        for one in [self.process, *self._children()]:
            with contextlib.suppress(psutil.Error):
                one.kill()

    def _children(self) -> list[psutil.Process]:
        try:
            return self.process.children(recursive=True)
        except psutil.Error:
            return []


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@contextmanager
def serving_browsers() -> Iterator[Server]:
    path = shutil.which("chromedriver")
    assert path is not None, "make test brings chromedriver; else: apt-get install chromium-driver"
    with subprocess.Popen([path, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        port = next(found[1] for line in process.stdout if (found := STARTED.search(line)))
        server = Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid))
        try:
            yield server
        finally:
            server.kill()


def grid_engine(server: Server) -> GridEngine:
    # Tests may run as root, which Chromium refuses otherwise.
    return GridEngine(Grid(server.url, arguments=("--no-sandbox",)), find_axe())


@asynccontextmanager
async def at_grid(engine: GridEngine, limits: Limits | None = None) -> AsyncIterator[RemoteSession]:
    """A session without a proxy: these tests reach loopback only."""
    async with engine.session(None, limits or Limits(), "http://127.0.0.1/") as session:
        yield session
