"""Serves the sample sites over HTTP, each from its own thread and at its own origin."""

import csv
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from tests.sites.pages import HERE, Answer, Site

SITES: tuple[str, ...] = ("good", "old", "scripted", "middling")
SITES_CSV = HERE / "sites.csv"
ADDRESS = "127.0.0.1"
COLUMNS = ("atvk", "name", "url", "centre", "region")
LARGEST_BODY_BYTES = 1_000_000


@dataclass(frozen=True)
class SampleSite:
    """One sample site: its folder's name, its row of sites.csv, and the port of its fixed address."""

    name: str
    atvk: str
    title: str
    centre: str
    region: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.port}"


class PortTaken(Exception):
    """A sample site could not have its port."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(f"Port {port} on {ADDRESS}, wanted for the sample site “{name}”, is taken.")


@cache
def sample_site(name: str) -> SampleSite:
    """The facts of one of SITES."""
    told = tomllib.loads((HERE / name / "site.toml").read_text("utf-8"))
    return SampleSite(name, told["atvk"], told["title"], told["centre"], told["region"], told["port"])


@cache
def expected(name: str) -> Mapping[str, Any]:
    """What an honest audit of the site must say: its expected.toml."""
    return tomllib.loads((HERE / name / "expected.toml").read_text("utf-8"))


@contextmanager
def serve(name: str, port: int = 0, maker: Callable[[str, str], Site] = Site) -> Iterator[str]:
    """Serve one site while the block runs, at a free port if none is given; gives its origin.

    `maker` makes the site of its name and origin.
    """
    try:
        server = _Server((ADDRESS, port), _Handler)
    except OSError as error:
        raise PortTaken(name, port) from error
    origin = f"http://{ADDRESS}:{server.server_port}"
    server.site = maker(name, origin)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"site-{name}", daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_all(ports: Literal["fixed", "free"] = "free") -> Iterator[Mapping[str, str]]:
    """Serve the four sites while the block runs; gives each one's origin by its name."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(serve(name, sample_site(name).port if ports == "fixed" else 0)) for name in SITES
        }


def sites_csv(origins: Mapping[str, str], path: Path) -> None:
    """Write a sites.csv for the sites that are served at these origins."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for name, origin in origins.items():
            site = sample_site(name)
            rows.writerow((site.atvk, site.title, origin, site.centre, site.region))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # An idle connection that a browser keeps open must not hold up the end of a test.
    block_on_close = False
    request_queue_size = 128
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A visitor that hangs up is nothing to tell of.
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer: without these, headers and body wait 40 ms for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._send(self._ask("GET"))

    def do_HEAD(self) -> None:
        self._send(self._ask("GET"), with_body=False)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY_BYTES:
            self.close_connection = True
            self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/plain; charset=utf-8", b""))
            return
        # Nobody keeps what a visitor sends, but the next request begins behind it.
        self.rfile.read(int(length))
        self._send(self._ask("POST"))

    def _ask(self, method: str) -> Answer:
        return self.server.site.answer(method, self.path)

    def _send(self, answer: Answer, *, with_body: bool = True) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.content_type.startswith(("text/css", "text/javascript", "image/")):
            self.send_header("Cache-Control", "max-age=300")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a test's output is its own."""
