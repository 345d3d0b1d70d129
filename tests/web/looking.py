"""A page looked at in a browser in one way: what axe finds, what runs over, what is fetched, and its picture."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from model.text import LANGUAGES, Language

WIDTHS = (320, 768, 1920)
HEIGHT = 900
FOUND = "axe.run(document).then(found => found.violations.map(each => each.id + ': ' + each.nodes[0].target))"
# Words of charts that leave the page or lie on each other; letters touch without a pixel or three.
CHARTS = """
() => [...document.querySelectorAll(".chart > svg, .rows svg")].flatMap(chart => {
    const texts = [...chart.querySelectorAll("text")].filter(one => one.checkVisibility())
        .map(one => [one.textContent, one.getBoundingClientRect()]);
    const over = texts.filter(([, box]) => box.left < 0 || box.right > innerWidth)
        .map(([said]) => `${said} leaves the page`);
    const both = texts.flatMap(([said, box], at) => texts.slice(at + 1)
        .filter(([, other]) => Math.min(box.right, other.right) - Math.max(box.left, other.left) > 3
            && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 3)
        .map(([other]) => `${said} lies on ${other}`));
    return [...over, ...both];
})
"""
# Boxes that cut their words; what is for screen readers only is small on purpose.
CUT = """
() => [...document.querySelectorAll("body *:not(.unseen, svg, svg *)")].filter(one => {
    const style = getComputedStyle(one), cuts = way => way === "hidden" || way === "clip";
    return one.checkVisibility() && (cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1
        || cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map(one => `${one.outerHTML.slice(0, 100)} cuts its words`)
"""


@dataclass(frozen=True, slots=True)
class Way:
    language: Language
    width: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.scheme}"

    def opened(self, browser: Browser) -> BrowserContext:
        """Lets axe in, which the content security policy keeps out."""
        size: ViewportSize = {"width": self.width, "height": HEIGHT}
        return browser.new_context(viewport=size, color_scheme=self.scheme, bypass_csp=True)


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WAYS = tuple(Way(language, width, scheme) for language in LANGUAGES for width in WIDTHS for scheme in SCHEMES)


def look(
    page: Page, axe: str, served: str, way: Way, paths: Mapping[str, int], pictures: Path | None
) -> dict[str, list[str]]:
    """The faults of each path behind the language, for which it is told how it is answered."""
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    faults: dict[str, list[str]] = {}
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path, status in paths.items():
        answer = page.goto(f"{served}/{way.language}/{path}")
        assert answer is not None
        wrong = [] if answer.status == status else [f"answers {answer.status}"]
        if (language := page.evaluate("document.documentElement.lang")) != way.language:
            wrong.append(f"is in {language}")
        if pictures is not None:
            page.screenshot(path=pictures / f"{name_of(path)}-{way}.png", full_page=True)
        page.evaluate(axe)
        wrong += page.evaluate(FOUND)
        wrong += [f"at {width}: {fault}" for width in WIDTHS for fault in faults_of_size(page, width)]
        page.set_viewport_size({"width": way.width, "height": HEIGHT})
        # The browser itself says that an answer is a problem.
        wrong += said if status == 200 else []
        if wrong:
            faults[path] = wrong
        said.clear()
        if strange := [url for url in asked if not url.startswith((served, "data:"))]:
            faults.setdefault(path, []).append(f"asks elsewhere: {strange}")
        asked.clear()
    return faults


def faults_of_size(page: Page, width: int) -> list[str]:
    """What is not whole where the window is so wide."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    sideways = page.evaluate("document.documentElement.scrollWidth") > width
    return [*(["has to be scrolled sideways"] if sideways else []), *page.evaluate(CHARTS), *page.evaluate(CUT)]


def name_of(path: str) -> str:
    """For a file."""
    return re.sub(r"\W+", "_", path) or "country"
