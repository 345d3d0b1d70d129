"""What a page's HTML says of its neighbours: links with their words, and where its search form leads."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from lxml import html as lxml_html

from crawler.addresses import normalise
from model.markup import parse_html

MAX_LINKS = 5_000
# Looked at; a page may repeat its links.
MAX_LINK_ELEMENTS = 40_000
MAX_TEXT_CHARS = 200
MAX_HEAD_LINKS = 500
FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link's normalised absolute address and its words (or those of its picture or label)."""

    url: str
    text: str


def base_of(root: lxml_html.HtmlElement, url: str) -> str:
    """What the page's relative addresses start from: its first <base href>, else its own address."""
    for base in root.iter("base"):
        if base.get("href"):
            return normalise(base.get("href", ""), url) or url
    return url


def links_of(root: lxml_html.HtmlElement, url: str) -> tuple[Link, ...]:
    """Links of a and area, http(s) only, in document order; of doubles the first, with the first words found."""
    base = base_of(root, url)
    found: dict[str, str] = {}
    targets: dict[str, str | None] = {}
    for element in islice(root.iter("a", "area"), MAX_LINK_ELEMENTS):
        href = element.get("href")
        if not href or href.startswith("#"):
            continue
        if href not in targets:
            targets[href] = normalise(href, base)
        target = targets[href]
        if target is None:
            continue
        if not found.get(target):
            found[target] = _words(element)
        if len(found) >= MAX_LINKS:
            break
    return tuple(Link(target, text) for target, text in found.items())


def link_urls(html: str, url: str) -> tuple[str, ...]:
    return tuple(link.url for link in links_of(parse_html(html), url))


@dataclass(frozen=True, slots=True)
class Search:
    """A search form: where it leads, without a query, and the name of its field."""

    url: str
    field: str

    def asking(self, word: str) -> str:
        return f"{self.url}?{urlencode({self.field: word})}"


def searches_of(root: lxml_html.HtmlElement, url: str) -> tuple[Search, ...]:
    """The page's GET forms that only search, in document order."""
    base = base_of(root, url)
    found = []
    for form in root.iter("form"):
        if form.get("method", "get").lower() == "get" and form.get("action") and is_search(form):
            target = normalise(form.get("action", ""), base)
            if target is not None:
                found.append(Search(target.partition("?")[0], next(iter(text_fields(form)), "")))
    return tuple(dict.fromkeys(found))


def feeds_of(root: lxml_html.HtmlElement, url: str) -> tuple[str, ...]:
    """Addresses of the RSS and Atom feeds that the page's head names."""
    base = base_of(root, url)
    named = (
        normalise(link.get("href", ""), base)
        for link in islice(root.iter("link"), MAX_HEAD_LINKS)
        if "alternate" in link.get("rel", "").lower() and FEED_TYPE.search(link.get("type", ""))
    )
    return tuple(dict.fromkeys(feed for feed in named if feed))


def text_fields(form: lxml_html.HtmlElement) -> tuple[str, ...]:
    """Names of the fields that a person types into."""
    typed = {"", "text", "email", "tel", "url", "number", "date", "search"}
    fields = [
        field
        for field in form.iter("input", "textarea")
        if field.tag == "textarea" or field.get("type", "").lower() in typed
    ]
    return tuple(field.get("name") or field.get("id") or field.get("type") or str(field.tag) for field in fields)


def is_search(form: lxml_html.HtmlElement) -> bool:
    """Whether the form only searches: its role says so, or one search field, or one field of a search's usual name."""
    if form.get("role") == "search" or any(field.get("type") == "search" for field in form.iter("input")):
        return len(text_fields(form)) <= 2
    names = text_fields(form)
    return len(names) == 1 and names[0].lower() in SEARCH_FIELDS


SEARCH_FIELDS = frozenset({"q", "s", "query", "search", "keys", "keyword", "keywords", "mekle", "meklet", "searchword"})


def _words(element: lxml_html.HtmlElement) -> str:
    text = " ".join(element.text_content().split())
    if not text:
        pictures = [picture.get("alt", "") for picture in element.iter("img")]
        text = " ".join([element.get("aria-label", ""), element.get("title", ""), element.get("alt", ""), *pictures])
    return " ".join(text.split())[:MAX_TEXT_CHARS]
