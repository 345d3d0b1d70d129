"""Tiny sites of two pages, several of them at one address, which note when each document was asked for."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from model.site import Site

TITLES = {"/": "Novads", "/kontakti": "Novada kontakti"}
PAGE = """<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>{title}</h1>
<nav><a href="/">Sākums</a> <a href="/kontakti">Kontakti</a></nav>
<p>Novada pašvaldība, tālrunis 60000000.</p></main></body></html>"""


class Visits:
    """What one address was asked: the moment of each document, and how many were open at once at most."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.starts: list[tuple[float, int]] = []
        self.most = 0
        self._open = 0
        self._lock = threading.Lock()

    @contextmanager
    def document(self, port: int) -> Iterator[None]:
        with self._lock:
            self.starts.append((time.monotonic(), port))
            self._open += 1
            self.most = max(self.most, self._open)
        try:
            time.sleep(self.delay_s)
            yield
        finally:
            with self._lock:
                self._open -= 1

    def shortest_s(self, documents: int) -> float:
        """The shortest time in which so many were asked for, one after the other."""
        moments = sorted(moment for moment, _ in self.starts)
        spans = zip(moments, moments[documents - 1 :], strict=False)
        return min((later - earlier for earlier, later in spans), default=float("inf"))


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: "_Server"

    def do_GET(self) -> None:
        title = TITLES.get(self.path)
        if self.path == "/favicon.ico":
            self._send(404, b"")
            return
        with self.server.visits.document(self.server.server_port):
            self._send(200 if title else 404, PAGE.format(title=title).encode() if title else b"")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a test's output is its own."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    visits: Visits

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor that was killed is nothing to tell of."""


@contextmanager
def hamlet(sites: int, an_address: int = 1, delay_s: float = 0.0) -> Iterator[tuple[list[Site], dict[str, Visits]]]:
    """Serves so many sites while the block runs, `an_address` of them at each; gives them and the visits by address."""
    visits: dict[str, Visits] = defaultdict(lambda: Visits(delay_s))
    with ExitStack() as stack:
        served = []
        for number in range(sites):
            address = f"127.0.{number // an_address // 250}.{number // an_address % 250 + 2}"
            server = _Server((address, 0), _Pages)
            server.visits = visits[address]
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
            name = f"Novads {number}"
            served.append(Site(url=f"http://{address}:{server.server_port}/", name=name, atvk=f"{9000000 + number}"))
        yield served, visits
