"""What is written down of a page's requests, in whatever order the browser's processes tell of them."""

import base64
from collections.abc import Mapping

import pytest

from crawler import fingerprints
from crawler.ledger import MAX_BODY_BYTES, MAX_RESOURCES, Ledger
from model.evidence import Fetched, Resource

pytestmark = pytest.mark.anyio

PAGE, FILE = "http://a.lv/", "http://a.lv/f"
TAGGED = {"ETag": '"1"'}


class Load:
    """A page's load, told event by event; `bodies` are what the browser still holds, by address."""

    def __init__(self, known: dict[str, Resource] | None = None) -> None:
        self.ledger = Ledger({} if known is None else known)
        self.bodies: dict[str, str | bytes] = {}
        self.read: list[str] = []

    def asks(self, url: str, kind: str = "Fetch", method: str = "GET", **headers: str) -> None:
        request = {"url": url, "method": method, "headers": {"User-Agent": "x", **headers}}
        self.ledger.hear("Network.requestWillBeSent", {"requestId": url, "type": kind, "request": request})

    def gets(
        self,
        url: str,
        body: str | bytes = "",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> None:
        response = {"status": status, "headers": headers or {}, **more}
        self.ledger.hear("Network.responseReceived", {"requestId": url, "response": response})
        self.ledger.hear("Network.dataReceived", {"requestId": url, "dataLength": len(body)})
        self.ledger.hear("Network.loadingFinished", {"requestId": url})
        self.bodies[url] = body

    def loads(self, url: str, body: str | bytes = "", kind: str = "Fetch", **told: object) -> None:
        self.asks(url, kind)
        self.gets(url, body, **told)  # type: ignore[arg-type]  # the tests know what they tell

    def fails(self, url: str, **why: object) -> None:
        self.ledger.hear("Network.loadingFailed", {"requestId": url, "errorText": "net::ERR_FAILED", **why})

    async def _body(self, ident: str) -> tuple[str, bool] | None:
        self.read.append(ident)
        body = self.bodies.get(ident)
        if isinstance(body, bytes):
            return base64.b64encode(body).decode(), True
        return None if body is None else (body, False)

    async def record(self) -> Fetched:
        return await self.ledger.close("mark", self._body)


async def test_answers_are_known_by_their_bodies_or_their_validators() -> None:
    load = Load()
    load.loads(PAGE, "<p>", "Document")
    load.loads(FILE, b"\0\1", "Font")
    load.loads("http://a.lv/i", b"\0", "Image", headers=TAGGED)
    load.loads("http://a.lv/n", "nav", "Image", status=404)
    load.loads("data:text/plain,x", "x")
    record = await load.record()
    assert record.obstacle is None
    assert [(one.kind, one.digest) for one in record.resources] == [
        ("document", fingerprints.of_html("<p>")),
        ("font", fingerprints.of_bytes(b"\0\1")),
        ("image", None),
        ("image", None),
    ]
    assert load.read == [PAGE, FILE]


@pytest.mark.parametrize("tag", ['"ā"', '"1"\n"2"', f'"{"1" * 2000}"', ""])
async def test_a_validator_that_cannot_be_sent_back_is_none(tag: str) -> None:
    load = Load()
    load.loads(FILE, b"\0", "Image", headers={"ETag": tag})
    (resource,) = (await load.record()).resources
    assert resource.etag is None
    assert resource.digest == fingerprints.of_bytes(b"\0")


async def test_a_way_of_redirects_is_written_down_hop_by_hop() -> None:
    load = Load()
    load.asks(FILE)
    request = {"url": "http://a.lv/g", "method": "GET", "headers": {}}
    hop = {"status": 302, "headers": {"location": "/g"}}
    load.ledger.hear(
        "Network.requestWillBeSent", {"requestId": FILE, "type": "Fetch", "request": request, "redirectResponse": hop}
    )
    load.gets(FILE, "{}")
    assert [(one.url, one.status, one.location) for one in (await load.record()).resources] == [
        (FILE, 302, "/g"),
        ("http://a.lv/g", 200, None),
    ]


@pytest.mark.parametrize(
    ("event", "name"), [({"requestId": "1", "url": "ws://a.lv/"}, "webSocketCreated"), ({}, "webTransportCreated")]
)
async def test_a_line_that_stays_open_is_an_obstacle(event: Mapping[str, str], name: str) -> None:
    load = Load()
    load.loads(PAGE, "<p>", "Document")
    load.ledger.hear(f"Network.{name}", dict(event))
    assert (await load.record()).obstacle == "the page keeps a line open"


async def test_what_cannot_be_asked_for_again_is_an_obstacle() -> None:
    async def obstacle(load: Load) -> str:
        load.loads(PAGE, "<p>", "Document")
        record = await load.record()
        assert record.resources == ()
        return record.obstacle or ""

    load = Load()
    load.loads(FILE, "x", "EventSource")
    assert "line open" in await obstacle(load)
    load = Load()
    load.asks(FILE, method="POST")
    load.gets(FILE, "{}")
    assert "asks by POST" in await obstacle(load)
    load = Load()
    load.asks(FILE, **{"X-Key": "secret"})
    load.gets(FILE, "{}")
    told = await obstacle(load)
    assert "(x-key)" in told
    assert "secret" not in told
    load = Load()
    load.asks(FILE)
    assert "had not ended" in await obstacle(load)
    load = Load()
    load.asks(FILE)
    load.fails(FILE, canceled=True)
    assert "broken off" in await obstacle(load)
    load = Load()
    load.loads(f"{FILE}?{'1' * 3000}", "{}")
    assert "too long" in await obstacle(load)
    load = Load()
    load.asks(FILE, Accept="text/ā")
    load.gets(FILE, "{}")
    assert "not of plain letters" in await obstacle(load)
    load = Load()
    load.loads(FILE, "x" * (MAX_BODY_BYTES + 1))
    assert "too large" in await obstacle(load)
    load = Load()
    load.loads(FILE, "{}")
    del load.bodies[FILE]
    assert "not whole" in await obstacle(load)
    load = Load()
    load.loads(FILE, "1")
    load.asks(FILE)
    load.gets(FILE, "2", headers=TAGGED)
    assert "gave two answers" in await obstacle(load)
    load = Load()
    for number in range(MAX_RESOURCES + 1):
        load.loads(f"{FILE}{number}")
    assert f"over {MAX_RESOURCES} files" in await obstacle(load)


async def test_a_cookie_hinders_only_where_it_may_make_a_difference() -> None:
    async def hindered(kind: str, headers: Mapping[str, str], *, blocked: bool = False) -> bool:
        load = Load()
        reasons = ["SameSiteLax"] if blocked else []
        cookies = [{"cookie": {"name": "sid"}, "blockedReasons": reasons}]
        load.ledger.hear("Network.requestWillBeSentExtraInfo", {"requestId": FILE, "associatedCookies": cookies})
        load.loads(FILE, "x", kind, headers=headers)
        return (await load.record()).obstacle is not None

    assert await hindered("Fetch", {})
    assert await hindered("Document", {})
    assert not await hindered("Fetch", {}, blocked=True)
    assert not await hindered("Stylesheet", {})
    assert await hindered("Stylesheet", {"Vary": "Accept-Encoding, Cookie"})


async def test_what_failed_is_known_by_that_and_what_the_page_forbids_itself_is_nothing() -> None:
    load = Load()
    load.asks(FILE)
    load.fails(FILE)
    load.asks("http://b.lv/x", "Script")
    load.fails("http://b.lv/x", blockedReason="csp")
    load.asks("http://a.lv/b", "Ping", method="POST")
    load.asks("http://a.lv/c", method="POST")
    load.gets("http://a.lv/c", status=204)
    # What went through the proxy in vain has the proxy's answer.
    load.loads("http://c.lv/x", "dns", "Script", status=502, headers={"x-eindekss-failure": "1"})
    record = await load.record()
    assert record.obstacle is None
    assert [(one.url, one.status) for one in record.resources] == [(FILE, 0), ("http://c.lv/x", 0)]


async def test_the_cache_gives_what_the_visit_knows() -> None:
    known: dict[str, Resource] = {}
    first = Load(known)
    first.loads(FILE, "x", "Script", headers={**TAGGED, "Content-Type": "text/javascript"})
    # A page that cannot be known by its answers still tells of them.
    first.ledger.hinder("a worker")
    assert (await first.record()).obstacle == "a worker"
    again = Load(known)
    again.loads(FILE, "", "Script", status=304, headers=TAGGED)
    (resource,) = (await again.record()).resources
    assert (resource.status, resource.digest) == (200, fingerprints.of_told("x", "script"))
    assert again.read == []
    other = Load(known)
    other.loads(FILE, "", "Script", status=304, headers={"ETag": '"2"'})
    assert "not whole" in ((await other.record()).obstacle or "")
