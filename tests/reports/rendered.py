"""Reports of the example audit as their source, and what a person reads in them."""

from lxml import html

from model.audit import Audit
from model.text import Language
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, screenshots
from tests.reports.example_texts import TEXTS


def report(audit: Audit = AUDIT, language: Language = "en", previous: Audit | None = None) -> str:
    return render_report(audit, language=language, texts=TEXTS, screenshots=screenshots, previous=previous)


def tree(source: str) -> html.HtmlElement:
    return html.document_fromstring(source)


def text(source: str, path: str = "//body") -> str:
    """What a person reads there, in one line."""
    return " ".join(" ".join(part.text_content() for part in tree(source).xpath(path)).split())
