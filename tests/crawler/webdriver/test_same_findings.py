"""A grid's browsers find what Chromium finds through Playwright, down to the element."""

import dataclasses
import re

import pytest

from crawler.browser import PlaywrightEngine
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.proxy import FilteringProxy
from crawler.session import BrowserSession
from crawler.webdriver.engine import GridEngine
from crawler.webdriver.session import RemoteSession
from model.evidence import PageEvidence, SamplePage
from model.failure import FailureKind
from model.finding import Proof
from tests.crawler.engines import look, markup, mobile, rule, visiting
from tests.crawler.origin import OriginServer, Reply, serving
from tests.crawler.webdriver.grids import at_grid
from tests.sites.server import SITES, serve

pytestmark = pytest.mark.anyio

QUICK = dataclasses.replace(Limits(), settle_limit_ms=2_500)
SAME = ("failure", "html", "axe", "mobile", "links", "notes")
FILES = re.compile(r"\.(?:csv|docx?|json|pdf|xlsx?|xml|zip)$")
# Frames of the page's own process, of another's, within one another, in a sandbox and in a shadow root; and dialogs.
FRAMES = """<img src="/x.png"><iframe title="a" src="/ieksa"></iframe><iframe src="http://localhost:PORT/cita"></iframe>
<iframe title="c" sandbox="allow-scripts" src="/ieksa"></iframe><div id="host"></div><script>
document.getElementById("host").attachShadow({ mode: "open" }).innerHTML = '<iframe title="d" src="/ieksa"></iframe>';
alert(1); document.title = String(confirm(2)) + prompt(3); setTimeout(() => console.error("slikti"), 50);
</script>"""


def same(one: PageEvidence, other: PageEvidence) -> None:
    for name in SAME:
        assert getattr(one, name) == getattr(other, name), name
    assert (one.response is None) == (other.response is None)
    if one.response is not None and other.response is not None:
        assert (one.response.url, one.response.status) == (other.response.url, other.response.status)
        assert one.response.encoding == other.response.encoding
    assert set(one.screenshots) == set(other.screenshots)


def framed(site: OriginServer, inner: OriginServer) -> None:
    site.replies["/ieksa"] = Reply(markup("<img src=/x.png><button></button>"))
    site.replies["/cita"] = Reply(markup('<img src=/x.png><iframe title="e" src="http://127.0.0.1:PORT/ieksa"></iframe>'
        .replace("PORT", str(site.port))))  # fmt: skip
    policy = {"Content-Security-Policy": "script-src 'unsafe-inline'; connect-src 'none'"}
    body = f'<img src="{inner.url}/x.png"><iframe title="f" src="{inner.url}/"></iframe>'
    site.replies["/"] = Reply(markup(FRAMES.replace("PORT", str(site.port)) + body), headers=policy)


async def test_frames_dialogs_policies_and_the_proxy(browser: PlaywrightEngine, grid: GridEngine) -> None:
    async with serving({}) as inner, serving({}) as site:
        framed(site, inner)
        url = f"{site.url}/"
        guard = Guard(frozenset({("127.0.0.1", site.port), ("localhost", site.port)}))
        async with (
            FilteringProxy(guard) as proxy,
            browser.session(proxy, QUICK, url) as here,
            grid.session(proxy, QUICK, url) as there,
        ):
            expected, found = await look(here, url), await look(there, url)
            pictures = await there.pictures([Proof(page=url, what="image-alt", selector="img")])
            private = (await look(there, f"{inner.url}/")).failure
    same(expected, found)
    assert found.failure is None
    assert found.notes == ()
    images = rule(found, "image-alt")
    # Two of the page, one of each of its four frames; of the foreign frame, and of ours within that.
    assert (images["fails"], images["other_fails"]) == (5, 2)
    assert "falsenull" in found.html
    assert any("slikti" in line for line in found.console)
    assert [image[:2] for image in pictures.values() if image] == [b"\xff\xd8"]
    assert private is not None
    assert private.kind is FailureKind.PRIVATE_ADDRESS
    assert inner.paths == []


@pytest.mark.parametrize("name", ["old", pytest.param("scripted", marks=pytest.mark.stress)])
async def test_home_pages_of_sample_sites(browser: PlaywrightEngine, grid: GridEngine, name: str) -> None:
    with serve(name) as origin:
        async with visiting(browser) as here, at_grid(grid) as there:
            expected, found = await look(here, f"{origin}/"), await look(there, f"{origin}/")
    same(expected, found)
    assert found.axe is not None
    assert found.axe["rules"]
    assert mobile(found)["viewport"]["present"] == (name != "old")


@pytest.mark.stress
@pytest.mark.parametrize("name", SITES)
@pytest.mark.timeout(1_200)
async def test_whole_sample_sites(browser: PlaywrightEngine, grid: GridEngine, name: str) -> None:
    with serve(name) as origin:
        async with visiting(browser) as here, at_grid(grid) as there:
            for url in await pages_of(here, origin):
                same(await look(here, url), await look(there, url))


@pytest.mark.stress
async def test_a_phone_can_be_given_a_load_of_its_own(grid: GridEngine) -> None:
    async with serving({"/": Reply(markup("<p>Teksts</p>"))}) as site, at_grid(grid) as session:
        evidence = await session.gather(SamplePage(f"{site.url}/", "home"), mobile_load="second")
        agents = [asked.headers["user-agent"] for asked in site.asked if asked.path == "/"]
    assert agents == [Limits().user_agent, Limits().phone_user_agent]
    assert mobile(evidence)["layout_width"] == 412
    assert set(evidence.screenshots) == {"desktop", "phone"}


async def pages_of(session: BrowserSession | RemoteSession, origin: str) -> list[str]:
    """Every page of a sample site that its pages lead to."""
    found = [f"{origin}/"]
    for url in found:
        for link in (await session.render(url)).links:
            if link.startswith(f"{origin}/") and link not in found and not FILES.search(link):
                found.append(link)
    return found
