"""Pictures of proof out of a real browser: what can be seen is outlined, what cannot is not, and nothing waits long."""

import base64
from time import monotonic

import pytest

from crawler.browser import PlaywrightEngine
from crawler.picturing import ELEMENT_S, MAX_HEIGHT_PX, MAX_WIDTH_PX
from crawler.session import BrowserSession
from model.finding import Proof
from tests.crawler.engines import look, markup, visiting
from tests.crawler.origin import Reply, serving

pytestmark = pytest.mark.anyio

BODY = """
<style>html { scroll-behavior: smooth } nav { position: sticky; top: 0 }</style>
<div style="height: 2000px">Teksts</div>
<p>Sākums <a id="saite" href="/apspriesana">Publiskā apspriešana</a> beigas</p>
<div id="izvelne">Pakalpojumi<ul style="display: none"><li><a href="/slepta">Slēpta</a></li></ul></div>
<details id="akordeons"><summary>Vairāk</summary><p><a href="/akordeona">Akordeonā</a></p></details>
<div id="salocits">Vēl<div style="max-height: 0; overflow: hidden"><a href="/salocita">Salocīta</a></div></div>
<a href="/ara" style="position: absolute; left: -9999px">Ārā</a>
<div id="ena"></div>
<form id="liela" method="post" style="height: 3000px; width: 1200px"><textarea></textarea></form>
<p id="kontakti">Tālrunis +371 60000001, Ezera iela 1</p>
<a id="divi" href="/vecais">Vecais</a> <a id="jaunais" href="/merkis">Mērķis</a>
<script>
document.getElementById("ena").attachShadow({ mode: "open" }).innerHTML = "<div><a href='/ena'>Ēnā</a></div>";
</script>"""
# Its scripts never come back once it is scrolled.
FROZEN = '<div style="height: 3000px"></div><a href="/a">Saite</a><script>onscroll = () => { for (;;); }</script>'

COUNT = """async source => {
  const image = await createImageBitmap(await (await fetch(source)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, image.width, image.height).data;
  const found = { left: 1e9, top: 1e9, right: -1, bottom: -1 };
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] < 150 || data[at + 1] > 90 || data[at + 2] > 90) continue;
    const x = (at / 4) % image.width, y = Math.floor(at / 4 / image.width);
    found.left = Math.min(found.left, x); found.right = Math.max(found.right, x);
    found.top = Math.min(found.top, y); found.bottom = Math.max(found.bottom, y);
  }
  return [image.width, image.height, found.right - found.left, found.bottom - found.top];
}"""


async def outlined(browser: PlaywrightEngine, image: bytes | None) -> tuple[int, int]:
    """Width and height of the red box in a JPEG, after seeing that the picture is within its bounds."""
    assert image is not None
    page = await (await browser.browser()).new_page()
    source = f"data:image/jpeg;base64,{base64.b64encode(image).decode()}"
    width, height, across, down = await page.evaluate(COUNT, source)
    await page.close()
    assert width <= MAX_WIDTH_PX
    assert height <= MAX_HEIGHT_PX
    return across, down


async def picture(session: BrowserSession, proof: Proof) -> bytes | None:
    return (await session.pictures([proof]))[proof]


async def test_the_element_is_outlined_wherever_it_stands(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply(markup(BODY))}) as site, visiting(browser) as session:
        home = f"{site.url}/"
        evidence = await look(session, home)
        assert evidence.failure is None

        async def box(selector: str | None, path: str | None = None, what: str = "") -> tuple[int, int]:
            target = site.url + path if path else None
            return await outlined(browser, await picture(session, Proof(home, what, target, selector)))

        link = await box("#saite", "/apspriesana")
        assert 100 < link[0] < 250
        assert 15 < link[1] < 50
        # In the shadow, as the stored page writes it.
        shadow = await box("#ena > template > div > a", "/ena")
        assert 20 < shadow[0] < 100
        # What is hidden is shown by what stands around it.
        whole = await box("#izvelne > ul > li > a", "/slepta")
        assert whole[0] > 3 * link[0]
        assert (await box("#akordeons > p > a", "/akordeona"))[0] == whole[0]
        assert (await box("#salocits > div > a", "/salocita"))[0] == whole[0]
        # The selector counts otherwise than the page: the target decides.
        assert await box("#divi", "/merkis") == await box("#jaunais", "/merkis")
        # A proof by words alone is where the words are.
        assert await box(None, None, "+371 60000001") == await box("#kontakti")
        large = await box("#liela")
        assert large[0] > 600
        assert large[1] > 300
        out = Proof(home, "Ārā", f"{site.url}/ara", "html > body > main > a:nth-of-type(1)")
        gone = Proof(home, "nav", f"{site.url}/nav", "#nekur")
        assert await session.pictures([out, gone]) == {out: None, gone: None}
        await session.leave()
        assert await session.pictures([out]) == {}


async def test_a_page_that_freezes_costs_its_bound_and_no_more(browser: PlaywrightEngine) -> None:
    replies = {"/": Reply(markup(FROZEN)), "/b": Reply(markup("<p>Laba</p>"))}
    async with serving(replies) as site, visiting(browser) as session:
        home = f"{site.url}/"
        evidence = await look(session, home)
        assert evidence.axe is not None
        proofs = [Proof(home, "Saite", f"{site.url}/a", "html > body > main > a"), Proof(home, "Novads")]
        begun = monotonic()
        assert await session.pictures(proofs) == {}
        assert monotonic() - begun < ELEMENT_S * 2
        assert await session.show(f"{site.url}/b") is None
        assert len(await session.pictures([Proof(home, "Laba")])) == 1


async def test_a_page_that_cannot_be_had_is_told(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply("<h1>Nav</h1>", status=404)}) as site, visiting(browser) as session:
        failure = await session.show(f"{site.url}/")
    assert failure is not None
    assert failure.kind == "http_4xx"
