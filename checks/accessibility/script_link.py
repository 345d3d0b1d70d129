"""A link leads somewhere; what only runs a script is a button."""

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import visible
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="script-link",
    title=Text(lv="Saite nekurp neved", en="A link leads nowhere"),
    advice=Text(
        lv="Darbībai lietojiet <button>; saitei dodiet īstu adresi, nevis „#” vai „javascript:”.",
        en="Use a <button> for an action; give a link a real address, not “#” or “javascript:”.",
    ),
    references=("Best practice: a link is for going somewhere",),
    needs=("dom",),
    standard=Standard.BEST_PRACTICE,
    outcome="needs_review",
    impact=Impact.MINOR,
    examples=(
        passes('<a href="/kontakti">Kontakti</a>'),
        passes('<a href="#" role="button">Izvēlne</a>'),
        reviews('<a href="#">Izvēlne</a><a href="javascript:void(0)">Drukāt</a>', findings=2),
        skips("<p>Saišu nav.</p>"),
    ),
)


def run(page: Page) -> Verdict:
    links = [link for link in page.dom.iter("a") if link.get("href") is not None and visible(link)]
    empty = [link for link in links if _leads_nowhere(link.get("href", "")) and link.get("role") in (None, "link")]
    return CHECK.judge(len(links), empty)


def _leads_nowhere(href: str) -> bool:
    target = href.strip().lower()
    return target == "#" or target.startswith("javascript:")
