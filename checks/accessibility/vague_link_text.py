"""A link's text says more than "here" or "read more"."""

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import HtmlElement, visible
from model.finding import Impact, Standard, Verdict
from model.text import Text

VAGUE = frozenset(
    (
        "šeit",
        "te",
        "saite",
        "sīkāk",
        "tālāk",
        "vairāk",
        "skatīt",
        "atvērt",
        "turpināt",
        "lapa",
        "lejupielādēt",
        "lasīt vairāk",
        "lasi vairāk",
        "lasīt tālāk",
        "uzzināt vairāk",
        "skatīt vairāk",
        "skatīt visu",
        "spied šeit",
        "klikšķini šeit",
        "here",
        "click here",
        "click",
        "more",
        "read more",
        "learn more",
        "find out more",
        "page",
        "this page",
        "this link",
        "link",
        "details",
        "continue",
        "download",
        "здесь",
        "подробнее",
        "читать далее",
    )
)

CHECK = Check(
    id="vague-link-text",
    title=Text(lv="Saites teksts nepasaka, kurp tā ved", en="Link text does not say where it leads"),
    advice=Text(
        lv="Saites tekstā nosauciet mērķi: nevis „šeit”, bet „2026. gada budžets”.",
        en="Name the target in the link text: not “here” but “Budget 2026”.",
    ),
    references=("WCAG 2.1 SC 2.4.4", "EN 301 549 9.2.4.4"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.MODERATE,
    examples=(
        passes('<a href="/budzets">2026. gada budžets</a>'),
        passes('<a href="/budzets" aria-label="2026. gada budžets">šeit</a>'),
        skips('<a href="/solis-2" role="button">Turpināt</a>'),
        passes('<a href="/"><img src="logo.svg" alt="Novads"></a>'),
        reviews('<p>Budžets <a href="/budzets">Šeit.</a></p>', findings=1),
        reviews('<p>Budžets <a href="/budzets">»</a></p>', findings=1),
        skips("<p>Lapā nav saišu.</p>"),
    ),
)


def run(page: Page) -> Verdict:
    links = [link for link in page.dom.iter("a") if link.get("href") and _is_link(link) and visible(link)]
    return CHECK.judge(len(links), [link for link in links if _vague(link)])


def _is_link(node: HtmlElement) -> bool:
    # What is told to be a button or a tab is named for what it does, not for where it leads.
    return node.get("role", "link") == "link"


def _vague(link: HtmlElement) -> bool:
    said = " ".join((link.get("aria-label") or link.get("title") or link.text_content()).split())
    name = said.strip(" .…»›>").casefold()
    # Nothing left of a text means that it was a full stop or an arrow.
    return name in VAGUE or (bool(said) and not name)
