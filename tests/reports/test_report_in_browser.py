"""The reports pass their own audit, on a computer and on phones, light and dark, and load nothing."""

from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from model.text import Language
from reports.results import render_index
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, HOME, PREVIOUS, failed, pictures, screenshots
from tests.reports.example_background import BACKGROUND
from tests.reports.example_outlook import ASPECT_TEXTS, OUTLOOK
from tests.reports.test_todo import GAINS, LAYOUT, MENDED, SHOWN, shown

RUN = "axe.run(document).then(found => found.violations.map(each => each.id + ': ' + each.nodes[0].target))"


def pages(language: Language) -> dict[str, str]:
    def report(**more: object) -> str:
        facts = {
            "audit": AUDIT,
            "language": language,
            "texts": ASPECT_TEXTS,
            "screenshots": screenshots,
            "pictures": pictures,
            "background": BACKGROUND,
            **more,
        }
        return render_report(facts.pop("audit"), **facts)  # type: ignore[arg-type]

    return {
        "site": report(previous=PREVIOUS, outlook=OUTLOOK),
        "todo": report(audit=SHOWN, texts=MENDED, pictures=shown, gains=GAINS, phone_layout=LAYOUT),
        "failed": report(audit=failed()),
        "index": render_index(
            (AUDIT, failed()), {HOME: {"html": "site.html", "xlsx": "site.xlsx", "earl": "site.earl.json"}}, language
        ),
    }


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (768, "dark"), (412, "dark"), (320, "light")])
def test_a_report_passes_its_own_audit(
    browser: Browser, axe: str, tmp_path: Path, language: Language, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    made = pages(language)
    # The smaller pages share the style; the narrowest screen tries them hardest.
    for name in made if width == 320 else ("site", "todo"):
        file = tmp_path / f"{name}.html"
        file.write_text(made[name], encoding="utf-8")
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate("document.documentElement.lang") == language
        assert page.title() != "owned"
        page.evaluate(axe)
        assert page.evaluate(RUN) == [], name
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_the_keyboard_reaches_the_content_and_the_tables(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "site.html"
    file.write_text(pages("en")["site"], encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(file.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    region = page.get_by_role("region", name="Audited pages with their results")
    region.focus()
    assert region.evaluate("each => each.scrollLeft") == 0
    scrolled = region.evaluate_handle(
        "each => ({done: new Promise(done => each.addEventListener('scroll', () => done(true), {once: true}))})"
    )
    page.keyboard.press("ArrowRight")
    assert scrolled.evaluate("each => Promise.race([each.done, new Promise(late => setTimeout(late, 5000, false))])")
    page.close()


def test_print_shows_what_is_folded(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "site.html"
    file.write_text(pages("lv")["site"], encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    folded = page.locator("details .example").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_marks_of_a_strip_stand_where_the_scores_are(
    browser: Browser, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "site.html"
    file.write_text(pages("lv")["site"], encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(file.as_uri())
    strip = page.get_by_role("img", name="Indekss: 61,2 no 100, 3. brieduma līmenis no 5.")
    track = strip.locator(".track").bounding_box()
    assert track is not None

    def across(mark: str) -> float:
        """Where the middle of the mark is, in percent of the strip."""
        box = strip.locator(mark).bounding_box()
        assert box is not None, mark
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        return (box["x"] + box["width"] / 2 - track["x"]) / track["width"] * 100

    assert across(".here") == pytest.approx(61.23, abs=0.5)
    assert across(".before path") == pytest.approx(55.1, abs=0.5)
    assert across(".spread") == pytest.approx((46.44 + 73.55) / 2, abs=0.5)
    # None of them covers another: they lie one over the other.
    rows = [strip.locator(mark).bounding_box() for mark in (".spread", ".here", ".before path")]
    tops = [(box["y"], box["y"] + box["height"]) for box in rows if box is not None]
    assert all(upper[1] <= lower[0] + 1 for upper, lower in pairwise(tops)), tops
    page.close()
