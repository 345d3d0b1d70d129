"""The printing browser asks nobody for anything, runs no script, is started again when it dies, and goes."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pikepdf
import psutil
import pytest

from crawler.executables import find_browser
from crawler.printing import Printer, PrintError
from tests.crawler.engines import browsers

FOOT = "<span class='pageNumber'></span>"
PLAIN = "<!doctype html><html lang='lv'><title>Lapa</title><h1>Virsraksts</h1><p>Teksts</p></html>"


@pytest.fixture
def printer() -> Iterator[Printer]:
    with Printer(find_browser()) as printer:
        yield printer


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What came to a server that stands at the first address, which is its URL."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    paths.append(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield paths
    server.shutdown()
    thread.join()
    server.server_close()


def title(pdf: bytes) -> str:
    with pikepdf.Pdf.open(BytesIO(pdf)) as opened:
        return str(opened.docinfo.Title)


def test_a_page_reaches_no_network_and_runs_no_script(printer: Printer, asked: list[str]) -> None:
    url = asked[0]
    html = f"""<!doctype html><title>Lapa</title><link rel="stylesheet" href="{url}css">
    <link rel="icon" href="{url}icon"><link rel="prefetch" href="{url}prefetch">
    <style>@import "{url}import"; p {{ background: url({url}background) }}
    @font-face {{ font-family: x; src: url({url}font) }} p {{ font-family: x }}</style><p>Teksts</p>
    <img src="{url}image"><iframe src="{url}frame"></iframe><object data="{url}object"></object>
    <video src="{url}video" poster="{url}poster"></video>
    <script>document.title = "owned"; fetch("{url}script")</script>"""
    assert title(printer.print(html, FOOT)) == "Lapa"
    assert asked == [url]


def test_a_page_sees_no_file_of_the_machine(printer: Printer, tmp_path: Path) -> None:
    file = tmp_path / "secret.html"
    file.write_text("<h1>secret</h1>")
    pdf = printer.print(f"<title>Lapa</title><h1>open</h1><iframe src='{file.as_uri()}'></iframe>", FOOT)
    with pikepdf.Pdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        assert [item.title for item in outline.root] == ["open"]


def test_one_browser_prints_many_and_one_that_died_is_started_again(printer: Printer) -> None:
    printer.print(PLAIN, FOOT)
    first = browsers()
    printer.print(PLAIN, FOOT)
    assert browsers() & first
    for pid in first:
        if psutil.pid_exists(pid) and "chrom" in psutil.Process(pid).name():
            os.kill(pid, signal.SIGKILL)
    assert title(printer.print(PLAIN, FOOT)) == "Lapa"


def test_it_may_stand_where_an_event_loop_runs_and_leaves_nothing_behind() -> None:
    before = browsers()

    async def work() -> bytes:
        with Printer(await asyncio.to_thread(find_browser)) as printer:
            return printer.print(PLAIN, FOOT)

    assert title(asyncio.run(work())) == "Lapa"
    assert browsers() <= before


def test_what_is_no_browser_is_named() -> None:
    with Printer(Path("/bin/false")) as printer, pytest.raises(PrintError, match="/bin/false"):
        printer.print(PLAIN, FOOT)
