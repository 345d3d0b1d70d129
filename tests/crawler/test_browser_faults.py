"""What pages, servers and dying browsers do to an audit: a failure of the closed list or a whole result, in time."""

import asyncio
import dataclasses
import ssl
from collections.abc import Mapping
from time import monotonic

import pytest
import trustme

from crawler.browser import PlaywrightEngine
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.net_errors import navigation_failure
from crawler.proxy import FilteringProxy
from model.failure import Failure, FailureKind
from tests.crawler.engines import look, markup, mobile, rule, visiting
from tests.crawler.origin import Reply, Script, serving
from tests.ports import free_port

pytestmark = pytest.mark.anyio

SMALL = dataclasses.replace(Limits(), page_budget_s=24.0, document_timeout_s=10.0, settle_limit_ms=1_500)
# For pages that never answer: what does answer must not meet these bounds on a busy machine.
IMPATIENT = dataclasses.replace(SMALL, page_budget_s=12.0, document_timeout_s=2.0)


async def failure_at(browser: PlaywrightEngine, reply: Reply, limits: Limits = SMALL) -> Failure | None:
    async with serving({"/": reply}) as site, visiting(browser, limits) as session:
        return (await look(session, f"{site.url}/")).failure


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(markup("nav"), status=404), FailureKind.HTTP_4XX),
        (Reply(markup("nav"), status=429), FailureKind.RATE_LIMITED),
        (Reply(markup("nav"), status=503), FailureKind.HTTP_5XX),
        (Reply("<title>Just a moment...</title>/cdn-cgi/challenge-platform/", 403), FailureKind.BLOCKED_BY_BOT_WALL),
        (Reply("<title>Just a moment...</title>/cdn-cgi/challenge-platform/"), FailureKind.BLOCKED_BY_BOT_WALL),
        (Reply('{"a": 1}', content_type="application/json"), FailureKind.NOT_HTML),
        (Reply("", status=204), FailureKind.NOT_HTML),
        (Reply("a", headers={"Content-Disposition": "attachment; filename=a.html"}), FailureKind.DOWNLOAD),
        (Reply("PK", content_type="application/zip"), FailureKind.DOWNLOAD),
        (Reply(raw=b""), FailureKind.RESET),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"), FailureKind.PROTOCOL),
        (Reply(status=302, headers={"Location": "/"}), FailureKind.TOO_MANY_REDIRECTS),
        (Reply(status=302, headers={"Location": "mailto:dome@novads.lv"}), FailureKind.PROTOCOL),
    ],
)
async def test_what_the_server_does_has_a_name(browser: PlaywrightEngine, reply: Reply, kind: FailureKind) -> None:
    failure = await failure_at(browser, reply)
    assert failure is not None
    assert failure.kind is kind


async def test_a_server_that_does_not_answer_in_time_is_a_timeout(browser: PlaywrightEngine) -> None:
    failure = await failure_at(browser, Reply(markup("lēni"), delay_s=30), IMPATIENT)
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


async def test_a_page_over_the_size_limit_is_too_large(browser: PlaywrightEngine) -> None:
    limits = dataclasses.replace(SMALL, max_document_bytes=100_000)
    failure = await failure_at(browser, Reply(markup("x" * 300_000)), limits)
    assert failure is not None
    assert failure.kind is FailureKind.TOO_LARGE


async def test_what_the_network_does_has_a_name(browser: PlaywrightEngine) -> None:
    closed = f"http://127.0.0.1:{free_port()}/"
    async with visiting(browser, SMALL) as session:
        refused = (await look(session, closed)).failure
        unknown = (await look(session, "http://nav.invalid/")).failure
    assert refused is not None
    assert refused.kind is FailureKind.REFUSED
    assert unknown is not None
    assert unknown.kind is FailureKind.DNS


async def test_a_certificate_that_nobody_trusts_is_tls(browser: PlaywrightEngine) -> None:
    tls = trustme.CA().issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.configure_cert(context)
    async with serving({"/": Reply(markup("x"))}, tls=context) as site, visiting(browser, SMALL) as session:
        failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.TLS


async def test_behind_the_proxy_the_cause_is_the_proxys(browser: PlaywrightEngine) -> None:
    home = "http://127.0.0.1:9080/"
    async with FilteringProxy(Guard()) as proxy, browser.session(proxy, SMALL, home) as session:
        plain = (await look(session, home)).failure
        secure = (await look(session, "https://127.0.0.1:9443/")).failure
    assert plain is not None
    assert secure is not None
    assert {plain.kind, secure.kind} == {FailureKind.PRIVATE_ADDRESS}


async def test_an_opened_origin_is_audited_through_the_proxy(browser: PlaywrightEngine) -> None:
    body = '<img src="http://127.0.0.1:9/x.png"><img src="/y.png">'
    async with serving({"/": Reply(markup(body))}) as site:
        guard = Guard(frozenset({("127.0.0.1", site.port)}))
        async with FilteringProxy(guard) as proxy, browser.session(proxy, SMALL, site.url) as session:
            evidence = await look(session, f"{site.url}/")
        assert "/y.png" in site.paths
    assert evidence.failure is None
    assert rule(evidence, "image-alt")["fails"] == 2


@pytest.mark.parametrize(
    "name",
    [
        "net::ERR_NAME_NOT_RESOLVED dns",
        "net::ERR_CONNECTION_TIMED_OUT timeout",
        "net::ERR_TIMED_OUT timeout",
        "net::ERR_CERT_DATE_INVALID tls",
        "net::ERR_SSL_PROTOCOL_ERROR tls",
        "net::ERR_ADDRESS_UNREACHABLE unreachable",
        "net::ERR_TUNNEL_CONNECTION_FAILED unreachable",
        "net::ERR_INTERNET_DISCONNECTED unreachable",
        "net::ERR_CONNECTION_CLOSED reset",
        "net::ERR_HTTP2_PROTOCOL_ERROR protocol",
        "net::ERR_INVALID_RESPONSE protocol",
    ],
)
def test_chromiums_errors_have_kinds(name: str) -> None:
    error, kind = name.split()
    assert navigation_failure(error, "http://a.lv/", None).kind.value == kind
    told = Failure(FailureKind.PRIVATE_ADDRESS, "iekšēja")
    assert navigation_failure(error, "http://a.lv/", told) is told


@pytest.mark.parametrize(
    "trouble",
    [
        "<script>JSON.parse = JSON.stringify = Array.prototype.map = () => { throw 1 }; window.Promise = null;"
        "Function.prototype.call = null; window.define = () => 0; define.amd = {}; window.axe = 7</script>",
        "<script>alert(1); confirm(2); prompt(3); onbeforeunload = () => 'paliec'</script>",
        "<script>onbeforeunload = () => 'paliec';"
        "onpagehide = () => { for (const end = Date.now() + 400; Date.now() < end;); }</script>",
        "<script>for (let n = 0; n < 5; n++) open('/cits')</script>",
        "<script>matchMedia('(max-width: 500px)').onchange = () => { location.href = '/cits' }</script>",
        '<a id=l href="/fails.zip" download>f</a><script>l.click(); location.href = "/fails.zip"</script>',
        "<script>Object.freeze(Document.prototype); setInterval(() => console.log(1), 0)</script>",
        "<script>navigator.serviceWorker.register('/sw.js').catch(() => 0)</script>",
    ],
    ids=["globals", "dialogs", "lingers", "popups", "leaves", "download", "noisy", "worker"],
)
async def test_a_hostile_page_is_audited_all_the_same(browser: PlaywrightEngine, trouble: str) -> None:
    zipped = Reply("PK", content_type="application/zip", headers={"Content-Disposition": "attachment"})
    replies = {
        "/": Reply(markup(f"<p>Teksts</p><img src=/x.png>{trouble}")),
        "/cits": Reply(markup("<p>Cits</p>")),
        "/fails.zip": zipped,
        "/labi": Reply(markup("<img src=/x.png>")),
    }
    async with serving(replies) as site, visiting(browser, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
        after = await look(session, f"{site.url}/labi")
    assert evidence.failure is None
    assert rule(evidence, "image-alt")["fails"] >= 1
    assert evidence.mobile is not None
    assert evidence.response is not None
    assert evidence.response.url == f"{site.url}/"
    assert after.failure is None
    assert rule(after, "image-alt")["fails"] == 1


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        "sandbox",
        "sandbox allow-scripts",
    ],
)
async def test_a_strict_policy_is_no_obstacle(browser: PlaywrightEngine, policy: str) -> None:
    reply = Reply(markup("<img src=/x.png>"), headers={"Content-Security-Policy": policy})
    async with serving({"/": reply, "/b": Reply(markup("<p>b</p>"))}) as site, visiting(browser, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
        after = await look(session, f"{site.url}/b")
    assert evidence.failure is None
    assert rule(evidence, "image-alt")["fails"] == 1
    assert any("lifted" in note for note in evidence.notes) == (policy == "sandbox")
    assert after.notes == ()


async def test_a_head_that_waits_for_ever_is_a_timeout(browser: PlaywrightEngine) -> None:
    async def never(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    replies: Mapping[str, Reply | Script] = {
        "/": Reply(markup("<p>x</p>", head="<script src=/never></script>")),
        "/never": never,
    }
    async with serving(replies) as site, visiting(browser, IMPATIENT) as session:
        failure = (await look(session, f"{site.url}/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


async def test_a_flood_of_addresses_leaves_the_browser_to_others(browser: PlaywrightEngine) -> None:
    flood = "setInterval(() => { for (let n = 0; n < 20; n++) history.pushState(0, '', '/' + Math.random()) }, 5)"
    replies = {"/": Reply(markup(f"<img src=/x.png><script>{flood}</script>")), "/b": Reply(markup("<img src=/x.png>"))}
    running = browser.process_id
    async with serving(replies) as site, visiting(browser, SMALL) as session, visiting(browser, SMALL) as other:
        flooded, beside = await asyncio.gather(look(session, f"{site.url}/"), look(other, f"{site.url}/b"))
    assert flooded.failure is None
    assert rule(beside, "image-alt")["fails"] == 1
    assert browser.process_id == running


async def test_a_page_that_reloads_for_ever_ends(browser: PlaywrightEngine) -> None:
    reply = Reply(markup("<img src=/x.png><script>setTimeout(() => location.reload(), 60)</script>"))
    begun = monotonic()
    async with serving({"/": reply}) as site, visiting(browser, IMPATIENT) as session:
        await look(session, f"{site.url}/")
    assert monotonic() - begun < IMPATIENT.page_budget_s + 6


async def test_a_document_without_end_is_bounded(browser: PlaywrightEngine) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><title>t</title><img src=x>")
        while True:
            writer.write(b"<p>x</p>")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with serving({"/": drip}) as site, visiting(browser, IMPATIENT) as session:
        evidence = await look(session, f"{site.url}/")
    assert evidence.failure is None
    assert any("before it had loaded" in note for note in evidence.notes)


async def test_names_that_hide_the_doms_own_mislead_nobody(browser: PlaywrightEngine) -> None:
    fields = "".join(f"<input name={name}>" for name in ("id", "parentNode", "getAttribute", "children", "attributes"))
    images = "".join(f"<img name={name}>" for name in ("body", "documentElement", "querySelectorAll", "readyState"))
    body = f"<form>{fields}<a href=/b>b</a></form>{images}"
    async with serving({"/": Reply(markup(body))}) as site, visiting(browser, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
    assert evidence.failure is None
    assert evidence.links == (f"{site.url}/b",)
    assert mobile(evidence)["targets"]["examined"] == 6
    # axe itself trips over a field called getAttribute: said, not hidden.
    assert evidence.axe is None
    assert any("axe failed" in note for note in evidence.notes)
