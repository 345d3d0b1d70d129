"""A link that opens a new window says so."""

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import HtmlElement, visible, words_of
from model.finding import Impact, Standard, Verdict
from model.text import Text

WARNINGS = ("jaun", "atver", "new window", "new tab", "opens", "external", "ārēj", "в новом")

CHECK = Check(
    id="new-window",
    title=Text(lv="Saite bez brīdinājuma atver jaunu logu", en="A link opens a new window without a warning"),
    advice=Text(
        lv="Pievienojiet saitei norādi „(atveras jaunā logā)” vai noņemiet target.",
        en="Add “(opens in a new window)” to the link or remove its target.",
    ),
    references=("Best practice: WCAG technique G201",),
    needs=("dom",),
    standard=Standard.BEST_PRACTICE,
    outcome="needs_review",
    impact=Impact.MINOR,
    examples=(
        passes('<a href="/x" target="_blank">Plāns (atveras jaunā logā)</a>'),
        reviews('<a href="/x" target="_blank">Plāns</a>', findings=1),
        skips('<a href="/x">Plāns</a>'),
    ),
)


def run(page: Page) -> Verdict:
    links = [
        link for link in page.dom.iter("a") if link.get("target") == "_blank" and link.get("href") and visible(link)
    ]
    return CHECK.judge(len(links), [link for link in links if not _warns(link)])


def _warns(link: HtmlElement) -> bool:
    said = " ".join((words_of(link), link.get("title", ""), link.get("aria-label", ""))).casefold()
    return any(word in said for word in WARNINGS)
