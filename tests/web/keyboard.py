"""A walk through a page by real presses of Tab: what it comes to, in which order, and whether one sees where one is."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Presses between two looks at where the walk is.
STEP = 40
# Anybody's patience ends somewhere; no page has so many stops.
MOST_PRESSES = 4_000
# What a keyboard must come to, in the order of the document; a folded part hides what is in it.
EXPECTED = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(one => one.type !== "hidden" && !one.disabled && one.checkVisibility({visibilityProperty: true}))
    .map((one, at) => (one.dataset.stop = at, at))
"""
# Notes each stop when the next press begins: what had to be scrolled is scrolled then. An outline counts as seen with a
# contrast of 3 to what lies around the stop; a stop, where a click on its middle would come to it.
NOTE = """
() => {
    const lightness = ([r, g, b]) => [r, g, b]
        .map(each => each / 255).map(each => each <= .04045 ? each / 12.92 : ((each + .055) / 1.055) ** 2.4)
        .reduce((sum, each, at) => sum + each * [.2126, .7152, .0722][at], .05);
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const ground = one => {
        for (; one; one = one.parentElement) {
            const colour = parts(getComputedStyle(one).backgroundColor);
            if (colour.length < 4 || colour[3] > .99) return colour;
        }
        return [255, 255, 255];
    };
    const outlined = one => {
        const style = getComputedStyle(one);
        const two = [lightness(parts(style.outlineColor)), lightness(ground(one.parentElement))].sort((a, b) => b - a);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && two[0] / two[1] >= 3;
    };
    const inSight = one => {
        const box = one.getClientRects()[0];
        if (!box || !box.width || !box.height) return false;
        const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
        if (box.right <= 0 || box.left >= innerWidth || box.bottom <= 0 || box.top >= innerHeight) return false;
        const across = middle(box.left, box.right, innerWidth), down = middle(box.top, box.bottom, innerHeight);
        const hit = document.elementFromPoint(across, down);
        return hit !== null && (one.contains(hit) || hit.contains(one));
    };
    window.stops = [];
    window.note = () => {
        const one = document.activeElement, last = window.stops.at(-1);
        const stop = one === document.body || one.dataset.stop === undefined ? null : Number(one.dataset.stop);
        // A field for a day is a stop for each of its parts.
        if (last && last.stop === stop) return;
        window.stops.push({stop, told: one.outerHTML.slice(0, 120), outlined: outlined(one), inSight: inSight(one)});
    };
    document.addEventListener("keydown", event => event.key === "Tab" && window.note(), true);
}
"""
STOPS = "() => (window.note(), window.stops)"
FROM_THE_BEGINNING = """
() => {
    document.activeElement.blur();
    getSelection().removeAllRanges();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
}
"""
BEHIND_THE_HEADER = """
() => document.activeElement !== document.body
    && !document.querySelector("header").contains(document.activeElement)
    && document.activeElement.className !== "skip"
"""
CLOSED = "details:not([open]) > summary"


@dataclass(frozen=True, slots=True)
class Walk:
    """What should be come to, what was, and the stops at which one does not see where one is."""

    expected: list[int]
    reached: list[int]
    unseen: list[str]

    @property
    def faults(self) -> list[str]:
        lacking = [f"stop {stop} is not reached" for stop in self.expected if stop not in set(self.reached)]
        order = ["the order is not that of the page"] if not lacking and self.reached != self.expected else []
        return lacking + order + self.unseen


def walk(page: Page) -> Walk:
    """From the beginning of the page to its end, everything folded opened by the keyboard before."""
    open_all(page)
    expected: list[int] = page.evaluate(EXPECTED)
    page.evaluate(NOTE)
    page.evaluate(FROM_THE_BEGINNING)
    for _ in range(0, MOST_PRESSES, STEP):
        for _ in range(STEP):
            page.keyboard.press("Tab")
        stops = _first_round(page.evaluate(STOPS))
        if stops is not None:
            return Walk(expected, [one["stop"] for one in stops], [fault for one in stops for fault in _faults(one)])
    raise AssertionError("the keyboard is caught")


def _first_round(stops: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Those from the beginning until the page is left; None while it is not."""
    # Where it began and where it leaves the page no element has the focus.
    within = stops[1:] if stops and stops[0]["stop"] is None else stops
    for at, one in enumerate(within):
        if one["stop"] is None or (at and one["stop"] == within[0]["stop"]):
            return within[:at]
    return None


def _faults(stop: dict[str, Any]) -> list[str]:
    faults = [] if stop["outlined"] else ["has no outline that is seen"]
    faults += [] if stop["inSight"] else ["is out of sight"]
    return [f"{stop['told']} {fault}" for fault in faults]


def open_all(page: Page) -> None:
    """Every folded part, also those within another; once each."""
    while (closed := page.locator(CLOSED).locator("visible=true")).count():
        before = closed.count()
        closed.first.focus()
        page.keyboard.press("Enter")
        assert page.locator(CLOSED).locator("visible=true").count() != before, "a folded part does not open"


def skips(page: Page) -> bool:
    """Whether the first stop leads to the content."""
    page.evaluate(FROM_THE_BEGINNING)
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.className") != "skip":
        return False
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    return bool(page.evaluate(BEHIND_THE_HEADER))
