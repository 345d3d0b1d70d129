"""Whoever has only a keyboard reaches everything on every page, in order, sees where they are, and sends every form."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.web.every_page import PAGES, PROBLEMS
from tests.web.keyboard import skips, walk

# One of each kind of thing to use: map, chart, filters, folded parts, tables that scroll, ledger, choices.
SAMPLE = {
    "",
    "features/forum",
    "login",
    "municipality/0020000",
    "municipality/0020000/issues",
    "municipality/0020000/scores/website_usability",
    "trend",
}
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
BROKEN = {
    "<a href='#' tabindex='-1'>no stop</a>": "is not reached",
    "<a href='#' style='outline: none'>no outline</a>": "has no outline that is seen",
    "<a href='#' style='outline: 3px solid #ddd'>a pale one</a>": "has no outline that is seen",
    "<a href='#' style='position: absolute; left: -99rem'>far away</a>": "is out of sight",
    "<a href='#'>beneath</a><p style='position: fixed; inset: 0; background: #fff'>bar</p>": "is out of sight",
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 700, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path", [pytest.param(path, marks=() if path in SAMPLE else pytest.mark.stress) for path in (*PAGES, *PROBLEMS)]
)
def test_a_keyboard_comes_to_everything_in_order(page: Page, served: str, path: str) -> None:
    page.goto(f"{served}/lv/{path}")
    walked = walk(page)
    assert walked.faults == []
    assert len(walked.expected) > 10
    assert skips(page)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_walk_finds_what_is_wrong(page: Page, broken: str) -> None:
    whole = (
        "<style>:focus-visible { outline: 3px solid #000 }</style><a href='#'>one</a><main><a href='#'>two</a>%s</main>"
    )
    # The last page's content security policy goes with it.
    page.goto("about:blank")
    page.set_content(whole % "")
    assert walk(page).faults == []
    page.set_content(whole % broken)
    assert BROKEN[broken] in " ".join(walk(page).faults)


def test_a_walk_does_not_end_where_the_keyboard_is_caught(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.web.keyboard.MOST_PRESSES", 80)
    page.goto("about:blank")
    page.set_content("<a href='#'>one</a><a href='#' onblur='this.focus()'>two</a><a href='#'>three</a>")
    with pytest.raises(AssertionError, match="the keyboard is caught"):
        walk(page)


@pytest.mark.parametrize(
    ("path", "field", "keys", "asked"),
    [
        ("", "region", "L", {"region": ["Latgale"]}),
        ("issues", "impact", "ArrowDown", {"impact": ["critical"]}),
        ("search?q=zzzz", "q", "riga", {"q": ["riga"]}),
        ("trend", "show", "W", {"show": ["wcag"]}),
    ],
)
def test_a_form_is_sent_by_the_keyboard(
    page: Page, served: str, path: str, field: str, keys: str, asked: dict[str, list[str]]
) -> None:
    page.goto(f"{served}/lv/{path}")
    page.locator(f"main form [name={field}]").focus()
    if field == "q":
        page.keyboard.press("Control+A")
        page.keyboard.type(keys)
    else:
        page.keyboard.press(keys)
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    with page.expect_navigation() as navigation:
        page.keyboard.press("Enter")
    assert navigation.value.status == 200
    assert asked.items() <= parse_qs(urlsplit(page.url).query).items()


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
