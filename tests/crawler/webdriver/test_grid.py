"""What a grid must offer before an audit begins, and who may come in to the visit's proxy."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any

import pytest

from crawler.executables import BrowserMissing, find_axe
from crawler.guard import Guard
from crawler.proxy import FilteringProxy
from crawler.webdriver.door import Doorway, door
from crawler.webdriver.engine import Grid, GridEngine
from tests.crawler.origin import Reply, serving
from tests.crawler.webdriver.grids import Server
from tests.ports import free_port

pytestmark = pytest.mark.anyio

FIREFOX = {"sessionId": "1", "capabilities": {"browserName": "firefox", "browserVersion": "150.0"}}
UNKNOWN = {"error": "unknown command", "message": "unknown command", "stacktrace": ""}
NO_NODE = {"error": "session not created", "message": "No node supports it\nHost info: x", "stacktrace": ""}


@contextmanager
def remote_end(answers: Mapping[str, tuple[int, Any]]) -> Iterator[str]:
    """A server that speaks WebDriver as far as `answers` go: by the end of the path."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, value = next((answers[end] for end in answers if self.path.endswith(end)), (404, UNKNOWN))
            body = json.dumps({"value": value}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


async def refusal(grid: Grid) -> str:
    with pytest.raises(BrowserMissing) as refused:
        async with GridEngine(grid, find_axe()):
            pass
    return str(refused.value)


async def test_a_grid_that_is_away_is_one_sentence() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    said = await refusal(Grid(url))
    assert said.startswith(f"The Selenium Grid at {url} does not answer")
    assert said.endswith("check EINDEKSS_GRID_URL.")


async def test_a_browser_without_devtools_is_refused() -> None:
    window = (200, "w")
    with remote_end({"/session": (200, FIREFOX), "/window": window, "/session/1": (200, None)}) as url:
        said = await refusal(Grid(url))
    assert "firefox 150.0 takes no DevTools commands" in said
    assert said.endswith("a grid with Chrome or Edge.")


async def test_a_login_that_is_wanted_is_named() -> None:
    with remote_end({"/session": (401, None)}) as url:
        assert "EINDEKSS_GRID_USER and EINDEKSS_GRID_PASSWORD" in await refusal(Grid(url))


async def test_a_grid_that_has_no_such_browser_says_why() -> None:
    with remote_end({"/session": (500, NO_NODE)}) as url:
        said = await refusal(Grid(url, "MicrosoftEdge", password="noslēpums"))
    assert said.endswith("gives no browser MicrosoftEdge: No node supports it")
    assert "noslēpums" not in repr(Grid(url, password="noslēpums"))


async def test_a_browser_that_does_not_come_to_the_proxy_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.webdriver.engine.COMING_S", 1.0)
    shut_out = Doorway("0.0.0.0", "127.0.0.1", (ip_network("192.0.2.0/24"),))
    said = await refusal(Grid(server.url, arguments=("--no-sandbox",), doorway=shut_out))
    assert "does not come to the proxy at http://127.0.0.1:" in said
    assert "EINDEKSS_GRID_NODES" in said


async def ask_through(address: str, url: str) -> bytes:
    host, _, port = address.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    try:
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(("nodes", "let_in"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
async def test_only_nodes_come_in_by_the_door(nodes: str, let_in: bool) -> None:
    way = Doorway("0.0.0.0", "127.0.0.1", (ip_network(nodes),))
    async with serving({"/": Reply("sveiki")}) as site:
        guard = Guard(frozenset({("127.0.0.1", site.port)}))
        async with FilteringProxy(guard) as proxy, door(way, proxy) as address:
            assert address != proxy.url
            answer = await ask_through(address, f"{site.url}/")
            private = await ask_through(address, "http://127.0.0.1:9/")
    assert answer.endswith(b"sveiki") == let_in
    assert (b"private_address" in private) == let_in


async def test_near_browsers_need_no_door() -> None:
    async with FilteringProxy(Guard()) as proxy, door(Doorway(), proxy) as address:
        assert address == proxy.url


@pytest.mark.parametrize(
    ("address", "let_in"), [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.2.0.1", False), ("fe80::1%eth0", False)]
)
def test_a_door_knows_addresses_in_every_spelling(address: str, let_in: bool) -> None:
    assert Doorway("10.0.0.1", nodes=(ip_network("10.1.0.0/16"),)).admits(address) == let_in
