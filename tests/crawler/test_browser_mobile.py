"""What a phone is measured to show: viewport, widths, text, targets, plug-ins, and the layout at 320 px."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from crawler.browser import PlaywrightEngine
from crawler.limits import Limits
from tests.crawler.engines import VIEWPORT, look, markup, mobile, visiting
from tests.crawler.origin import Reply, serving

pytestmark = pytest.mark.anyio

WORDS = "Novada dome aicina iedzīvotājus piedalīties apspriešanā par attīstības plānu. "


async def measured(
    browser: PlaywrightEngine, body: str, head: str = VIEWPORT, limits: Limits | None = None
) -> Mapping[str, Any]:
    async with serving({"/": Reply(markup(body, head))}) as site, visiting(browser, limits) as session:
        return mobile(await look(session, f"{site.url}/"))


async def test_a_good_page(browser: PlaywrightEngine) -> None:
    told = await measured(browser, f"<p>{WORDS}</p><p><a href=/a>Viena saite</a></p>")
    assert told["viewport"] == {
        "present": True,
        "content": "width=device-width, initial-scale=1",
        "width_device": True,
        "user_scalable_no": False,
        "initial_scale": 1,
        "maximum_scale": None,
    }
    assert (told["layout_width"], told["content_width"], told["wide_elements"]) == (412, 412, [])
    assert (
        told["text"]["characters"]
        == told["text"]["legible_characters"]
        == len("Novads" + WORDS.strip() + "Viena saite")
    )
    assert told["targets"] == {"examined": 1, "too_close": 0, "elements": []}
    assert told["plugins"] == {"count": 0, "elements": []}
    assert told["reflow"] == {"width_320_content_width": 320, "wide_elements": []}


async def test_without_a_viewport_the_page_is_shown_small(browser: PlaywrightEngine) -> None:
    told = await measured(browser, f"<p>{WORDS}</p>", head="")
    assert told["viewport"]["present"] is False
    assert told["viewport"]["width_device"] is False
    assert told["layout_width"] == 980
    # 16 px, shown at 412/980: under 12 px; the heading of 32 px is over it.
    assert told["text"]["legible_characters"] == len("Novads")
    assert told["text"]["small"][0]["px"] == pytest.approx(6.7)
    assert told["reflow"]["width_320_content_width"] == 320


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("width=1000", (False, False)),
        ("initial-scale=1", (True, False)),
        ("width=device-width; user-scalable=no", (True, True)),
        ("WIDTH=Device-Width,user-scalable=0,maximum-scale=1", (True, True)),
    ],
)
async def test_viewports_are_read(browser: PlaywrightEngine, content: str, expected: tuple[bool, bool]) -> None:
    told = await measured(browser, "<p>x</p>", f'<meta name="viewport" content="{content}">')
    assert (told["viewport"]["width_device"], told["viewport"]["user_scalable_no"]) == expected


async def test_what_is_wider_than_the_screen_is_named(browser: PlaywrightEngine) -> None:
    told = await measured(browser, '<div id="plats" style="width:900px"><p style="width:800px">x</p></div>')
    assert told["content_width"] >= 900
    assert [node["target"] for node in told["wide_elements"]] == ["#plats"]
    assert told["wide_elements"][0]["path"] == ["html", "body", "main", "div#plats"]
    assert told["reflow"]["width_320_content_width"] >= 900


@pytest.mark.parametrize("overflow", ["auto", "hidden", "scroll"])
async def test_what_scrolls_within_itself_is_not_wide(browser: PlaywrightEngine, overflow: str) -> None:
    table = f'<div style="overflow:{overflow}"><table style="width:900px"><tr><td>x</table></div>'
    told = await measured(browser, table)
    assert told["content_width"] == 412
    assert told["reflow"]["width_320_content_width"] == 320


async def test_tiny_text_is_counted_and_hidden_text_is_not(browser: PlaywrightEngine) -> None:
    hidden = "".join(
        f'<p style="{style}">Paslēpts</p>'
        for style in (
            "display:none",
            "visibility:hidden",
            "position:absolute;left:-9999px",
            "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)",
            "opacity:0",
        )
    )
    told = await measured(browser, f'<p id="s" style="font-size:9px">sīks teksts</p><p>liels</p>{hidden}<!--nē-->')
    assert told["text"]["characters"] == len("Novads" + "sīks teksts" + "liels")
    assert told["text"]["legible_characters"] == len("Novads" + "liels")
    (small,) = told["text"]["small"]
    assert (small["target"], small["px"], small["characters"]) == ("#s", 9, len("sīks teksts"))


def link(name: str, style: str, href: str | None = None) -> str:
    return f'<a id="{name}" href="{href or "/" + name}" style="position:absolute;{style}">{name}</a>'


@pytest.mark.parametrize(
    ("body", "close"),
    [
        # Small and 4 px apart; 20 px apart; big and touching; small beside big.
        (
            link("a", "left:0;top:200px;width:30px;height:20px")
            + link("b", "left:34px;top:200px;width:30px;height:20px"),
            2,
        ),
        (
            link("a", "left:0;top:200px;width:30px;height:20px")
            + link("b", "left:50px;top:200px;width:30px;height:20px"),
            0,
        ),
        (
            link("a", "left:0;top:200px;width:48px;height:48px")
            + link("b", "left:48px;top:200px;width:48px;height:48px"),
            0,
        ),
        (
            link("a", "left:0;top:200px;width:48px;height:48px")
            + link("b", "left:50px;top:200px;width:20px;height:20px"),
            1,
        ),
        # One destination told twice; a button inside its link; one that is not shown; one over the page.
        (link("a", "left:0;top:200px", "/x") + link("b", "left:9px;top:200px", "/x"), 0),
        ("<p><a href=/a><button>a</button></a></p>", 0),
        ("<p><a href=/a>a</a> <a href=/b style=visibility:hidden>b</a></p>", 0),
        ("<p><a href=/a>a</a></p>" + link("b", "position:fixed;top:60px;left:8px"), 0),
        # Links in running text are judged like all others.
        ("<p>Lasiet <a href=/a>par budžetu</a> <a href=/b>un plānu</a>.</p>", 2),
        ("<p onclick='a()'>Skatīt <a href=/a>saiti</a></p>", 0),
    ],
)
async def test_targets_are_close_or_not(browser: PlaywrightEngine, body: str, close: int) -> None:
    told = await measured(browser, body)
    assert told["targets"]["too_close"] == close
    assert len(told["targets"]["elements"]) == close


async def test_a_close_target_is_described(browser: PlaywrightEngine) -> None:
    told = await measured(
        browser,
        link("a", "left:0;top:200px;width:30px;height:20px") + link("b", "left:34px;top:200px;width:60px;height:60px"),
    )
    (node,) = told["targets"]["elements"]
    assert node["target"] == "#a"
    assert node["path"][-1] == "a#a"
    assert (node["width"], node["height"], node["nearest_px"]) == (30, 20, 4)


async def test_very_many_targets_are_measured_in_time(browser: PlaywrightEngine) -> None:
    links = "".join(f"<a href=/{number}>{number}</a> " for number in range(20_000))
    # axe may take longer than its share for so many; the measurements are had all the same.
    told = await measured(browser, links, limits=dataclasses.replace(Limits(), page_budget_s=25))
    assert told["targets"]["examined"] == 20_000
    assert told["targets"]["too_close"] > 19_000
    assert len(told["targets"]["elements"]) == 20


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ('<embed src="/a.swf">', 1),
        ('<object type="application/x-silverlight-2" data="a"></object>', 1),
        ('<object classid="clsid:D27CDB6E-AE6D-11cf-96B8-444553540000"><embed src="a.swf"></object>', 1),
        ("<applet code=A></applet>", 1),
        ('<object data="/a.pdf" type="application/pdf"></object><embed src="/a.svg">', 0),
    ],
)
async def test_plug_ins_are_found(browser: PlaywrightEngine, body: str, count: int) -> None:
    assert (await measured(browser, body))["plugins"]["count"] == count


async def test_animations_have_ended_before_anything_is_measured(browser: PlaywrightEngine) -> None:
    style = """<style>@media (max-width: 600px) { #a { animation: move 0.6s both } }
    @keyframes move { from { left: 0 } to { left: 200px } }</style>"""
    body = link("a", "top:200px;width:30px;height:20px") + link("b", "left:34px;top:200px;width:30px;height:20px")
    told = await measured(browser, body, VIEWPORT + style)
    assert told["targets"]["too_close"] == 0
