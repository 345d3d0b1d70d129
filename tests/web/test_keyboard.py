"""Whoever has only a keyboard reaches everything on a page, in order, and sees where they are."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

# One of each kind of thing to use: map, chart, filters, folded parts, tables that scroll, ledger, choices.
SAMPLE = (
    "",
    "compare",
    "municipality/0020000",
    "municipality/0020000/scores/website_usability",
    "municipality/0020000/issues",
    "features/forum",
    "methodology",
    "trend",
)
# Anybody's patience ends somewhere; no page of the sample has so many stops.
MOST_STOPS = 600
# What a keyboard must come to, in the order of the document; a folded part hides what is in it.
EXPECTED = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(one => one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}))
    .map((one, at) => (one.dataset.stop = at, at))
"""
# Which stop has the focus, whether its outline is seen, and whether it lies in the page.
FOCUSED = """
() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {
        stop: one.dataset.stop === undefined ? null : Number(one.dataset.stop),
        told: one.outerHTML.slice(0, 120),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.height > 0
            && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}
"""

# The first table that is seen and does not fit.
WIDE = "all => all.findIndex(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 50)"
# How far it has scrolled to the right, as soon as it has; scrolling is smooth and takes a few frames.
SCROLLED = """
one => new Promise(done => {
    let frames = 0;
    const look = () => one.scrollLeft > 0 || ++frames > 300 ? done(one.scrollLeft) : requestAnimationFrame(look);
    look();
})
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 700, "height": 900}).new_page()


def walk(page: Page) -> list[dict[str, Any]]:
    """Every stop from the beginning of the page to its end."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["stop"] is None or (stops and at["stop"] == stops[0]["stop"]):
            return stops
        # A field for a day has a stop for each of its parts.
        if not stops or at["stop"] != stops[-1]["stop"]:
            stops.append(at)
    raise AssertionError("the keyboard is caught")


@pytest.mark.parametrize("path", SAMPLE)
def test_a_keyboard_comes_to_everything_in_order(page: Page, served: str, path: str) -> None:
    page.goto(f"{served}/lv/{path}")
    # Where there is more than the first folded part, it opens by the keyboard, and what it held is reached.
    if page.locator("main summary").count():
        first = page.locator("main summary").first
        was = first.evaluate("one => one.parentElement.open")
        first.focus()
        page.keyboard.press("Enter")
        assert first.evaluate("one => one.parentElement.open") is not was
        if was:
            page.keyboard.press("Enter")
        page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
        page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    expected = page.evaluate(EXPECTED)
    stops = walk(page)
    assert [one["stop"] for one in stops] == expected
    assert [one["told"] for one in stops if not one["seen"]] == []


def test_the_first_stop_skips_to_the_content(page: Page, served: str) -> None:
    page.goto(f"{served}/lv/results")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate(FOCUSED)["seen"] is True
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)") is True


def test_wide_tables_scroll_by_the_keyboard(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{served}/lv/results")
    wide = page.locator(".scroll").evaluate_all(WIDE)
    region = page.locator(".scroll").nth(wide)
    region.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert region.evaluate(SCROLLED) > 0
    page.set_viewport_size({"width": 700, "height": 900})


def test_a_charts_numbers_are_had_by_the_keyboard(page: Page, served: str) -> None:
    page.goto(f"{served}/lv/municipality/0020000")
    page.locator("figure.chart summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.querySelectorAll('td').length") > 5
