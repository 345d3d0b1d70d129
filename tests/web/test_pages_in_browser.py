"""Every page in both languages, on three widths, each light and dark: axe finds nothing, and nothing runs over."""

from typing import Literal

import pytest
from playwright.sync_api import Browser

from model.text import Language

# One of each page; a page that is not here is found by the test below.
PAGES = (
    # One a line.
    "rules",
    "rules/image-alt",
    "issues",
    "issues/shared",
    "features",
    "features/forum",
    "criteria",
    "search?q=riga",
    "search?q=zzzz",
    "methodology",
    "data",
    "data/results",
    "accessibility",
    "privacy",
    "",
    "?show=feature:petition&region=Latgale",
    "trend",
    "trend/municipalities?show=wcag",
    "municipality/0006000",
    "municipality/0020000/history?since=2024-11-01",
    "municipality/0020000/scores/website_usability",
    "municipality/0020000/features",
    "municipality/0020000/issues",
    "municipality/0020000/issues/42f587b793f66d86",
    "municipality/0020000/reports",
    "municipality/0020000/reports/statement",
    "methodology/2026",
    "compare?site=0001000&site=0002000&from=2026-05-30",
    "compare?site=0001000&from=2026-11-24",
    "results",
    "results/statements/com.mobile?answer=yes",
    "runs",
    "runs/20261125T233000000Z",
    "login",
)
WIDTHS = (320, 768, 1920)
RUN = """rules => axe.run(document, {resultTypes: ['violations'], ...rules})
    .then(found => found.violations.map(each => each.id + ': ' + each.nodes[0].target))"""
EVERYTHING: dict[str, list[str]] = {}
# Light and dark are the same page in other colours.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS: tuple[tuple[Literal["light", "dark"], dict[str, list[str]]], ...] = (("light", EVERYTHING), ("dark", COLOURS))


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_page_passes_its_own_audit(browser: Browser, axe: str, served: str, language: Language) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    found: dict[str, list[str]] = {}
    for path in PAGES:
        answer = page.goto(f"{served}/{language}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.lang") == language
        page.evaluate(axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            for scheme, rules in LOOKS:
                page.emulate_media(color_scheme=scheme)
                if wrong := page.evaluate(RUN, rules):
                    found[f"{path}, {width} px, {scheme}"] = wrong
    context.close()
    assert found == {}
    assert said == []
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
