"""Addresses as checks compare them: without what differs between two spellings of one place."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from checks.words import fold

# Sections of news, events and archives: what stands in them was true once.
NEWS_SECTION = re.compile(
    r"(?:jaunum\w*|jaunaka[-_]\w+|zinas?|zinu[-_]\w+|aktualitat\w*|aktuali|news|notikum\w*|pasakum\w*|afisa|blogs?|arhivs"
    r"|preses[-_]reliz\w*|raksti?|post|category|tag)"
)
DATE_IN_PATH = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)|/(?:19|20)\d\d-\d\d-\d\d")
PAGE_SUFFIX = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|do|cfm)$")
FILE_SUFFIX = re.compile(r"\.([a-z0-9]{2,7})$")
PAGE_SUFFIXES = frozenset({"html", "htm", "php", "asp", "aspx", "jsp", "do", "cfm", "xhtml", "shtml"})
NUMBER_TAIL = re.compile(r"[-_](?:\d{1,3}|(?:19|20)\d\d)$")
LANGUAGE_SEGMENT = re.compile(r"/(lv|lat|en|eng|ru|rus|de|deu|uk|ua|lt|et|ee|pl|fr|es)(?=/|$)")
HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@?#\s]*@)?(\[[^\]]*\]|[^/?#:\s]+)(?::(\d*))?(?=[/?#]|$)", re.IGNORECASE
)
# A site's menus stand on every page, so most addresses come again and again.
ADDRESSES_KEPT = 8192
WHOLE = re.compile(r"https?://[^\s/]+(?:/|$)", re.IGNORECASE)
PLAIN_PATH = re.compile(r"/(?!/)[^.\s\\]*(?:[^./\s\\]\.[^./\s\\]+)*")
LANGUAGE_CODES = {"lat": "lv", "eng": "en", "rus": "ru", "deu": "de", "ua": "uk", "ee": "et"}


@lru_cache(maxsize=ADDRESSES_KEPT)
def parts(url: str) -> SplitResult:
    """Like urlsplit, but an address that is none is an empty one."""
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        return urlsplit("")
    return split


def absolute(page_url: str, href: str) -> str:
    """The link's target; empty where it is no address."""
    href = href.strip()
    if WHOLE.match(href):
        return href
    if PLAIN_PATH.fullmatch(href):
        # By far the commonest kind of link, and ten times as quick as urljoin.
        return origin_of(page_url) + href
    try:
        return urljoin(page_url, href)
    except ValueError:
        return ""


@lru_cache(maxsize=64)
def origin_of(url: str) -> str:
    split = parts(url)
    return f"{split.scheme}://{split.netloc}"


@lru_cache(maxsize=ADDRESSES_KEPT)
def host_of(url: str) -> str:
    """Host in lower case with a port that is not the scheme's own, without `www.`."""
    match = HOST.match(url)
    if match is None:
        return ""
    host, port = match.groups()
    host = host.lower().removeprefix("www.").rstrip(".")
    return host if port in (None, "80", "443") else f"{host}:{port}"


@lru_cache(maxsize=ADDRESSES_KEPT)
def place_of(url: str) -> str:
    """One name for all spellings of a page's address: no scheme, `www.`, percent signs or closing slash.

    Of a fragment only a route (`#!/kontakti`) counts: a page of scripts names its pages so.
    """
    split = parts(url)
    path = unquote(split.path).rstrip("/")
    route = split.fragment.rstrip("/") if split.fragment.startswith("!/") else ""
    return (
        f"{host_of(url)}{path}" + (f"?{split.query}" if split.query else "") + (f"#{route}" if len(route) > 1 else "")
    )


@lru_cache(maxsize=ADDRESSES_KEPT)
def segments(url: str) -> tuple[str, ...]:
    """Folded path segments without file suffix and closing number: /lv/Aptauja-2025.html is lv, aptauja.

    A route's segments follow the path's own.
    """
    split = parts(url)
    route = split.fragment[1:].partition("?")[0] if split.fragment.startswith("!/") else ""
    names = [fold(name) for name in unquote(f"{split.path}{route}").split("/") if name]
    return tuple(NUMBER_TAIL.sub("", PAGE_SUFFIX.sub("", name)) for name in names)


def is_news(url: str) -> bool:
    """Whether the address lies inside a news section; the section's own list page does not."""
    return bool(DATE_IN_PATH.search(parts(url).path)) or any(map(NEWS_SECTION.fullmatch, segments(url)[:-1]))


def file_suffix(url: str) -> str | None:
    """Suffix of a downloadable file, in lower case; None for a page."""
    match = FILE_SUFFIX.search(parts(url).path.lower())
    return match.group(1) if match and match.group(1) not in PAGE_SUFFIXES else None


def language_segment(url: str) -> str | None:
    """Language that the path's first segment names, as ISO 639-1."""
    match = LANGUAGE_SEGMENT.match(parts(url).path.lower())
    return LANGUAGE_CODES.get(match.group(1), match.group(1)) if match else None
