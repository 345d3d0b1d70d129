"""What comes and goes by itself: it opens no issue, closes none, and a site that is down keeps its last good score."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.end_to_end.command import Workshop

SOUND = (
    "<!doctype html><html lang=lv><meta name=viewport content=width=device-width><title>Novads</title>"
    "<main><h1>Novads</h1>{}</main>"
)
FAULT = "<img src=/attels.png>"
# The loads of the browser that show the fault. An audit looks for links first, then at the page, then perhaps again:
# 1, 2; 3, 4, 5; 6, 7, 8; 9, 10, 11; 12, 13, 14.
FAULTY = frozenset({4, 7, 8, 11})


@contextmanager
def moody_site() -> Iterator[str]:
    """A page that shows a fault on some loads and not on others."""
    loads = 0

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal loads
            page = SOUND.format("<p>Teksts.</p>")
            # Chromium says so of its own navigations; the plain HTTP tier does not.
            if self.headers.get("upgrade-insecure-requests") and self.path == "/":
                loads += 1
                page = SOUND.format(FAULT if loads in FAULTY else "<p>Teksts.</p>")
            body = page.encode()
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The test's output is not the place."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def spans(folder: Path) -> list[tuple[int, int | None]]:
    """The first audit and the closing one of the fault's issues, by the audits' numbers."""
    query = "SELECT first_audit_id, closed_audit_id FROM issue WHERE rule = 'image-alt' ORDER BY id"
    with sqlite3.connect(folder / "eindekss.sqlite") as database:
        return list(database.execute(query))


def test_only_what_two_looks_agree_on_becomes_history(workshop: Workshop) -> None:
    with moody_site() as url:
        seen = []
        for _ in range(5):
            done = workshop.run("audit", url, "--allow-private-sites", "--json", "out.json")
            assert done.returncode == 0, done.stdout + done.stderr
            seen.append(spans(workshop.folder))
        (audit,) = json.loads((workshop.folder / "out.json").read_text("utf-8"))["audits"]
    assert seen == [[], [], [(3, None)], [(3, None)], [(3, 5)]]
    down = workshop.run("audit", url, "--allow-private-sites")
    assert down.returncode == 1
    assert "novecojis" in down.stdout
    (row,) = json.loads(workshop.run("results", "--json", "-").stdout)
    assert (row["status"], row["failure_kind"]) == ("failed", "refused")
    assert row["wcag_score"] == audit["wcag"]["score"]
    assert row["stale_days"] == 0
    assert "novecoj" in workshop.run("results", "--lang", "lv").stdout
    assert "stale" in workshop.run("results", "--lang", "en").stdout
