"""The page sets its viewport to the width of the device."""

from checks.check import Check, fails, passes
from checks.measured import whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="viewport",
    title=Text(lv="Lapas platums nav pielāgots ierīces ekrānam", en="The viewport is not set to the device's width"),
    advice=Text(
        lv='Elementā <head> ielieciet <meta name="viewport" content="width=device-width, initial-scale=1">.',
        en='Put <meta name="viewport" content="width=device-width, initial-scale=1"> into the head of the page.',
    ),
    references=("Mobile-Friendly Test: configure the viewport", "Cabinet Regulation No. 445, point 5"),
    needs=("mobile",),
    standard=Standard.MOBILE,
    impact=Impact.CRITICAL,
    examples=(
        passes("", mobile={"viewport": {"present": True, "width_device": True, "content": "width=device-width"}}),
        fails("", findings=1, mobile={"viewport": {"present": True, "width_device": False, "content": "width=1000"}}),
        fails("", findings=1, mobile={"viewport": {"present": False, "width_device": False, "content": None}}),
    ),
)


def run(page: Page) -> Verdict:
    viewport = page.mobile["viewport"]
    if viewport["width_device"]:
        return CHECK.verdict(1, ())
    said = f'content="{viewport["content"]}"' if viewport["present"] else "no meta viewport"
    return CHECK.verdict(1, [whole_page(CHECK, said)])
