"""The page is delivered over HTTPS."""

from urllib.parse import urlsplit

from checks.check import Check, fails, passes
from checks.measured import whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="https",
    title=Text(lv="Lapa atveras bez HTTPS", en="The page is delivered without HTTPS"),
    advice=Text(
        lv="Uzstādiet sertifikātu un pāradresējiet visas http adreses uz https.",
        en="Install a certificate and redirect every http address to https.",
    ),
    references=("Cabinet Regulation No. 445",),
    needs=("response",),
    standard=Standard.USABILITY,
    impact=Impact.MODERATE,
    examples=(
        passes("", response={"url": "https://novads.example/"}),
        fails("", findings=1, response={"url": "http://novads.example/"}),
    ),
)


def run(page: Page) -> Verdict:
    secure = urlsplit(page.response.url).scheme == "https"
    return CHECK.verdict(1, () if secure else [whole_page(CHECK, page.response.url)])
