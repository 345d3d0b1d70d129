"""The small facts of a page that outlive its HTML: enough to choose the sample, little enough to keep for 300 pages."""

from dataclasses import dataclass

from lxml import html as lxml_html

from crawler.links import Link, Search, feeds_of, is_search, links_of, searches_of, text_fields
from crawler.templates import Signature, signature
from model.markup import parse_html

MAX_TEXT_CHARS = 300
FIELD_MARK = "|"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What choosing the sample needs to know of one page.

    `template` names its group; `links_in` counts the pages that link to it and `link_text` is the first words that did;
    `forms` names its forms with a text field, searches apart.
    """

    url: str
    title: str = ""
    heading: str = ""
    template: str = ""
    links_in: int = 0
    link_text: str = ""
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one parse of a page yields."""

    title: str
    heading: str
    signature: Signature
    forms: frozenset[str]
    links: tuple[Link, ...]
    searches: tuple[Search, ...]
    feeds: tuple[str, ...]


def read_page(html: str, url: str) -> Reading:
    """Parses decoded HTML that stood at `url`."""
    root = parse_html(html)
    title, heading = title_and_heading(root)
    return Reading(
        title=title,
        heading=heading,
        signature=signature(root),
        forms=_forms(root),
        links=links_of(root, url),
        searches=searches_of(root, url),
        feeds=feeds_of(root, url),
    )


def title_and_heading(root: lxml_html.HtmlElement) -> tuple[str, str]:
    """The page's title and the first of its main headings, each on one line; empty where it has none."""
    return _text(next(root.iter("title"), None)), _text(next(root.iter("h1"), None))


def _text(element: lxml_html.HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())[:MAX_TEXT_CHARS]


def _forms(root: lxml_html.HtmlElement) -> frozenset[str]:
    """A form is known by the names of the fields that a person types into, so that it is the same on every page."""
    named = (text_fields(form) for form in root.iter("form") if not is_search(form))
    return frozenset(FIELD_MARK.join(fields) for fields in named if fields)
