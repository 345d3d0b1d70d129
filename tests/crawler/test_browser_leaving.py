"""Pages that send the visitor elsewhere: followed, told as what they lead to, or held."""

import dataclasses

import pytest

from crawler.browser import PlaywrightEngine
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.proxy import FilteringProxy
from model.failure import FailureKind
from tests.crawler.engines import look, markup, rule, visiting
from tests.crawler.origin import Reply, serving

pytestmark = pytest.mark.anyio

SMALL = dataclasses.replace(Limits(), page_budget_s=24.0, document_timeout_s=10.0, settle_limit_ms=1_500)


async def test_a_script_that_moves_the_visitor_at_once_is_followed(browser: PlaywrightEngine) -> None:
    replies = {
        "/": Reply(markup("<script>setTimeout(() => location.replace('/b'), 100)</script>")),
        "/b": Reply(markup("<img src=/x.png>")),
    }
    async with serving(replies) as site, visiting(browser, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
    assert evidence.response is not None
    assert evidence.response.url == f"{site.url}/b"
    assert rule(evidence, "image-alt")["fails"] == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(404, FailureKind.HTTP_4XX), (503, FailureKind.HTTP_5XX), (429, FailureKind.RATE_LIMITED)]
)
async def test_a_page_that_sends_itself_to_an_error_is_one(
    browser: PlaywrightEngine, status: int, kind: FailureKind
) -> None:
    replies = {"/": Reply(markup("<script>location.replace('/b')</script>")), "/b": Reply(markup("b"), status=status)}
    async with serving(replies) as site, visiting(browser, SMALL) as session:
        failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is kind


async def test_a_page_that_sends_itself_within_is_not_audited_as_the_proxys_refusal(browser: PlaywrightEngine) -> None:
    away = Reply(markup("<script>location.replace('http://127.0.0.1:9080/')</script>"))
    async with serving({"/": away}) as site:
        guard = Guard(frozenset({("127.0.0.1", site.port)}))
        async with FilteringProxy(guard) as proxy, browser.session(proxy, SMALL, site.url) as session:
            failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.PRIVATE_ADDRESS


async def test_a_page_that_leaves_for_a_blank_one_is_no_page(browser: PlaywrightEngine) -> None:
    reply = Reply(markup("<script>location.href = 'about:blank'</script>"))
    async with serving({"/": reply}) as site, visiting(browser, SMALL) as session:
        failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.PAGE_FROZEN
    assert "about:blank" in failure.detail


async def test_a_page_that_was_looked_at_stays(browser: PlaywrightEngine) -> None:
    leaves = "matchMedia('(max-width: 500px)').onchange = () => { location.href = 'about:blank'; location.reload() }"
    reply = Reply(markup(f"<img src=/x.png><script>{leaves}</script>"))
    async with serving({"/": reply}) as site, visiting(browser, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
    assert evidence.failure is None
    assert evidence.mobile is not None
    assert rule(evidence, "image-alt")["fails"] == 1
