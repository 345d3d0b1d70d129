"""The HTTP tier: every failure that a loopback server can play, and what a page that is had looks like."""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import Mapping
from time import monotonic

import pytest
import trustme

from crawler.guard import Guard
from crawler.http import HttpTier, LeavesSite
from crawler.listening import listening
from crawler.proxy import FilteringProxy
from model.failure import FailureKind
from tests.crawler.origin import OriginServer, Reply, page, serving
from tests.crawler.tier import HASTY, SHORT, tier_for

pytestmark = pytest.mark.anyio

CLOUDFLARE = "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>"


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"<p>")
        await writer.drain()
        await asyncio.sleep(0.05)


async def break_off(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n<p>")
    await writer.drain()


def packed(body: bytes, coding: str = "gzip") -> Reply:
    return Reply(body, headers={"Content-Encoding": coding})


FAILURES: Mapping[str, tuple[object, FailureKind]] = {
    "4xx": (Reply(status=404), FailureKind.HTTP_4XX),
    "5xx": (Reply(status=500), FailureKind.HTTP_5XX),
    "503 with Retry-After": (Reply(status=503, headers={"Retry-After": "9"}), FailureKind.HTTP_5XX),
    "429": (Reply(status=429), FailureKind.RATE_LIMITED),
    "a wall at 403": (Reply(CLOUDFLARE, status=403), FailureKind.BLOCKED_BY_BOT_WALL),
    "a wall at 200": (Reply(CLOUDFLARE), FailureKind.BLOCKED_BY_BOT_WALL),
    "a wall by header": (Reply("x", 503, {"cf-mitigated": "challenge"}), FailureKind.BLOCKED_BY_BOT_WALL),
    "a plain 403": (Reply("<title>Aizliegts</title>Cloudflare", status=403), FailureKind.HTTP_4XX),
    "a PDF": (Reply(b"%PDF", content_type="application/pdf"), FailureKind.NOT_HTML),
    "text without a type": (Reply("sveiki", content_type=None), FailureKind.NOT_HTML),
    "no content": (Reply(status=204), FailureKind.NOT_HTML),
    "a file to keep": (Reply("<p>", headers={"Content-Disposition": "attachment; x"}), FailureKind.DOWNLOAD),
    "too large": (Reply(b"<p>" * 100_000), FailureKind.TOO_LARGE),
    "a bomb": (packed(gzip.compress(b"<html>" + b"a" * 50_000_000)), FailureKind.TOO_LARGE),
    "broken gzip": (packed(b"no gzip"), FailureKind.PROTOCOL),
    "a packing not asked for": (packed(b"x", "zstd"), FailureKind.PROTOCOL),
    "two packings": (packed(b"x", "gzip, gzip"), FailureKind.PROTOCOL),
    "redirect to itself": (Reply(status=302, headers={"Location": "/"}), FailureKind.TOO_MANY_REDIRECTS),
    "redirect to half an address": (Reply(status=302, headers={"Location": "http://["}), FailureKind.PROTOCOL),
    "redirect to mail": (Reply(status=302, headers={"Location": "mailto:a@b.lv"}), FailureKind.PROTOCOL),
    "redirect nowhere": (Reply(status=302), FailureKind.PROTOCOL),
    "redirect to a private place": (
        Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), FailureKind.PRIVATE_ADDRESS,
    ),
    **{
        f"redirect to {host}": (
            Reply(status=302, headers={"Location": f"http://{host}:9/"}), FailureKind.PRIVATE_ADDRESS,
        )
        for host in ("0177.0.0.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "[fd00::1]")
    },
    "redirect to data": (Reply(status=302, headers={"Location": "data:text/html,x"}), FailureKind.PROTOCOL),
    "redirect to no name": (Reply(status=301, headers={"Location": "http://nav.invalid/"}), FailureKind.DNS),
    "no HTTP": (Reply(raw=b"220 smtp\r\n\r\n"), FailureKind.PROTOCOL),
    "silence": (Reply(raw=b""), FailureKind.RESET),
    "half an answer": (break_off, FailureKind.RESET),
    "a drip": (drip, FailureKind.TIMEOUT),
    "no answer": (Reply(delay_s=60), FailureKind.TIMEOUT),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
async def test_each_fault_has_its_kind(case: str) -> None:
    reply, kind = FAILURES[case]
    limits = HASTY if kind is FailureKind.TIMEOUT else SHORT
    async with serving({"/": reply}) as origin, tier_for(origin, limits=limits) as tier:  # type: ignore[dict-item]
        begun = monotonic()
        document = await tier.fetch_document(f"{origin.url}/")
    assert document.failure is not None
    assert document.failure.kind is kind
    assert document.html == ""
    assert monotonic() - begun < SHORT.document_timeout_s


async def test_an_address_that_is_not_opened_is_never_asked() -> None:
    async with serving({"/": page()}) as origin, tier_for(origin, opened=False) as tier:
        document = await tier.fetch_document(f"{origin.url}/")
    assert document.failure is not None
    assert document.failure.kind is FailureKind.PRIVATE_ADDRESS
    assert origin.asked == []


@pytest.mark.parametrize("trusted", [True, False])
async def test_certificates_are_checked(trusted: bool) -> None:
    authority = trustme.CA()
    serves, trusts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(serves)
    if trusted:
        authority.configure_trust(trusts)
    async with serving({"/": page(title="Drošs")}, tls=serves) as origin:
        guard = Guard(frozenset({("127.0.0.1", origin.port)}))
        async with FilteringProxy(guard) as proxy, HttpTier(proxy, SHORT, trusts) as tier:
            document = await tier.fetch_document(f"{origin.url}/")
            refused = await tier.fetch_document(f"https://127.0.0.1:{origin.port - 1}/")
    assert (document.failure.kind if document.failure else None) == (None if trusted else FailureKind.TLS)
    assert refused.failure is not None
    assert refused.failure.kind is FailureKind.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    ("greeting", "kind"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", FailureKind.TLS), (b"", FailureKind.TIMEOUT)]
)
async def test_https_to_a_server_without_tls(greeting: bytes, kind: FailureKind) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()

    async with listening(greet, "127.0.0.1") as port:
        limits = HASTY if kind is FailureKind.TIMEOUT else SHORT
        guard = Guard(frozenset({("127.0.0.1", port)}))
        async with FilteringProxy(guard) as proxy, HttpTier(proxy, limits) as tier:
            document = await tier.fetch_document(f"https://127.0.0.1:{port}/")
    assert document.failure is not None
    assert document.failure.kind is kind


async def test_redirects_are_kept_hop_by_hop_and_cookies_are_not() -> None:
    replies = {
        "/": Reply(status=301, headers={"Location": "/a", "Set-Cookie": "sid=1; Path=/"}),
        "/a": Reply(status=302, headers={"Location": "b?x=%C4%81"}),
        "/b?x=%C4%81": Reply("<title>Ā</title><a href=c>c</a>", headers={"X-Frame-Options": "DENY"}),
    }
    async with serving(replies) as origin, tier_for(origin) as tier:
        document = await tier.fetch_document(f"{origin.url}/")
    assert document.response is not None
    assert [(hop.url.removeprefix(origin.url), hop.status) for hop in document.response.redirects] == [
        ("/", 301),
        ("/a", 302),
    ]
    assert document.url == f"{origin.url}/"
    assert document.response.url == f"{origin.url}/b?x=%C4%81"
    assert document.response.headers["x-frame-options"] == "DENY"
    assert document.links == (f"{origin.url}/c",)
    assert all("cookie" not in asked.headers for asked in origin.asked)
    assert "eindekss" in origin.asked[0].headers["user-agent"]


async def test_too_many_redirects_end() -> None:
    replies = {f"/{n}": Reply(status=302, headers={"Location": f"/{n + 1}"}) for n in range(30)}
    async with serving(replies) as origin, tier_for(origin) as tier:
        document = await tier.fetch_document(f"{origin.url}/0")
    assert document.failure is not None
    assert document.failure.kind is FailureKind.TOO_MANY_REDIRECTS
    assert len(origin.asked) == SHORT.max_redirects + 1


async def test_a_redirect_asks_for_permission_first() -> None:
    async def permit(url: str) -> None:
        raise LeavesSite(url)

    async with serving({"/": Reply(status=302, headers={"Location": "/x"})}) as origin, tier_for(origin) as tier:
        with pytest.raises(LeavesSite) as leaves:
            await tier.fetch_document(f"{origin.url}/", permit=permit)
    assert leaves.value.url == f"{origin.url}/x"
    assert origin.paths == ["/"]


LATVIAN = "Līdzdalība, ģimenes un šķūņi"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (LATVIAN.encode(), "text/html; charset=UTF-8", "utf-8"),
        (LATVIAN.encode(), "text/html", "utf-8"),
        (LATVIAN.encode("cp1257"), "text/html", "windows-1257"),
        (LATVIAN.encode("cp1257"), "text/html; charset=windows-1257", "windows-1257"),
        (b'<meta charset="windows-1257">' + LATVIAN.encode("cp1257"), "text/html", "windows-1257"),
        (b'<meta charset="windows-1257">' + LATVIAN.encode(), "text/html; charset=utf-8", "utf-8"),
        (b"\xef\xbb\xbf" + LATVIAN.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xff\xfe" + LATVIAN.encode("utf-16-le"), "text/html", "utf-16-le"),
        (b'<meta charset="utf-16">' + LATVIAN.encode(), "text/html", "utf-8"),
        (LATVIAN.encode(), "text/html; charset=rot13", "utf-8"),
        (LATVIAN.encode(), "text/html; charset=nav-tada", "utf-8"),
    ],
)
async def test_latvian_letters_survive_every_declaration(body: bytes, content_type: str, encoding: str) -> None:
    async with serving({"/": Reply(body, content_type=content_type)}) as origin, tier_for(origin) as tier:
        document = await tier.fetch_document(f"{origin.url}/")
    assert document.html.endswith(LATVIAN)
    assert document.response is not None
    assert document.response.encoding == encoding


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"<p>labdien")),
        ("x-gzip", gzip.compress(b"<p>labdien")),
        ("deflate", zlib.compress(b"<p>labdien")),
        ("deflate", zlib.compress(b"<p>labdien")[2:-4]),
        ("identity", b"<p>labdien"),
    ],
    ids=["gzip", "x-gzip", "deflate", "bare deflate", "identity"],
)
async def test_packed_bodies_are_unpacked(coding: str, body: bytes) -> None:
    async with serving({"/": packed(body, coding)}) as origin, tier_for(origin) as tier:
        document = await tier.fetch_document(f"{origin.url}/")
    assert document.html == "<p>labdien"


async def test_links_follow_the_base_and_leave_out_what_is_no_web_address() -> None:
    html = """<base href="/lv/"><a href="kontakti#x">Kontakti</a><a href="/lv/kontakti">vēl</a>
    <a href="mailto:a@b.lv">e</a><a href="javascript:void 0">j</a><area href="//cits.lv/x"><a>bez</a>
    <a href="HTTP://cits.lv:80/?utm_source=a&b=1">c</a>"""
    async with serving({"/": Reply(html)}) as origin, tier_for(origin) as tier:
        document = await tier.fetch_document(f"{origin.url}/")
    assert document.links == (f"{origin.url}/lv/kontakti", "http://cits.lv/x", "http://cits.lv/?b=1")


@pytest.mark.parametrize(
    ("status", "alive"), [(200, True), (404, False), (410, False), (403, None), (500, None), (429, None)]
)
async def test_only_404_and_410_make_a_link_dead(status: int, alive: bool | None) -> None:
    async with serving({"/x": Reply(status=status)}) as origin, tier_for(origin) as tier:
        assert await tier.is_alive(f"{origin.url}/x", 2) is alive


async def test_a_dead_server_makes_no_link_dead() -> None:
    async with serving({}) as origin:
        closed: OriginServer = origin
    async with tier_for(closed) as tier:
        assert await tier.is_alive(f"{closed.url}/x", 2) is None
        document = await tier.fetch_document(f"{closed.url}/x")
    assert document.failure is not None
    assert document.failure.kind is FailureKind.REFUSED
