"""Nothing on the page is wider than the phone's screen."""

from checks.check import Check, fails, passes
from checks.measured import places, whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

# Rounding of sub-pixel layouts.
TOLERANCE_PX = 1

_WIDE = {"target": "#t", "html": '<table id="t">', "path": ["html", "body", "table#t"], "right": 1000}

CHECK = Check(
    id="content-width",
    title=Text(lv="Saturs ir platāks par tālruņa ekrānu", en="Content is wider than the phone's screen"),
    advice=Text(
        lv="Atsakieties no fiksēta platuma: lietojiet max-width: 100%, bet platas tabulas ielieciet ritināmā blokā.",
        en="Give up fixed widths: use max-width: 100%, and put wide tables into a block that scrolls by itself.",
    ),
    references=("Mobile-Friendly Test: size content to the viewport", "Cabinet Regulation No. 445, point 5"),
    needs=("mobile",),
    standard=Standard.MOBILE,
    impact=Impact.SERIOUS,
    examples=(
        passes("", mobile={"layout_width": 412, "content_width": 412, "wide_elements": []}),
        fails("", findings=1, mobile={"layout_width": 412, "content_width": 1000, "wide_elements": [_WIDE]}),
    ),
)


def run(page: Page) -> Verdict:
    content, screen = page.mobile["content_width"], page.mobile["layout_width"]
    if content <= screen + TOLERANCE_PX:
        return CHECK.verdict(1, ())
    message = f"{content} px > {screen} px"
    wide = places(CHECK, page.mobile["wide_elements"], message)
    return CHECK.verdict(len(wide) or 1, wide or [whole_page(CHECK, message)])
