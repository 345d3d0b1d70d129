"""Recognises the key pages of a municipality's site by stems, Latvian and English, with and without diacritics."""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote

from crawler.addresses import segments
from crawler.facts import FIELD_MARK, PageFacts

# One phrase is a row of word beginnings; a full stop ends a word that must stand as it is.
PHRASES: dict[str, tuple[str, ...]] = {
    "contacts": ("kontakt", "contact", "sazina ar", "rekvizit"),
    "services": ("pakalpojum", "e pakalpojum", "epakalpojum", "service"),
    "participation": ("lidzdalib", "sabiedribas lidzdalib", "publisk apsprie", "sabiedrisk apsprie", "participat"),
    "open_data": ("atvert dat", "atvertie dat", "publisk dat", "open data", "opendata", "datu kop"),
    "accessibility_statement": ("pieklustamibas pazinojum", "pieklustamib", "accessibility"),
    "search": ("mekle.", "meklet.", "meklesan", "search"),
}
KINDS = tuple(PHRASES)
NEWS = ("jaunum", "zinas.", "zina.", "aktualitat", "aktuali", "news.", "notikum")

SLUG = 4.0
WORDS = 3.0
HEADING = 2.0
WHOLE = 2.0
DEPTH = 0.5
ENOUGH = 4.0


def fold(text: str) -> str:
    """Lower case, without diacritics."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))


def key_page(kind: str, pages: Sequence[PageFacts]) -> PageFacts | None:
    """The page that is most plainly of that kind, else None. News are about everything, so they are no key page."""
    scored = [(_score(page, PHRASES[kind]), page) for page in pages if not is_news_item(page.url)]
    likely = [(score, page) for score, page in scored if score >= ENOUGH]
    if not likely:
        return None
    return min(likely, key=lambda entry: (-entry[0], -entry[1].links_in, len(entry[1].url), entry[1].url))[1]


def news_item(pages: Sequence[PageFacts], everywhere: frozenset[str]) -> PageFacts | None:
    """One piece of news, of the template that most news have; the list of news where there is no piece.

    `everywhere` are forms of all pages; a page below the news with a form of its own subscribes to them.
    """
    items = [page for page in pages if is_news_item(page.url) and not page.forms - everywhere]
    if items:
        shared = {page.template: sum(other.template == page.template for other in items) for page in items}
        return min(items, key=lambda page: (-shared[page.template], page.url))
    lists = [page for page in pages if segments(page.url) and _matches(_slug(page.url), NEWS)[0]]
    return min(lists, key=lambda page: (len(segments(page.url)), page.url), default=None)


def form_page(pages: Sequence[PageFacts], everywhere: frozenset[str]) -> PageFacts | None:
    """The page with the longest form of its own, not one that stands on all pages."""

    def rank(page: PageFacts) -> tuple[int, int, str]:
        longest = max(form.count(FIELD_MARK) for form in page.forms - everywhere)
        return -longest, -page.links_in, page.url

    return min((page for page in pages if page.forms - everywhere), key=rank, default=None)


def is_news_item(url: str) -> bool:
    """Whether the address lies below a list of news, and is no numbered part of the list."""
    parts = segments(url)
    above = any(_matches(_words(part), NEWS)[0] for part in parts[:-1])
    return above and not re.fullmatch(r"(page|lapa|lpp)?[-_]?\d{1,3}(\.\w+)?|(page|lapa)", parts[-1])


def _score(page: PageFacts, phrases: tuple[str, ...]) -> float:
    slug, slug_whole = _matches(_slug(page.url), phrases)
    words, words_whole = _matches(_words(page.link_text), phrases)
    titles = (page.heading, re.split(r"\s[|–—-]\s", page.title)[0])
    heading = [_matches(_words(title), phrases) for title in titles]
    score = SLUG * slug + WORDS * words + HEADING * any(found for found, _ in heading)
    score += WHOLE * (slug_whole + words_whole + any(whole for _, whole in heading))
    return score - DEPTH * max(len(segments(page.url)) - 1, 0)


def _slug(url: str) -> list[str]:
    parts = segments(url)
    last = parts[-1] if parts else ""
    # /kontakti/index.html is about contacts.
    if re.fullmatch(r"(index|default|home)(\.\w+)?", last) and len(parts) > 1:
        last = parts[-2]
    return _words(re.sub(r"\.(html?|php|aspx?|jsp)$", "", unquote(last)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def _matches(words: Sequence[str], phrases: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether some phrase stands among the words, and whether it is all of them."""
    found = whole = False
    for phrase in phrases:
        stems = phrase.split()
        for start in range(len(words) - len(stems) + 1):
            if all(_begins(word, stem) for word, stem in zip(words[start:], stems, strict=False)):
                found = True
                whole = whole or len(words) == len(stems)
    return found, whole


def _begins(word: str, stem: str) -> bool:
    return word == stem[:-1] if stem.endswith(".") else word.startswith(stem)
