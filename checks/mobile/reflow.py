"""At 320 px the page is read without scrolling sideways."""

from checks.check import Check, fails, passes
from checks.measured import places, whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

SCREEN_PX = 320
TOLERANCE_PX = 1
# WCAG excepts what needs two dimensions to be understood: tables, maps, pictures, players.
TWO_DIMENSIONAL = frozenset({"table", "img", "svg", "canvas", "video", "iframe", "map", "picture", "object", "embed"})

_WIDE = {"target": "#b", "html": '<div id="b">', "path": ["html", "body", "div#b"], "right": 600}
_TABLE = {"target": "table", "html": "<table>", "path": ["html", "body", "table"], "right": 600}

CHECK = Check(
    id="reflow",
    title=Text(lv="320 px platumā lapa jāritina uz sāniem", en="At 320 px the page must be scrolled sideways"),
    advice=Text(
        lv="Izkārtojumu veidojiet tā, lai 320 px platumā saturs sakārtotos vienā slejā.",
        en="Lay the page out so that at 320 px its content falls into one column.",
    ),
    references=("WCAG 2.1 SC 1.4.10", "EN 301 549 9.1.4.10"),
    needs=("mobile",),
    standard=Standard.WCAG21,
    impact=Impact.SERIOUS,
    scored=True,
    examples=(
        passes("", mobile={"reflow": {"width_320_content_width": 320, "wide_elements": []}}),
        passes("", mobile={"reflow": {"width_320_content_width": 600, "wide_elements": [_TABLE]}}),
        fails("", findings=1, mobile={"reflow": {"width_320_content_width": 600, "wide_elements": [_WIDE]}}),
    ),
)


def run(page: Page) -> Verdict:
    reflow = page.mobile["reflow"]
    content, wide = reflow["width_320_content_width"], reflow["wide_elements"]
    if content <= SCREEN_PX + TOLERANCE_PX:
        return CHECK.verdict(1, ())
    message = f"{content} px > {SCREEN_PX} px"
    counted = [node for node in wide if _tag(node["path"]) not in TWO_DIMENSIONAL]
    if wide and not counted:
        return CHECK.verdict(1, ())
    return CHECK.verdict(1, [(places(CHECK, counted, message) or [whole_page(CHECK, message)])[0]])


def _tag(path: list[str]) -> str:
    return path[-1].partition("#")[0].partition(".")[0] if path else ""
