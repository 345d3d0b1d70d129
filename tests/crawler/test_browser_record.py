"""What a real browser's load of a page is known by afterwards, and what keeps a page from being known so."""

from collections.abc import Mapping

import pytest

from crawler import fingerprints
from crawler.browser import PlaywrightEngine
from crawler.ledger import conditions_of
from crawler.limits import Limits
from model.evidence import Fetched, Resource
from tests.crawler.engines import look, markup, visiting
from tests.crawler.origin import OriginServer, Reply, serving

pytestmark = pytest.mark.anyio

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
JS = "text/javascript"


async def fetched(
    browser: PlaywrightEngine, replies: Mapping[str, Reply], *paths: str
) -> tuple[OriginServer, list[Fetched]]:
    """What each page fetched, looked at one after the other in one visit."""
    found = []
    async with serving(replies) as origin, visiting(browser) as session:
        for path in paths:
            evidence = await look(session, origin.url + path)
            assert evidence.failure is None, evidence.failure
            assert evidence.fetched is not None
            found.append(evidence.fetched)
    return origin, found


def by_path(origin: OriginServer, record: Fetched) -> dict[str, Resource]:
    assert record.obstacle is None
    return {one.url.removeprefix(origin.url): one for one in record.resources if "favicon" not in one.url}


async def test_everything_that_a_load_fetched_is_known_by_its_answer(browser: PlaywrightEngine) -> None:
    html = markup('<p>Šķērsiela</p><iframe src="/ramis" title="Karte"></iframe><img src="/g.svg" alt="Ģerbonis">'
                  "<img src='/nav.svg' alt='Nav'><script src='/a.js'></script>",
                  head='<link rel="stylesheet" href="/caur.css">')  # fmt: skip
    frame = "<!doctype html><meta charset=windows-1257><title>Karte</title><p>Āgenskalns</p>".encode("cp1257")
    style, script = "@font-face { font-family: f; src: url(/f.woff2) } p { font-family: f }", "fetch('/dati.json')"
    replies = {
        "/": Reply(html, headers={"Content-Security-Policy": "object-src 'none'"}),
        "/ramis": Reply(frame, content_type="text/html"),
        "/caur.css": Reply("", 302, {"Location": "/b.css"}),
        "/b.css": Reply(style, content_type="text/css", headers={"ETag": '"1"'}),
        "/a.js": Reply(script, content_type=JS, headers={"Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"}),
        "/dati.json": Reply('{"a": "ā"}', content_type="application/json"),
        "/g.svg": Reply(SVG, content_type="image/svg+xml", headers={"ETag": '"g"'}),
        "/f.woff2": Reply(b"no font", content_type="font/woff2"),
    }
    origin, (record,) = await fetched(browser, replies, "/")
    told = by_path(origin, record)
    assert {path: (one.kind, one.status) for path, one in told.items()} == {
        "/": ("document", 200), "/ramis": ("document", 200), "/caur.css": ("stylesheet", 302),
        "/b.css": ("stylesheet", 200), "/a.js": ("script", 200), "/dati.json": ("fetch", 200),
        "/g.svg": ("image", 200), "/nav.svg": ("image", 404), "/f.woff2": ("font", 200),
    }  # fmt: skip
    # The same fingerprints as plain HTTP makes of the same bytes.
    for path, reply in replies.items():
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        if path not in ("/caur.css", "/g.svg"):
            assert told[path].digest in fingerprints.all_of(body, told[path].kind, reply.content_type or ""), path
    assert told["/caur.css"].location == "/b.css"
    assert (told["/b.css"].etag, told["/a.js"].last_modified) == ('"1"', "Sun, 01 Nov 2026 00:00:00 GMT")
    assert told["/g.svg"].digest is None
    assert told["/"].marks.keys() == {"content-type", "content-security-policy"}
    assert record.conditions == conditions_of(Limits())


async def test_what_comes_out_of_the_cache_or_is_said_to_be_the_same_is_known_too(browser: PlaywrightEngine) -> None:
    html = markup("<script src='/a.js'></script><script src='/b.js'></script>")
    known = {"ETag": '"b"', "Cache-Control": "no-cache"}
    replies: dict[str, Reply | list[Reply]] = {
        "/1": Reply(html),
        "/2": Reply(html),
        "/a.js": Reply("1", content_type=JS, headers={"Cache-Control": "max-age=300"}),
        "/b.js": [Reply("2", content_type=JS, headers=known), Reply(status=304, headers=known, content_type=None)],
    }
    origin, (first, second) = await fetched(browser, replies, "/1", "/2")  # type: ignore[arg-type]  # a list is allowed
    one, two = by_path(origin, first), by_path(origin, second)
    assert origin.paths.count("/a.js") == 1
    assert origin.paths.count("/b.js") == 2
    assert one["/a.js"] == two["/a.js"]
    assert one["/b.js"] == two["/b.js"]


COOKIE = {"Set-Cookie": "sid=1"}
DATA = Reply("{}", content_type="application/json")


@pytest.mark.parametrize(
    ("body", "replies", "why"),
    [
        ("<script>fetch('/d')</script>", {"/": COOKIE, "/d": DATA}, "may depend on a cookie"),
        ("<script>new Worker('/d')</script>", {"/d": Reply("1", content_type=JS)}, "a worker"),
        ("<iframe src='http://localhost:PORT/d' title='Karte'></iframe>", {"/d": Reply("<p>Karte</p>")}, "a frame"),
        ("<script>location = '/d'</script>", {"/d": Reply(markup("<p>Cita</p>"))}, "not whole"),
    ],
)
async def test_what_cannot_be_asked_again_keeps_a_page_from_being_known(
    browser: PlaywrightEngine, body: str, replies: Mapping[str, Reply | Mapping[str, str]], why: str
) -> None:
    async with serving({}) as origin, visiting(browser) as session:
        headers = replies.get("/", {})
        html = markup(body.replace("PORT", str(origin.port)))
        origin.replies["/"] = Reply(html, headers=headers if isinstance(headers, Mapping) else {})
        origin.replies |= {path: reply for path, reply in replies.items() if isinstance(reply, Reply)}
        record = (await look(session, f"{origin.url}/")).fetched
    assert record is not None
    assert why in (record.obstacle or ""), record
    assert record.resources == ()


async def test_what_nobody_reads_is_no_obstacle(browser: PlaywrightEngine) -> None:
    body = "<script>navigator.sendBeacon('/b', '1'); fetch('/c', {method: 'POST', keepalive: true})</script>"
    replies = {"/": Reply(markup(body), headers=COOKIE), "/b": Reply(status=204), "/c": Reply(status=204)}
    origin, (record,) = await fetched(browser, replies, "/")
    assert by_path(origin, record).keys() == {"/"}
    assert {"/b", "/c"} <= set(origin.paths)
