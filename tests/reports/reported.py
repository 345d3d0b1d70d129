"""Reports of the example audit with all that stands beside it, as trees, and what a person reads in them."""

from lxml import html

from model.standing import Outlook
from model.text import Language
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, PREVIOUS, pictures, screenshots
from tests.reports.example_outlook import ASPECT_TEXTS, OUTLOOK


def report(language: Language = "en", outlook: Outlook | None = OUTLOOK, **facts: object) -> html.HtmlElement:
    given = {"audit": AUDIT, "previous": PREVIOUS, "texts": ASPECT_TEXTS, **facts}
    return html.document_fromstring(
        render_report(
            given.pop("audit"),  # type: ignore[arg-type]
            language=language,
            screenshots=screenshots,
            pictures=pictures,
            outlook=outlook,
            **given,  # type: ignore[arg-type]
        )
    )


def said(tree: html.HtmlElement, path: str) -> str:
    return " ".join(" ".join(part.text_content() for part in tree.xpath(path)).split())
