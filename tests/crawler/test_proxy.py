"""The filtering proxy: what it relays, what it refuses and how it says why, and that nothing is left behind."""

import asyncio
import ssl

import httpx
import pytest
import trustme

from crawler.guard import Guard
from crawler.proxy import FAILURE_HEADER, FilteringProxy
from model.failure import FailureKind
from tests.crawler.origin import OriginServer, Reply, page, serving

pytestmark = pytest.mark.anyio


def opening(*origins: OriginServer) -> Guard:
    return Guard(frozenset(("127.0.0.1", origin.port) for origin in origins))


def through(proxy: FilteringProxy, verify: ssl.SSLContext | bool = True) -> httpx.AsyncClient:
    return httpx.AsyncClient(proxy=proxy.url, trust_env=False, timeout=5, verify=verify)


async def test_plain_http_is_relayed_in_both_directions() -> None:
    big = b"x" * 3_000_000
    replies = {"/a?b=c": Reply(big, content_type="text/plain"), "/post": page()}
    async with serving(replies) as origin, FilteringProxy(opening(origin)) as proxy, through(proxy) as client:
        answer = await client.get(f"{origin.url}/a?b=c", headers={"x-mine": "1", "proxy-connection": "keep-alive"})
        assert answer.content == big
        await client.post(f"{origin.url}/post", content=b"y" * 200_000)
    asked = origin.asked[0].headers
    assert asked["host"] == origin.url.removeprefix("http://")
    assert asked["x-mine"] == "1"
    assert asked["connection"] == "close"
    assert "proxy-connection" not in asked
    assert origin.asked[1].body == b"y" * 200_000


async def test_a_chunked_answer_and_interim_answers_pass() -> None:
    raw = (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        b"Connection: x-hop\r\nX-Hop: 1\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    async with (
        serving({"/": Reply(raw=raw)}) as origin,
        FilteringProxy(opening(origin)) as proxy,
        through(proxy) as client,
    ):
        answer = await client.get(origin.url)
    assert answer.text == "abc"
    assert "x-hop" not in answer.headers


async def test_a_refused_host_is_explained_and_the_sign_cannot_be_forged() -> None:
    forged = Reply("x", status=502, headers={FAILURE_HEADER: "guess"})
    async with (
        serving({"/": forged}) as origin,
        serving({"/": page()}) as other,
        FilteringProxy(opening(origin)) as proxy,
        through(proxy) as client,
    ):
        refused = await client.get(other.url)
        site_own = await client.get(origin.url)
        failure = proxy.failure_of(other.url)
        assert failure is not None
        assert failure.kind is FailureKind.PRIVATE_ADDRESS
        assert proxy.failure_of(origin.url) is None
        assert proxy.is_own_answer(other.url, refused.headers)
        assert not proxy.is_own_answer(origin.url, site_own.headers)
        assert FAILURE_HEADER not in site_own.headers
    assert other.asked == []


async def test_two_sites_proxies_do_not_share_what_was_opened() -> None:
    async with (
        serving({"/": page()}) as one,
        serving({"/": page()}) as two,
        FilteringProxy(opening(one)) as first,
        FilteringProxy(opening(two)) as second,
        through(first) as client,
        through(second) as other_client,
    ):
        assert (await client.get(one.url)).status_code == 200
        assert (await other_client.get(one.url)).status_code == 502


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", FailureKind.RESET),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", FailureKind.PROTOCOL),
        (b"SSH-2.0-OpenSSH_9.2\r\n", FailureKind.PROTOCOL),
        (b"\0\0\6\4\0\0", FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nX: 1\r\n", FailureKind.RESET),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", FailureKind.PROTOCOL),
    ],
)
async def test_an_answer_that_is_none_is_named(raw: bytes, kind: FailureKind) -> None:
    async with serving({"/": Reply(raw=raw)}) as origin, FilteringProxy(opening(origin)) as proxy:
        async with through(proxy) as client:
            answer = await client.get(origin.url)
        failure = proxy.failure_of(origin.url)
    assert proxy.is_own_answer(origin.url, answer.headers)
    assert failure is not None
    assert failure.kind is kind


async def test_tls_goes_through_a_tunnel() -> None:
    authority = trustme.CA()
    serves, trusts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(serves)
    authority.configure_trust(trusts)
    async with serving({"/": page(title="Drošs")}, tls=serves) as origin, FilteringProxy(opening(origin)) as proxy:
        async with through(proxy, trusts) as client:
            assert "Drošs" in (await client.get(origin.url)).text
        async with through(proxy) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(origin.url)


async def test_a_tunnel_to_a_private_address_is_refused() -> None:
    async with serving({}) as origin, FilteringProxy(Guard()) as proxy, through(proxy) as client:
        with pytest.raises(httpx.ProxyError):
            await client.get(f"https://127.0.0.1:{origin.port}/")
        failure = proxy.failure_of(f"https://127.0.0.1:{origin.port}/x")
    assert failure is not None
    assert failure.kind is FailureKind.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    "request_head",
    [b"GET / HTTP/1.1", b"GET https://x.lv/ HTTP/1.1", b"GET http://[::1 HTTP/1.1", b"CONNECT :0 HTTP/1.1", b"x",
     b"GET ftp://x.lv/ HTTP/1.1", b"GET http://x.lv:99999/ HTTP/1.1", b"A" * 70_000],
)  # fmt: skip
async def test_what_is_no_proxy_request_is_told_so(request_head: bytes) -> None:
    async with FilteringProxy(Guard()) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.url.rpartition(":")[2]))
        writer.write(request_head + b"\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        writer.close()


async def test_a_client_that_leaves_takes_its_upstream_along() -> None:
    gone = asyncio.Event()

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            gone.set()
            raise

    async with serving({"/": drip}) as origin, FilteringProxy(opening(origin)) as proxy, through(proxy) as client:
        async with client.stream("GET", origin.url) as answer:
            await anext(answer.aiter_raw())
        async with asyncio.timeout(2):
            await gone.wait()


async def test_closing_leaves_no_task_and_no_connection() -> None:
    before = asyncio.all_tasks()
    async with serving({"/": Reply(delay_s=30)}) as origin:
        async with FilteringProxy(opening(origin)) as proxy:
            port = int(proxy.url.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {origin.url}/ HTTP/1.1\r\n\r\n".encode())
            while not origin.asked:
                await asyncio.sleep(0.01)
            ours = asyncio.all_tasks() - before
            assert ours
        assert await reader.read() == b""
        writer.close()
        left = [task for task in asyncio.all_tasks() - before if "crawler" in repr(task.get_coro())]
        assert left == []
