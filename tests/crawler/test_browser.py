"""The browser tier on well-meaning pages: what is gathered, and that twice gives the same."""

import dataclasses
from datetime import UTC, datetime

import pytest

from crawler.browser import PlaywrightEngine
from crawler.engine import Engine, Session
from crawler.limits import Limits
from model.evidence import Hop, SamplePage
from tests.crawler.engines import look, markup, mobile, rule, visiting
from tests.crawler.origin import Reply, serving

pytestmark = pytest.mark.anyio

LATE = "<script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<a href=/velu>Vēlu</a>'), 250)</script>"
SHADOW = """<div id="host"></div><script>
document.getElementById("host").attachShadow({ mode: "open" }).innerHTML = '<a href="/ena">Ēna</a>';
</script>"""


async def test_the_engine_is_what_the_crawler_asks_for(browser: PlaywrightEngine) -> None:
    asked: Engine = browser
    assert asked.version.startswith("Chromium ")
    assert asked.axe_version is not None
    async with visiting(browser) as session:
        offered: Session = session
        assert offered is session


async def test_a_page_is_gathered_whole(browser: PlaywrightEngine) -> None:
    body = '<p>Ziņas</p><a href="/b#c">b</a><a href="/b">b</a><a href="mailto:a@b.lv">m</a><img src="/x.png">'
    script = "<script>console.error('slikti'); throw new Error('kļūda')</script>"
    replies = {
        "/": Reply(status=302, headers={"Location": "/sakums"}),
        "/sakums": Reply(
            markup(body + script), headers={"Set-Cookie": "a=b", "X-Mine": "jā".encode().decode("latin-1")}
        ),
    }
    began = datetime.now(UTC)
    async with serving(replies) as site, visiting(browser) as session:
        evidence = await look(session, f"{site.url}/")
        agent = site.headers_of("/sakums")["user-agent"]
    assert evidence.failure is None
    assert evidence.notes == ()
    assert evidence.response is not None
    assert evidence.response.url == f"{site.url}/sakums"
    assert evidence.response.redirects == (Hop(f"{site.url}/", 302),)
    assert evidence.response.status == 200
    assert evidence.response.encoding == "utf-8"
    assert "set-cookie" not in evidence.response.headers
    assert "x-mine" in evidence.response.headers
    assert evidence.html.startswith("<!DOCTYPE html>\n<html")
    assert "<p>Ziņas</p>" in evidence.html
    assert evidence.links == (f"{site.url}/b",)
    assert {shot[:2] for shot in evidence.screenshots.values()} == {b"\xff\xd8"}
    assert set(evidence.screenshots) == {"desktop", "phone"}
    assert any("slikti" in line for line in evidence.console)
    assert any("kļūda" in line for line in evidence.console)
    assert evidence.requests is not None
    assert evidence.requests >= 3
    assert evidence.transferred_bytes is not None
    assert evidence.transferred_bytes > len(evidence.html)
    assert evidence.timing.settled_ms is not None
    assert evidence.timing.settled_ms >= 500
    assert evidence.visited_at is not None
    assert began <= evidence.visited_at <= datetime.now(UTC)
    assert agent == Limits().user_agent
    assert rule(evidence, "image-alt")["fails"] == 1
    assert rule(evidence, "image-alt")["impact"] == "critical"
    assert rule(evidence, "document-title")["impact"] == "serious"
    assert rule(evidence, "document-title")["passes"] == 1
    assert mobile(evidence)["viewport"]["width_device"] is True


async def test_the_same_page_twice_gives_the_same(browser: PlaywrightEngine) -> None:
    body = '<p style="color:#bbb">Bāls</p><button></button><a href="/a">a</a> <a href="/b">b</a>'
    stores = "<script>if (localStorage.x || sessionStorage.x || document.cookie) document.title = 'otrreiz';"
    stores += "localStorage.x = sessionStorage.x = 1; document.cookie = 'x=1'</script>"
    async with serving({"/": Reply(markup(body + stores))}) as site, visiting(browser) as session:
        first, second = [await look(session, f"{site.url}/") for _ in range(2)]
    assert first.axe == second.axe
    assert first.mobile == second.mobile
    assert first.html == second.html
    assert "<title>otrreiz" not in second.html


async def test_links_that_scripts_add_late_are_seen(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply(markup(LATE))}) as site, visiting(browser) as session:
        document = await session.render(f"{site.url}/")
    assert document.failure is None
    assert document.links == (f"{site.url}/velu",)


async def test_what_a_slow_request_brings_is_waited_for(browser: PlaywrightEngine) -> None:
    body = "<script>fetch('/lenti').then(r => r.text()).then(t => { document.body.innerHTML += t })</script>"
    replies = {"/": Reply(markup(body)), "/lenti": Reply("<a href=/lens>l</a>", delay_s=1.2)}
    async with serving(replies) as site, visiting(browser) as session:
        document = await session.render(f"{site.url}/")
    assert document.links == (f"{site.url}/lens",)


async def test_links_in_shadow_roots_are_in_the_links_and_the_html(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply(markup(SHADOW))}) as site, visiting(browser) as session:
        document = await session.render(f"{site.url}/")
    assert document.links == (f"{site.url}/ena",)
    assert '<a href="/ena">Ēna</a>' in document.html


async def test_what_stands_in_form_fields_is_not_kept(browser: PlaywrightEngine) -> None:
    body = '<form><input name="a" value="noslēpums"><input type="hidden" value="žetons"><textarea>vēstule</textarea>'
    body += '<input type="submit" value="Sūtīt" title="a > b"></form>'
    async with serving({"/": Reply(markup(body))}) as site, visiting(browser) as session:
        html = (await session.render(f"{site.url}/")).html
    assert not any(word in html for word in ("noslēpums", "žetons", "vēstule"))
    assert 'value="Sūtīt"' in html


async def test_frames_of_other_parties_are_counted_apart(browser: PlaywrightEngine) -> None:
    bad = Reply("<!doctype html><html lang=lv><title>r</title><body><img src=/x.png><img src=/y.png>")
    async with serving({"/ramis": bad}) as other, serving({"/savs": bad}) as site, visiting(browser) as session:
        far = other.url.replace("127.0.0.1", "localhost")
        frames = f'<iframe title="s" src="/savs"></iframe><iframe title="c" src="{far}/ramis"></iframe>'
        frames += f'<iframe title="p" src="{other.url}/ramis"></iframe><iframe title="d" srcdoc="<img src=z>"></iframe>'
        frames += '<iframe title="n" sandbox="allow-scripts" src="/savs"></iframe>'
        site.replies["/"] = Reply(markup(frames))
        evidence = await look(session, f"{site.url}/")
    images = rule(evidence, "image-alt")
    assert (images["fails"], images["other_fails"]) == (5, 4)
    own = [node for node in images["nodes"] if node["party"] == "own"]
    assert own[0]["path"][-1] == "img"
    assert " >>> " in own[0]["target"]
    assert {node["party"] for node in images["nodes"]} == {"own", "other"}


async def test_a_page_with_a_frame_of_another_site_settles_once_that_has_loaded(browser: PlaywrightEngine) -> None:
    limit_ms = 30_000
    frame = {"/ramis": Reply(markup("<img src=/lens.png alt=Karte>")), "/lens.png": Reply(b"", delay_s=1)}
    async with serving(frame) as other, serving({}) as site:
        far = other.url.replace("127.0.0.1", "localhost")
        site.replies["/"] = Reply(markup(f'<iframe title="Karte" src="{far}/ramis"></iframe>'))
        async with visiting(browser, Limits(settle_limit_ms=limit_ms)) as session:
            timing = (await look(session, f"{site.url}/")).timing
    assert timing.loaded_ms is not None
    assert timing.settled_ms is not None
    assert 1_000 <= timing.loaded_ms < timing.settled_ms < limit_ms


async def test_like_failures_are_one_group_with_their_count(browser: PlaywrightEngine) -> None:
    body = '<ul id="s" class="a b">' + "<li class=k><img src=/x.png></li>" * 30 + "</ul>"
    async with serving({"/": Reply(markup(body))}) as site, visiting(browser) as session:
        evidence = await look(session, f"{site.url}/")
    (node,) = rule(evidence, "image-alt")["nodes"]
    assert node["count"] == 30
    assert node["path"] == ["html", "body", "main", "ul#s.a.b", "li.k", "img"]
    assert node["outcome"] == "fail"
    assert "alt" in node["message"]


async def test_a_phone_can_be_given_a_load_of_its_own(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply(markup("<p>Teksts</p>"))}) as site, visiting(browser) as session:
        evidence = await session.gather(SamplePage(f"{site.url}/", "home"), mobile_load="second")
        agents = [asked.headers["user-agent"] for asked in site.asked if asked.path == "/"]
    assert agents == [Limits().user_agent, Limits().phone_user_agent]
    assert mobile(evidence)["layout_width"] == 412
    assert set(evidence.screenshots) == {"desktop", "phone"}


async def test_the_cache_is_kept_between_pages(browser: PlaywrightEngine) -> None:
    style = Reply("p { color: #000 }", content_type="text/css", headers={"Cache-Control": "max-age=600"})
    page = Reply(markup("<p>Teksts</p>", '<link rel="stylesheet" href="/s.css">'))
    async with serving({"/": page, "/b": page, "/s.css": style}) as site, visiting(browser) as session:
        for path in ("/", "/b"):
            await session.render(site.url + path)
        assert site.paths.count("/s.css") == 1


async def test_limits_are_the_sessions_own(browser: PlaywrightEngine) -> None:
    limits = dataclasses.replace(Limits(), settle_limit_ms=700, settle_quiet_ms=300)
    restless = "<script>setInterval(() => { document.body.dataset.n = performance.now() }, 20)</script>"
    async with serving({"/": Reply(markup(restless))}) as site, visiting(browser, limits) as session:
        document = await session.render(f"{site.url}/")
        evidence = await look(session, f"{site.url}/")
    assert document.failure is None
    assert evidence.timing.settled_ms is not None
    assert evidence.timing.settled_ms < 4_000
