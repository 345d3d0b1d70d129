"""Small sites of two pages, so that an audit of all of them takes seconds and a kill meets every part of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

NAMES = ("Alkšņu novads", "Bērzu novads", "Egļu novads", "Kļavu novads")
HEADER = "atvk,name,url,centre,region\n"
TITLES = {"/": "Novads", "/kontakti": "Novada kontakti"}
PAGE = """<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>{title}</h1>
<nav><a href="/">Sākums</a> <a href="/kontakti">Kontakti</a> <a href="https://www.facebook.com/novads">Facebook</a>
</nav><p>Novada pašvaldība, tālrunis 60000000.</p><img src="/gerbonis.png"></main></body></html>"""


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        title = TITLES.get(self.path)
        body = PAGE.format(title=title).encode() if title else b""
        self.send_response(200 if title else 404)
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

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor that was killed is nothing to tell of."""


@contextmanager
def village(folder: Path) -> Iterator[int]:
    """Serves the sites while the block runs, and writes `sites.csv` into the folder; gives their number."""
    with ExitStack() as stack:
        rows = []
        for number, name in enumerate(NAMES):
            server = _Server(("127.0.0.1", 0), _Pages)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            rows.append(f"99200{number:02},{name},http://127.0.0.1:{server.server_port},local,Vidzeme\n")
        (folder / "sites.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        yield len(NAMES)
