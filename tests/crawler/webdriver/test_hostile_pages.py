"""What pages, dying browsers and dying nodes cost an audit that a grid's browsers do."""

import asyncio
import dataclasses
import socket
from time import monotonic

import pytest

from crawler.executables import BrowserMissing
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.proxy import FilteringProxy
from crawler.webdriver.engine import GridEngine
from crawler.webdriver.session import RemoteSession
from model.evidence import PageEvidence, SamplePage
from model.failure import FailureKind
from tests.crawler.engines import markup, mobile, rule
from tests.crawler.origin import Reply, serving
from tests.crawler.webdriver.grids import Server, at_grid, grid_engine, serving_browsers

pytestmark = pytest.mark.anyio

SMALL = dataclasses.replace(Limits(), page_budget_s=20.0, document_timeout_s=6.0, settle_limit_ms=1_500)
IMPATIENT = dataclasses.replace(SMALL, page_budget_s=6.0, document_timeout_s=2.0)


async def look(session: RemoteSession, url: str) -> PageEvidence:
    return await session.gather(SamplePage(url, "home"))


@pytest.mark.parametrize(
    "script",
    ["<script>setTimeout(() => { while (true); }, 50)</script>", "<script>while (true);</script>"],
    ids=["later", "at once"],
)
async def test_a_frozen_page_costs_its_budget_only(grid: GridEngine, script: str) -> None:
    replies = {"/": Reply(markup(script)), "/b": Reply(markup("<img src=/x.png>"))}
    async with serving(replies) as site, at_grid(grid, IMPATIENT) as session:
        begun = monotonic()
        evidence = await look(session, f"{site.url}/")
        spent = monotonic() - begun
        async with at_grid(grid, SMALL) as patient:
            after = await look(patient, f"{site.url}/b")
    assert evidence.failure is not None
    assert evidence.failure.kind is FailureKind.PAGE_FROZEN
    assert spent < IMPATIENT.page_budget_s + 6
    assert after.failure is None


@pytest.mark.parametrize(
    "trouble",
    [
        "<script>JSON.parse = JSON.stringify = Array.prototype.map = () => { throw 1 }; window.Promise = null;"
        "Function.prototype.call = null; window.define = () => 0; define.amd = {}; window.axe = 7</script>",
        "<script>alert(1); confirm(2); prompt(3); onbeforeunload = () => 'paliec'; setTimeout(alert, 600)</script>",
        "<script>for (let n = 0; n < 5; n++) open('/cits')</script>",
        "<script>matchMedia('(max-width: 500px)').onchange = () => { location.href = '/cits' }</script>",
        '<a id=l href="/fails.zip" download>f</a><script>l.click(); location.href = "/fails.zip"</script>',
    ],
    ids=["globals", "dialogs", "popups", "leaves", "download"],
)
async def test_a_hostile_page_is_audited_all_the_same(grid: GridEngine, trouble: str) -> None:
    replies = {
        "/": Reply(markup(f"<p>Teksts</p><img src=/x.png>{trouble}")),
        "/cits": Reply(markup("<p>Cits</p>")),
        "/fails.zip": Reply("PK", content_type="application/zip"),
        "/labi": Reply(markup("<img src=/x.png>")),
    }
    async with serving(replies) as site, at_grid(grid, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
        after = await look(session, f"{site.url}/labi")
    print(evidence.notes, evidence.failure, after.notes)
    assert evidence.failure is None
    assert rule(evidence, "image-alt")["fails"] >= 1
    assert mobile(evidence)["layout_width"] == 412
    assert evidence.response is not None
    assert evidence.response.url == f"{site.url}/"
    assert after.failure is None
    assert rule(after, "image-alt")["fails"] == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(markup("nav"), status=404), FailureKind.HTTP_4XX),
        (Reply("<title>Just a moment...</title>/cdn-cgi/challenge-platform/", 403), FailureKind.BLOCKED_BY_BOT_WALL),
        (Reply('{"a": 1}', content_type="application/json"), FailureKind.NOT_HTML),
        (Reply("", status=204), FailureKind.NOT_HTML),
        (Reply("a", headers={"Content-Disposition": "attachment; filename=a.html"}), FailureKind.DOWNLOAD),
        (Reply("PK", content_type="application/zip"), FailureKind.DOWNLOAD),
        (Reply(raw=b""), FailureKind.RESET),
        (Reply(status=302, headers={"Location": "/0"}), FailureKind.TOO_MANY_REDIRECTS),
    ],
)
async def test_what_the_server_does_has_a_name(session: RemoteSession, reply: Reply, kind: FailureKind) -> None:
    async with serving({"/0": reply}) as site:
        failure = (await look(session, f"{site.url}/0")).failure
    assert failure is not None
    assert failure.kind is kind


@pytest.fixture(scope="module")
async def session(grid: GridEngine):  # type: ignore[no-untyped-def]
    async with at_grid(grid, SMALL) as running:
        yield running


async def test_a_server_that_does_not_answer_in_time_is_a_timeout(grid: GridEngine) -> None:
    async with serving({"/": Reply(markup("lēni"), delay_s=30)}) as site, at_grid(grid, IMPATIENT) as session:
        failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


async def test_private_addresses_are_refused(grid: GridEngine) -> None:
    async with serving({"/": Reply(markup("x"))}) as inner:
        body = f'<img src="{inner.url}/x.png"><iframe src="{inner.url}/"></iframe><img src=/y.png>'
        async with serving({"/": Reply(markup(body))}) as site:
            guard = Guard(frozenset({("127.0.0.1", site.port)}))
            async with FilteringProxy(guard) as proxy, grid.session(proxy, SMALL, site.url) as session:
                own = await look(session, f"{site.url}/")
                plain = (await look(session, f"{inner.url}/")).failure
            assert "/y.png" in site.paths
        assert inner.paths == []
    assert own.failure is None
    assert rule(own, "image-alt")["fails"] == 2
    assert plain is not None
    assert plain.kind is FailureKind.PRIVATE_ADDRESS


async def test_a_strict_policy_is_no_obstacle(session: RemoteSession) -> None:
    for policy in ("default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'", "sandbox"):
        reply = Reply(markup("<img src=/x.png>"), headers={"Content-Security-Policy": policy})
        async with serving({"/": reply}) as site:
            evidence = await look(session, f"{site.url}/")
        print(evidence.notes, evidence.failure)
        assert evidence.failure is None
        assert rule(evidence, "image-alt")["fails"] == 1
        assert any("lifted" in note for note in evidence.notes) == (policy == "sandbox")


async def test_a_browser_that_dies_is_replaced_once(server: Server, grid: GridEngine) -> None:
    async with serving({"/": Reply(markup("<img src=/x.png>"))}) as site, at_grid(grid, SMALL) as session:
        await look(session, f"{site.url}/")
        work = asyncio.create_task(look(session, f"{site.url}/"))
        await asyncio.sleep(0.4)
        for browser in server.browsers():
            browser.kill()
        evidence = await work
    assert evidence.failure is None
    assert rule(evidence, "image-alt")["fails"] == 1


async def test_a_node_that_dies_mid_page_is_told_as_a_crash() -> None:
    with serving_browsers() as server:
        async with grid_engine(server) as grid, serving({"/": Reply(markup("<p>x</p>"))}) as site:
            async with at_grid(grid, SMALL) as session:
                work = asyncio.create_task(look(session, f"{site.url}/"))
                await asyncio.sleep(0.5)
                server.kill()
                evidence = await work
    assert evidence.failure is not None
    assert evidence.failure.kind is FailureKind.BROWSER_CRASHED


async def test_a_grid_that_is_away_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = Server(f"http://127.0.0.1:{free.getsockname()[1]}", None)  # type: ignore[arg-type]
    with pytest.raises(BrowserMissing, match="does not answer .*EINDEKSS_GRID_URL"):
        await grid_engine(away).__aenter__()
