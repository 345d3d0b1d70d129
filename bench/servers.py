"""Serves sites from a process of their own, so that their cost is counted to neither side of a measurement."""

import multiprocessing
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Protocol

from tests.sites.pages import Answer


class Answering(Protocol):
    def answer(self, method: str, target: str) -> Answer:
        """The answer to a request; `target` is its path with the query, if any."""


# From a site's origin (http://127.0.0.1:40001) to the site; it travels to another process, so it must be picklable.
SiteMaker = Callable[[str], Answering]


@contextmanager
def served(makers: Sequence[SiteMaker], delay_ms: int = 0) -> Iterator[list[str]]:
    """Serves the sites while the block runs, each at a loopback address of its own; gives their origins in order.

    Each answer waits between half and one and a half of `delay_ms`, the same time for the same path.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve_until_hung_up, args=(tuple(makers), delay_ms, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


def _serve_until_hung_up(makers: Sequence[SiteMaker], delay_ms: int, pipe: Connection) -> None:
    origins = []
    for number, maker in enumerate(makers, start=1):
        # Politeness counts by address, and no two municipalities of a bench shall wait for each other.
        server = _Server((f"127.0.0.{number}", 0), _Handler)
        origin = f"http://127.0.0.{number}:{server.server_port}"
        server.site, server.delay_ms = maker(origin), delay_ms
        Thread(target=server.serve_forever, daemon=True).start()
        origins.append(origin)
    pipe.send(origins)
    try:
        pipe.recv()
    except (EOFError, KeyboardInterrupt):
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Answering
    delay_ms: int

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A visitor that hangs up is nothing to tell of.
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave as one packet: apart, they wait 40 ms for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        if self.server.delay_ms:
            share = 0.5 + zlib.crc32(self.path.encode()) % 1000 / 1000
            time.sleep(self.server.delay_ms * share / 1000)
        answer = self.server.site.answer("GET", self.path)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.content_type.startswith(("text/css", "text/javascript", "image/")):
            self.send_header("Cache-Control", "max-age=300")
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the output belongs to the measurement."""
