"""Every page in both languages, on three widths, light and dark: axe finds nothing, and nothing runs over."""

from collections.abc import Sequence
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Browser

from model.text import Language
from tests.web.every_page import PAGES

Combination = tuple[Language, int, Literal["light", "dark"]]

RUN = "axe.run(document).then(found => found.violations.map(each => each.id + ': ' + each.nodes[0].target))"
WIDTHS = (320, 768, 1920)
COMBINATIONS: tuple[Combination, ...] = tuple(product(("lv", "en"), WIDTHS, ("light", "dark")))
# By turns, so that over all pages together each combination is opened, and each page in both languages.
TURNS = tuple(
    (path, combination)
    for at, path in enumerate(PAGES)
    for combination in (COMBINATIONS[at % 6], COMBINATIONS[6 + (at + 3) % 6])
)


@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda one: "-".join(map(str, one)))
def test_a_page_passes_its_own_audit(browser: Browser, axe: str, served: str, combination: Combination) -> None:
    audit(browser, axe, served, combination, [path for path, turn in TURNS if turn == combination])


@pytest.mark.stress
@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda one: "-".join(map(str, one)))
def test_every_page_passes_its_own_audit_in_every_way(
    browser: Browser, axe: str, served: str, combination: Combination
) -> None:
    audit(browser, axe, served, combination, PAGES)


def audit(browser: Browser, axe: str, served: str, combination: Combination, paths: Sequence[str]) -> None:
    language, width, scheme = combination
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    found: dict[str, list[str]] = {}
    for path in paths:
        answer = page.goto(f"{served}/{language}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.lang") == language
        page.evaluate(axe)
        if wrong := page.evaluate(RUN):
            found[path] = wrong
        for each in WIDTHS:
            page.set_viewport_size({"width": each, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= each, (path, each)
        page.set_viewport_size({"width": width, "height": 900})
    context.close()
    assert found == {}
    assert said == []
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
