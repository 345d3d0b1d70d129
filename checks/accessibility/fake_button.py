"""What can be clicked can be reached by keyboard: no bare element with a click handler."""

from checks.check import Check, fails, passes, skips
from checks.page import Page
from checks.parts import HtmlElement, visible
from model.finding import Impact, Standard, Verdict
from model.text import Text

NATIVE = frozenset(
    {"a", "button", "input", "select", "textarea", "summary", "label", "option", "area", "body", "html", "form"}
)

CHECK = Check(
    id="fake-button",
    title=Text(
        lv="Klikšķināms elements nav sasniedzams ar tastatūru", en="A clickable element cannot be reached by keyboard"
    ),
    advice=Text(
        lv="Lietojiet <button> vai <a href>, nevis <div> vai <span> ar onclick.",
        en="Use <button> or <a href>, not a <div> or <span> with onclick.",
    ),
    references=("WCAG 2.1 SC 2.1.1", "EN 301 549 9.2.1.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    impact=Impact.CRITICAL,
    scored=True,
    examples=(
        passes('<button onclick="sutit()">Sūtīt</button>'),
        passes('<div role="button" tabindex="0" onclick="sutit()">Sūtīt</div>'),
        passes('<div onclick="atvert()"><a href="/zina">Ziņa</a></div>'),
        fails('<span onclick="sutit()">Sūtīt</span>', findings=1),
        fails('<a onclick="sutit()">Sūtīt</a>', findings=1),
        skips("<p>Teksts</p>"),
    ),
)


def run(page: Page) -> Verdict:
    clickable = [node for node in page.dom.xpath("//body//*[@onclick]") if visible(node)]
    return CHECK.judge(len(clickable), [node for node in clickable if not _reachable(node)])


def _reachable(node: HtmlElement) -> bool:
    if node.get("tabindex") is not None:
        return True
    if node.tag in NATIVE:
        return node.tag != "a" or node.get("href") is not None
    # A card that repeats the click of the link inside it loses nobody.
    return bool(node.xpath(".//a[@href] | .//button | .//input | .//select | .//textarea"))
