"""The proxy with a real browser behind it: what a page of an opened origin can reach, and what it cannot."""

import asyncio
import base64
import hashlib

import pytest
from playwright.async_api import async_playwright

from crawler.executables import find_browser
from crawler.guard import Guard
from crawler.proxy import FilteringProxy
from model.failure import FailureKind
from tests.crawler.origin import OriginServer, Replies, Reply, page, serving

pytestmark = pytest.mark.anyio

ARGUMENTS = ["--no-sandbox", "--proxy-bypass-list=<-loopback>", "--webrtc-ip-handling-policy=disable_non_proxied_udp"]

TRY_ALL = """async ([own, other, port]) => {
  const socket = url => new Promise(done => {
    const it = new WebSocket(url); it.onopen = () => done('open'); it.onerror = () => done('refused'); });
  const get = url => fetch(url, {mode: 'no-cors'}).then(
    answer => answer.type === 'opaque' ? 'opaque' : answer.text(), () => 'refused');
  new Image().src = other + '/image';
  navigator.sendBeacon(other + '/beacon', 'x');
  return {
    own: await get('/data'), redirected: await get('/away'),
    own_socket: await socket(`ws://127.0.0.1:${own}/socket`), other_socket: await socket(`ws://127.0.0.1:${port}/s`),
    other: await get(other + '/data'), tls: await get(other.replace('http', 'https') + '/data'),
  };
}"""


async def test_a_page_reaches_its_own_origin_and_no_other() -> None:
    async def greet(writer: asyncio.StreamWriter) -> None:
        key = origin.headers_of("/socket")["sec-websocket-key"]
        accept = base64.b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest())
        writer.write(b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        writer.write(b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(1)

    replies: dict[str, Replies] = {"/": page(title="Sākums"), "/data": Reply("dati"), "/socket": greet}
    other: OriginServer
    async with serving(replies) as origin, serving({"/data": Reply("slepens")}) as other:
        origin.replies["/away"] = Reply(status=302, headers={"Location": f"{other.url}/data"})
        guard = Guard(frozenset({("127.0.0.1", origin.port)}))
        async with FilteringProxy(guard) as proxy, async_playwright() as driver:
            # None is Playwright's own browser.
            path = await asyncio.to_thread(find_browser)
            browser = await driver.chromium.launch(executable_path=path, args=ARGUMENTS)
            context = await browser.new_context(proxy={"server": proxy.url})
            tab = await context.new_page()
            await tab.goto(f"{origin.url}/")
            told = await tab.evaluate(TRY_ALL, [origin.port, other.url, other.port])
            failure = proxy.failure_of(f"https://127.0.0.1:{other.port}/data")
            await browser.close()
    assert told["own"] == "dati"
    assert told["own_socket"] == "open"
    assert told["other_socket"] == "refused"
    assert told["tls"] == "refused"
    assert "slepens" not in told.values()
    assert failure is not None
    assert failure.kind is FailureKind.PRIVATE_ADDRESS
    assert other.asked == []
