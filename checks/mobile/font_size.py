"""Text is legible on a phone without zooming: most characters are at least 12 px high as shown."""

from checks.check import Check, fails, passes, skips
from checks.measured import places, whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

LEGIBLE_SHARE = 0.6

_SMALL = {"target": "p", "html": "<p>", "path": ["html", "body", "p"], "px": 9, "characters": 80}

CHECK = Check(
    id="font-size",
    title=Text(lv="Teksts tālrunī ir pārāk sīks", en="Text is too small on a phone"),
    advice=Text(
        lv="Pamattekstam lietojiet vismaz 16 px un nevienam tekstam mazāk par 12 px.",
        en="Use at least 16 px for body text and less than 12 px for none.",
    ),
    references=("Mobile-Friendly Test: use legible font sizes", "Cabinet Regulation No. 445, point 5"),
    needs=("mobile",),
    standard=Standard.MOBILE,
    impact=Impact.SERIOUS,
    examples=(
        passes("", mobile={"text": {"characters": 100, "legible_characters": 60, "small": [_SMALL]}}),
        fails("", findings=1, mobile={"text": {"characters": 100, "legible_characters": 59, "small": [_SMALL]}}),
        skips("", mobile={"text": {"characters": 0, "legible_characters": 0, "small": []}}),
    ),
)


def run(page: Page) -> Verdict:
    text = page.mobile["text"]
    characters, legible = text["characters"], text["legible_characters"]
    if not characters:
        return CHECK.verdict(0, ())
    if legible >= LEGIBLE_SHARE * characters:
        return CHECK.verdict(1, ())
    message = f"{legible} of {characters} characters are at least 12 px"
    small = places(CHECK, text["small"], message)
    return CHECK.verdict(len(small) or 1, small or [whole_page(CHECK, message)])
