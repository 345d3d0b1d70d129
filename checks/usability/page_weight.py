"""The page and all that it loads stay within what a phone's data plan bears. Reported, never scored."""

from checks.check import Check, passes, reviews
from checks.measured import whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

HEAVY_BYTES = 5_000_000

CHECK = Check(
    id="page-weight",
    title=Text(lv="Lapas apjoms ir ļoti liels", en="The page is very heavy"),
    advice=Text(
        lv="Samaziniet attēlus un ielādējiet tikai to, kas lapā redzams.",
        en="Make the pictures smaller and load only what the page shows.",
    ),
    references=("E-index indicator website_usability",),
    needs=("weight",),
    standard=Standard.USABILITY,
    outcome="needs_review",
    impact=Impact.MINOR,
    examples=(passes("", weight=400_000), reviews("", findings=1, weight=9_000_000)),
)


def run(page: Page) -> Verdict:
    heavy = page.weight > HEAVY_BYTES
    return CHECK.verdict(1, [whole_page(CHECK, f"{page.weight} bytes")] if heavy else ())
