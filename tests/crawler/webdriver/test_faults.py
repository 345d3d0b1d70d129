"""What pages, dying browsers and dying nodes cost an audit that a grid's browsers do."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from time import monotonic

import pytest
from _pytest.mark.structures import ParameterSet

from crawler.limits import Limits
from crawler.webdriver.engine import GridEngine
from crawler.webdriver.session import RemoteSession
from model.failure import FailureKind
from tests.crawler.engines import look, markup, mobile, rule
from tests.crawler.origin import Reply, serving
from tests.crawler.webdriver.grids import Server, at_grid, grid_engine, serving_browsers

pytestmark = pytest.mark.anyio

SMALL = dataclasses.replace(Limits(), page_budget_s=20.0, document_timeout_s=6.0, settle_limit_ms=1_500)
IMPATIENT = dataclasses.replace(SMALL, page_budget_s=5.0, document_timeout_s=2.0)
WALL = "<title>Just a moment...</title>/cdn-cgi/challenge-platform/"
FREEZE = "<script>setTimeout(() => { while (true); }, 50)</script>"


def rare(reply: Reply, kind: FailureKind) -> ParameterSet:
    return pytest.param(reply, kind, marks=pytest.mark.stress)


@pytest.fixture(scope="module")
async def session(grid: GridEngine) -> AsyncIterator[RemoteSession]:
    async with at_grid(grid, SMALL) as running:
        yield running


@pytest.mark.parametrize(
    "script",
    [FREEZE, pytest.param("<script>while (true);</script>", marks=pytest.mark.stress)],
    ids=["later", "at once"],
)
async def test_a_frozen_page_costs_its_budget_and_its_browser_only(grid: GridEngine, script: str) -> None:
    async with serving({"/": Reply(markup(script))}) as site, at_grid(grid, IMPATIENT) as session:
        begun = monotonic()
        evidence = await look(session, f"{site.url}/")
        spent = monotonic() - begun
    assert evidence.failure is not None
    assert evidence.failure.kind is FailureKind.PAGE_FROZEN
    assert spent < IMPATIENT.page_budget_s + 6


@pytest.mark.stress
async def test_the_page_after_a_frozen_one_is_audited(grid: GridEngine) -> None:
    replies = {"/": Reply(markup(FREEZE)), "/b": Reply(markup("<img src=/x.png>"))}
    async with serving(replies) as site, at_grid(grid, SMALL) as session:
        frozen = await look(session, f"{site.url}/")
        after = await look(session, f"{site.url}/b")
    assert frozen.failure is not None
    assert after.failure is None
    assert rule(after, "image-alt")["fails"] == 1


@pytest.mark.stress
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
        rare(
            Reply("<title>Just a moment...</title>/cdn-cgi/challenge-platform/", 403), FailureKind.BLOCKED_BY_BOT_WALL
        ),
        rare(Reply('{"a": 1}', content_type="application/json"), FailureKind.NOT_HTML),
        rare(Reply("", status=204), FailureKind.NOT_HTML),
        (Reply("a", headers={"Content-Disposition": "attachment; filename=a.html"}), FailureKind.DOWNLOAD),
        rare(Reply("PK", content_type="application/zip"), FailureKind.DOWNLOAD),
        (Reply(raw=b""), FailureKind.RESET),
        rare(Reply(status=302, headers={"Location": "/0"}), FailureKind.TOO_MANY_REDIRECTS),
    ],
)
async def test_what_the_server_does_has_a_name(session: RemoteSession, reply: Reply, kind: FailureKind) -> None:
    async with serving({"/0": reply}) as site:
        failure = (await look(session, f"{site.url}/0")).failure
    assert failure is not None
    assert failure.kind is kind


@pytest.mark.stress
async def test_a_server_that_does_not_answer_in_time_is_a_timeout(grid: GridEngine) -> None:
    async with serving({"/": Reply(markup("lēni"), delay_s=30)}) as site, at_grid(grid, IMPATIENT) as session:
        failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


@pytest.mark.stress
async def test_a_strict_policy_is_no_obstacle(session: RemoteSession) -> None:
    for policy in ("default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'", "sandbox"):
        reply = Reply(markup("<img src=/x.png>"), headers={"Content-Security-Policy": policy})
        async with serving({"/": reply}) as site:
            evidence = await look(session, f"{site.url}/")
        assert evidence.failure is None
        assert rule(evidence, "image-alt")["fails"] == 1
        assert any("lifted" in note for note in evidence.notes) == (policy == "sandbox")


@pytest.mark.stress
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
        async with (
            grid_engine(server) as grid,
            serving({"/": Reply(markup("<p>x</p>"))}) as site,
            at_grid(grid, SMALL) as session,
        ):
            work = asyncio.create_task(look(session, f"{site.url}/"))
            await asyncio.sleep(0.5)
            server.kill()
            evidence = await work
    assert evidence.failure is not None
    assert evidence.failure.kind is FailureKind.BROWSER_CRASHED
