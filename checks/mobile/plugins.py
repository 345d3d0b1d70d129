"""The page needs no browser plug-in that phones lack."""

from checks.check import Check, fails, passes
from checks.measured import places
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

_FLASH = {"target": "embed", "html": '<embed src="a.swf">', "path": ["html", "body", "embed"]}

CHECK = Check(
    id="plugins",
    title=Text(lv="Lapā lietots spraudnis, kura tālruņos nav", en="The page uses a plug-in that phones lack"),
    advice=Text(
        lv="Flash, Java vai Silverlight saturu aizstājiet ar HTML video, audio vai skriptu.",
        en="Replace Flash, Java or Silverlight content with HTML video, audio or script.",
    ),
    references=("Mobile-Friendly Test: avoid plug-ins", "Cabinet Regulation No. 445, point 5"),
    needs=("mobile",),
    standard=Standard.MOBILE,
    impact=Impact.SERIOUS,
    examples=(
        passes("", mobile={"plugins": {"count": 0, "elements": []}}),
        fails("", findings=1, mobile={"plugins": {"count": 1, "elements": [_FLASH]}}),
    ),
)


def run(page: Page) -> Verdict:
    plugins = page.mobile["plugins"]
    return CHECK.verdict(plugins["count"] or 1, places(CHECK, plugins["elements"]))
