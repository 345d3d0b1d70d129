"""A list is marked up as a list, not typed with dashes and line breaks."""

import re

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import HtmlElement
from model.finding import Impact, Standard, Verdict
from model.text import Text

BULLET = re.compile(r"^\s*([–—•·○▪●]\s*|[-*]\s+|(\(?\d{1,2}[.)]|[a-z][.)])\s*)\S", re.I)
MIN_ITEMS = 3

CHECK = Check(
    id="fake-list",
    title=Text(lv="Saraksts kodā nav veidots kā saraksts", en="A list is not marked up as a list"),
    advice=Text(
        lv="Domuzīmju un rindas pārnesumu vietā lietojiet <ul> vai <ol> ar <li>.",
        en="Use <ul> or <ol> with <li> instead of dashes and line breaks.",
    ),
    references=("WCAG 2.1 SC 1.3.1", "EN 301 549 9.1.3.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.MODERATE,
    examples=(
        passes("<p>Nodoklis jāmaksā līdz 31. martam.</p>"),
        reviews("<p>- iesniegums<br>- pase<br>- kvīts</p>", findings=1),
        reviews("<p>1. iesniegums</p><p>2. pase</p><p>3. kvīts</p>", findings=1),
        reviews("<div>* iesniegums<br>* pase<br>* kvīts</div>", findings=1),
        passes("<p>-DLIEKI=1<br>-DLIEKI=jā<br>-DLIEKI=on</p>"),
        passes("<div>Brīvības iela 1<br>Rīga<br>LV-1010</div>"),
        skips("<ul><li>iesniegums</ul>"),
    ),
)


def run(page: Page) -> Verdict:
    paragraphs = list(page.dom.iter("p"))
    broken = [node for node in page.dom.iter("div", "td", "main", "section", "article") if node.find("br") is not None]
    typed = [node for node in (*paragraphs, *broken) if _bulleted_lines(node) >= MIN_ITEMS]
    runs = [node for node in paragraphs if _begins(node) and _run_length(node) >= MIN_ITEMS]
    findings = list(dict.fromkeys((*typed, *runs)))
    return CHECK.judge(len(paragraphs) + len(broken), findings)


def _bulleted_lines(node: HtmlElement) -> int:
    """Lines of the element's own text that begin with a bullet or a number."""
    breaks = [line.tail or "" for line in node.iter("br") if line.getparent() is node or node.tag == "p"]
    return sum(bool(BULLET.match(line)) for line in (node.text or "", *breaks)) if breaks else 0


def _begins(paragraph: HtmlElement) -> bool:
    before = paragraph.getprevious()
    return _is_item(paragraph) and not (before is not None and before.tag == "p" and _is_item(before))


def _run_length(paragraph: HtmlElement) -> int:
    length = 0
    node: HtmlElement | None = paragraph
    while node is not None and node.tag == "p" and _is_item(node):
        length, node = length + 1, node.getnext()
    return length


def _is_item(paragraph: HtmlElement) -> bool:
    return bool(BULLET.match(paragraph.text_content()))
