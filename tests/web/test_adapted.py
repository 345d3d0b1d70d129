"""Pages stay whole as people set them for themselves: text apart or large, colours forced, no motion, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.every_page import PAGES
from tests.web.keyboard import walk
from tests.web.looking import faults_of_size, name_of

# One of each kind of thing: map, chart, filters, folded parts, tables, ledger, choices.
SAMPLE = ("", "compare", "municipality/0020000", "municipality/0020000/scores", "features/forum", "results", "login")
PRINTED = ("", "municipality/0020000", "results", "municipality/0020000/issues/42f587b793f66d86")
# WCAG 2.1, success criterion 1.4.12.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
# WCAG 2.1, success criterion 1.4.4, by text alone.
LARGE = "html { font-size: 200% !important; }"
# What moves by itself; what moves as one scrolls does not.
MOVING = "document.getAnimations().filter(one => one.timeline instanceof DocumentTimeline).length"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    return context.new_page()


def adapted(page: Page, served: str, path: str) -> dict[str, list[str]]:
    """What goes wrong at each setting; 640 is a window of 1280 at 200 %, 320 one at 400 %."""
    faults = {}
    for name, style, widths in (("spaced", SPACED, (320, 640, 1280)), ("large", LARGE, (640, 1280))):
        page.goto(f"{served}/lv/{path}")
        page.add_style_tag(content=style)
        faults[name] = [fault for width in widths for fault in faults_of_size(page, width)]
    faults["moving"] = ["something moves"] if page.evaluate(MOVING) else []
    return {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize("path", SAMPLE)
def test_text_is_set_apart_and_enlarged(page: Page, served: str, path: str) -> None:
    assert adapted(page, served, path) == {}


@pytest.mark.stress
def test_text_is_set_apart_and_enlarged_on_every_page(page: Page, served: str) -> None:
    assert {path: faults for path in PAGES if (faults := adapted(page, served, path))} == {}


def test_colours_that_people_force_leave_the_focus_to_be_seen(
    browser: Browser, served: str, pictures: Path | None
) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(forced_colors="active", color_scheme=scheme)
        page = context.new_page()
        for path in SAMPLE if pictures else ("municipality/0020000/issues",):
            page.goto(f"{served}/lv/{path}")
            if pictures:
                page.screenshot(path=pictures / f"{name_of(path)}-forced-{scheme}.png", full_page=True)
            assert walk(page).faults == []
        context.close()


@pytest.mark.parametrize("path", PRINTED)
def test_paper_holds_what_the_screen_shows(page: Page, served: str, path: str, pictures: Path | None) -> None:
    page.goto(f"{served}/lv/{path}")
    page.emulate_media(media="print")
    # A4 without its margins, at 96 dots an inch.
    assert faults_of_size(page, 703) == []
    if pictures:
        page.pdf(path=pictures / f"{name_of(path)}.pdf", format="A4")
    page.emulate_media(media="screen")
