"""Links and buttons can be hit with a finger: big enough, or far enough from the next."""

from checks.check import Check, fails, passes, skips
from checks.measured import places
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

_CLOSE = {"target": "a", "html": "<a>", "path": ["html", "body", "a"], "width": 30, "height": 14, "nearest_px": 2}

CHECK = Check(
    id="tap-targets",
    title=Text(
        lv="Saites vai pogas ir pārāk mazas vai pārāk tuvu cita citai", en="Links or buttons are too small or too close"
    ),
    advice=Text(
        lv="Pieskāriena vietu veidojiet vismaz 48 × 48 px lielu vai atstājiet līdz nākamajai vismaz 8 px.",
        en="Make a tap target at least 48 × 48 px or leave 8 px to the next one.",
    ),
    references=("Mobile-Friendly Test: size tap targets appropriately", "Cabinet Regulation No. 445, point 5"),
    needs=("mobile",),
    standard=Standard.MOBILE,
    impact=Impact.MODERATE,
    examples=(
        passes("", mobile={"targets": {"examined": 4, "too_close": 0, "elements": []}}),
        fails("", findings=1, mobile={"targets": {"examined": 4, "too_close": 1, "elements": [_CLOSE]}}),
        skips("", mobile={"targets": {"examined": 0, "too_close": 0, "elements": []}}),
    ),
)


def run(page: Page) -> Verdict:
    targets = page.mobile["targets"]
    return CHECK.verdict(targets["examined"], places(CHECK, targets["elements"]))
