"""The server answers before a visitor gives up. Timings are reported, never scored."""

from checks.check import Check, passes, reviews, skips
from checks.measured import whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

# The bound above which Chrome's field data call a first byte poor.
SLOW_FIRST_BYTE_MS = 1800

CHECK = Check(
    id="response-time",
    title=Text(lv="Serveris atbild lēni", en="The server answers slowly"),
    advice=Text(
        lv="Ieslēdziet kešatmiņu un pārbaudiet servera noslodzi: pirmajam baitam jāpienāk 0,8 sekunžu laikā.",
        en="Turn on caching and check the server's load: the first byte should come within 0.8 seconds.",
    ),
    references=("Time to First Byte",),
    needs=("timing",),
    standard=Standard.USABILITY,
    outcome="needs_review",
    impact=Impact.MINOR,
    examples=(
        passes("", timing={"first_byte_ms": 200}),
        reviews("", findings=1, timing={"first_byte_ms": 2400}),
        skips("", timing={"first_byte_ms": None}),
    ),
)


def run(page: Page) -> Verdict:
    waited = page.timing.first_byte_ms
    if waited is None:
        return CHECK.verdict(0, ())
    return CHECK.verdict(1, [whole_page(CHECK, f"{waited} ms")] if waited > SLOW_FIRST_BYTE_MS else ())
