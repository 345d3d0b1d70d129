"""Reports of the example audit with all that stands beside it, as trees, and what a person reads in them."""

from lxml import html

from model.standing import Background
from model.text import Language
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, PREVIOUS, pictures, screenshots
from tests.reports.example_background import ASPECT_TEXTS, BACKGROUND


def report(language: Language = "en", background: Background | None = BACKGROUND, **facts: object) -> html.HtmlElement:
    given = {"audit": AUDIT, "previous": PREVIOUS, "texts": ASPECT_TEXTS, **facts}
    return html.document_fromstring(
        render_report(
            given.pop("audit"),  # type: ignore[arg-type]
            language=language,
            screenshots=screenshots,
            pictures=pictures,
            background=background,
            **given,  # type: ignore[arg-type]
        )
    )


def said(tree: html.HtmlElement, path: str) -> str:
    return " ".join(" ".join(part.text_content() for part in tree.xpath(path)).split())
