"""Serves a corpus site and the addresses that it links to, all hosts from one port; addresses are rewritten on the way.

In a page https://www.novads.lv/x becomes http://www.novads.lv:PORT/x, so that it leads here; what the crawler saw is
turned back before it is judged.
"""

import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit

from tests.features.corpus import CorpusSite

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
TEXTS = ("text/", "application/json", "application/xml")


class Addresses:
    """Turns the site's and its targets' addresses into addresses of this port, and back."""

    def __init__(self, site: CorpusSite, port: int) -> None:
        self.hosts = frozenset((*site.hosts, *(urlsplit(url).netloc for url in site.targets)))
        names = "|".join(map(re.escape, sorted(self.hosts, key=len, reverse=True)))
        self._port = port
        self._real = re.compile(rf"(?:(https?):)?//({names})(?=[/?#\"'\s<)&\\]|$)", re.IGNORECASE)
        self._here = re.compile(rf"(?:http:)?//({names}):{port}", re.IGNORECASE)

    def here(self, text: str) -> str:
        return self._real.sub(lambda found: f"{'http:' if found[1] else ''}//{found[2]}:{self._port}", text)

    def real(self, text: str) -> str:
        return self._here.sub(lambda found: f"{'https:' if found[0][0] == 'h' else ''}//{found[1]}", text)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: CorpusSite
    addresses: Addresses
    targets: Mapping[str, int | None]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = self.headers.get("host", "").partition(":")[0]
        files = self.server.site.hosts.get(host)
        if files is None:
            self._target(f"//{host}{self.path}")
            return
        path = unquote(urlsplit(self.path).path)
        body = files.get(path, files.get(path.rstrip("/") or "/"))
        if body is None:
            self._send(404, "text/html; charset=utf-8", b"<h1>Lapa nav atrasta</h1>")
            return
        suffix = path[path.rfind(".") :] if "." in path.rpartition("/")[2] else ".html"
        kind = TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
        if suffix in (".html", ".php", ".aspx"):
            kind = "text/html; charset=utf-8"
        if kind.startswith(TEXTS):
            body = self.server.addresses.here(body.decode("utf-8")).encode()
        self._send(200, kind, body)

    do_POST = do_GET

    def _target(self, address: str) -> None:
        """Another party's address: the status that the site's labels give it; a port that breaks off where unknown."""
        if address.endswith("/robots.txt"):
            self._send(404, "text/plain", b"")
            return
        known = {_plain(url): status for url, status in self.server.targets.items()}
        status = known.get(_plain(address), 404)
        if status is None:
            self.close_connection = True
            return
        self._send(status, "text/html; charset=utf-8", b"<title>Portals</title>")

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


def _plain(url: str) -> str:
    return url.partition("//")[2].partition("#")[0].rstrip("/").lower()


@contextmanager
def serving(site: CorpusSite) -> Iterator[tuple[int, Addresses]]:
    """The port, and what turns addresses into those of it."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site, server.targets = site, site.targets
    server.addresses = Addresses(site, server.server_port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port, server.addresses
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
