"""What the mobile test tells of places is where the phone's picture shows them, on pages shown smaller too."""

import io

import pytest
from PIL import Image

from crawler.browser import PlaywrightEngine
from reports.language import Words
from reports.phone import phone_areas
from reports.texts import ReportTexts
from tests.crawler.engines import VIEWPORT, look, markup, mobile, visiting
from tests.crawler.origin import Reply, serving

pytestmark = pytest.mark.anyio

RED = "display: block; position: absolute; left: 60px; top: {top}px; width: 200px; height: {height}px; background: red"
LINK = f"<a href='/a' style='{RED.format(top=300, height=14)}'></a>"
OTHER = (
    "<a href='/b' style='display: block; position: absolute; left: 60px; top: 315px; width: 200px; height: 14px'></a>"
)
WIDE = "<table class='plata' style='position: absolute; left: 0; top: 500px; width: 900px; height: 40px'></table>"


def red_in(shot: bytes) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is red."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    pixels = image.tobytes()
    places = [
        (at // 3 % image.width, at // 3 // image.width)
        for at in range(0, len(pixels), 3)
        if pixels[at] > 150 and pixels[at + 1] < 90 and pixels[at + 2] < 90
    ]
    left, top = min(x for x, _ in places), min(y for _, y in places)
    return left, top, max(x for x, _ in places) + 1 - left, max(y for _, y in places) + 1 - top


@pytest.mark.parametrize(
    ("head", "body"),
    [(VIEWPORT, LINK + OTHER), ("", LINK + OTHER), (VIEWPORT, LINK + OTHER + WIDE)],
    ids=["as wide as the phone", "laid out for a computer", "with a table that is wider"],
)
async def test_a_place_is_told_where_the_picture_shows_it(browser: PlaywrightEngine, head: str, body: str) -> None:
    async with serving({"/": Reply(markup(body, head))}) as site, visiting(browser) as session:
        evidence = await look(session, f"{site.url}/")
    found = phone_areas(mobile(evidence), ("tap-targets",), ReportTexts(), Words("en"))
    assert found is not None
    picture = Image.open(io.BytesIO(evidence.screenshots["phone"]))
    assert (found.width, found.height) == picture.size
    outline = found.areas[0].outlines[0]
    told = (outline.left, outline.top, outline.width, outline.height)
    # JPEG blurs an edge.
    assert told == pytest.approx(red_in(evidence.screenshots["phone"]), abs=2)
