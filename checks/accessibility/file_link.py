"""A link to a document says its format and size."""

import re
from urllib.parse import urlsplit

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import HtmlElement
from model.finding import Impact, Standard, Verdict
from model.text import Text

DOCUMENT = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|edoc|asice)$", re.I)

CHECK = Check(
    id="file-link",
    title=Text(lv="Saite nebrīdina, ka atvērs datni", en="A link does not say that it opens a file"),
    advice=Text(
        lv="Saites tekstā norādiet datnes formātu un lielumu: „Budžets 2026 (PDF, 1,2 MB)”.",
        en="Say the file's format and size in the link: “Budget 2026 (PDF, 1.2 MB)”.",
    ),
    references=("Best practice: file format and size in the link",),
    needs=("dom",),
    standard=Standard.BEST_PRACTICE,
    outcome="needs_review",
    impact=Impact.MINOR,
    examples=(
        passes('<a href="/budzets.pdf">Budžets (PDF, 1,2 MB)</a>'),
        reviews('<a href="/budzets.pdf">Budžets</a>', findings=1),
        skips('<a href="/budzets">Budžets</a>'),
    ),
)


def run(page: Page) -> Verdict:
    links = [(link, match[1]) for link in page.dom.iter("a") if (match := _document(link))]
    silent = [link for link, kind in links if kind.casefold() not in link.text_content().casefold()]
    return CHECK.judge(len(links), silent)


def _document(link: HtmlElement) -> re.Match[str] | None:
    try:
        return DOCUMENT.search(urlsplit(link.get("href", "")).path)
    except ValueError:
        return None
