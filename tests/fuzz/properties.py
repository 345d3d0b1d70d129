"""What must hold of every input, whoever made it up: hypothesis, atheris, or a site."""

import re
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
from lxml import html as lxml_html

from checks.addresses import absolute, host_of, is_news, language_segment, place_of, segments
from checks.check import EXAMPLES_KEPT
from checks.context import FeatureContext
from checks.page import PageSource
from checks.runner import judge_links, judge_page
from checks.watch import FEATURES, FeatureWatch
from crawler.addresses import (
    MAX_ADDRESS_CHARS,
    is_trap,
    looks_like_page,
    normalise,
    on_origin_of,
    origin,
    root,
    same_site,
    shape,
)
from crawler.encoding import decide_encoding, decode
from crawler.facts import read_page
from crawler.feeds import MAX_ENTRIES, parse_feed
from crawler.formats.content import MAX_COLUMNS, MAX_NAME_CHARS
from crawler.formats.sniffing import read_content
from crawler.key_pages import is_news_item
from crawler.limits import Limits
from crawler.links import MAX_LINKS, MAX_TEXT_CHARS, link_urls
from crawler.robots import Robots, parse_robots
from crawler.sitemaps import parse_sitemap
from model.evidence import PageEvidence, Response
from model.finding import Feature
from model.site import Site
from reports.criteria import REGULATION
from reports.shown import href

LIMITS = Limits()
# To a place or file of the report itself, or to the law and its standard.
OWN_LINK = re.compile(
    rf"#|[\w-]+\.(html|xlsx)$|{REGULATION}$|https://www\.w3\.org/WAI/WCAG2[12]/Understanding/[\w-]+\.html$"
)
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff]"
)


def plain_address(url: str) -> None:
    """A normalised address: http(s), absolute, ASCII, bounded, of one spelling, without credentials and fragment."""
    parts = urlsplit(url)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert "@" not in parts.netloc
    assert parts.path.startswith("/")
    assert not {".", ".."} & set(parts.path.split("/"))
    assert parts.fragment == "" or parts.fragment.startswith("!")
    assert re.fullmatch(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+", url)
    assert len(url) <= MAX_ADDRESS_CHARS
    assert parts.port is None or 0 < parts.port < 65536
    if ":" in parts.hostname:
        assert str(ip_address(parts.hostname)) == parts.hostname
    assert normalise(url) == url
    assert normalise(url, "http://cits.lv/a/b") == url


def address_holds(text: str, base: str | None) -> None:
    url = normalise(text, base)
    kept = normalise(text, base, keep_sessions=True)
    assert isinstance(absolute(base or "", text), str)
    target = href(text)
    assert target is None or target.startswith(("http://", "https://")) or urlsplit(target).scheme in ("http", "https")
    if url is None:
        return
    plain_address(url)
    assert kept is None or (origin(kept), root(kept)) == (origin(url), root(url))
    # The HTTP client goes where we think it goes, or refuses.
    try:
        asked = httpx.URL(url)
    except httpx.InvalidURL:
        pass
    else:
        host = asked.raw_host.decode("ascii").strip("[]")
        assert (host, asked.port or {"http": 80, "https": 443}[asked.scheme]) == origin(url)
    assert same_site(url, url)
    assert on_origin_of(url, url) == url
    for question in (
        looks_like_page,
        is_trap,
        shape,
        segments,
        is_news_item,
        is_news,
        place_of,
        language_segment,
        href,
    ):
        question(url)
    assert host_of(url)


def robots_hold(text: str, url: str) -> Robots:
    robots = parse_robots(text, "http://ex.lv/robots.txt", LIMITS)
    assert robots.allows("http://ex.lv/robots.txt")
    plain = normalise(url, "http://ex.lv/")
    assert plain is None or robots.allows(plain) in (True, False)
    assert robots.crawl_delay_s is None or 0 < robots.crawl_delay_s <= LIMITS.max_crawl_delay_s
    for sitemap in robots.sitemaps:
        plain_address(sitemap)
    forbidding = parse_robots(f"{text}\nUser-agent: eindekss\nDisallow: /", "http://ex.lv/robots.txt", LIMITS)
    if not re.search("allow", re.sub("(?i)disallow", "", text), re.IGNORECASE):
        assert not forbidding.allows("http://ex.lv/lapa")
    return robots


def sitemap_holds(body: bytes) -> None:
    found = parse_sitemap(body, "http://ex.lv/sitemap.xml", LIMITS)
    assert not (found.pages and found.sitemaps)
    for url in (*found.pages, *found.sitemaps):
        plain_address(url)
    assert len(found.pages) + len(found.sitemaps) <= LIMITS.max_sitemap_urls


def decoding_holds(body: bytes, content_type: str) -> str:
    """The text of a body, whatever its bytes and its header say."""
    encoding = decide_encoding(body, content_type)
    text = decode(body, encoding)
    text.encode("utf-8")
    assert "\0" not in text
    return text


def data_holds(body: bytes, content_type: str = "") -> None:
    """What a data file is, whole or cut off at any place."""
    for cut in (False, True):
        content = read_content(body, cut=cut, content_type=content_type)
        assert content.parses is not False or content.problem
        assert content.format or not content.parses
        assert len(content.header) <= MAX_COLUMNS
        assert all(len(name) <= MAX_NAME_CHARS and "\n" not in name for name in content.header)
        assert content.rows is None or content.rows >= 0


def feed_holds(body: bytes) -> None:
    for cut in (False, True):
        feed = parse_feed(body, "http://ex.lv/rss", cut=cut)
        assert feed.entries is not None
        assert len(feed.days) <= feed.entries <= MAX_ENTRIES
        assert list(feed.days) == sorted(feed.days, reverse=True)


def links_hold(html: str, url: str) -> None:
    reading = read_page(html, url)
    assert len(reading.links) <= MAX_LINKS
    assert len({link.url for link in reading.links}) == len(reading.links)
    for link in reading.links:
        plain_address(link.url)
        assert len(link.text) <= MAX_TEXT_CHARS
    assert tuple(link.url for link in reading.links) == link_urls(html, url)
    for search in reading.searches:
        plain_address(search.url)
        assert "?" not in search.url
    for feed in reading.feeds:
        plain_address(feed)


SITE = Site("http://ex.lv/", "Ex novads", "0001000")


def checks_hold(html: str, url: str = "http://ex.lv/lapa") -> tuple[Feature, ...]:
    """The features of a site of this one page; no check may crash on it."""
    response = Response(normalise(url) or SITE.url, 200, {}, "utf-8")
    page = PageEvidence(response.url, "home", None, response=response, html=html, links=link_urls(html, response.url))
    source = PageSource(page, alive=dict.fromkeys(page.links, False))
    for verdict in (*judge_page(source), *judge_links(source)):
        assert "crashed" not in (verdict.reason or ""), verdict
        assert verdict.passed >= 0
        assert len(verdict.elements) <= EXAMPLES_KEPT
    watch = FeatureWatch(SITE, SITE.url)
    watch.observe(source.view(("dom",)))
    features = watch.conclude(FeatureContext(date(2026, 11, 24), source.alive or {}, 1, 1, home_judged=True))
    assert [feature.id for feature in features] == list(FEATURES)
    return features


Skeleton = list[tuple[str, tuple[tuple[str, str | None], ...]]]

# Attributes that only we fill; of the others the name alone is compared.
OUR_ATTRIBUTES = frozenset({"id", "class", "rel", "lang", "role", "aria-labelledby", "scope", "width", "style", "type"})


def skeleton(source: str) -> Skeleton:
    """Elements and attributes of a report in document order, by libxml2; an address is one with a link or without."""
    root = lxml_html.document_fromstring(source)
    found: Skeleton = []
    for node in root.iter():
        assert isinstance(node.tag, str), "a comment or a processing instruction"
        if node.get("class") != "address":
            names = sorted(node.attrib)
            found.append(
                (node.tag, tuple((name, node.get(name) if name in OUR_ATTRIBUTES else None) for name in names))
            )
    return found


class _Tags(HTMLParser):
    """What Python's own parser, which keeps to the letter of the source, takes for tags."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("class", "address") not in attrs:
            self.found.append((tag, tuple(name for name, _ in attrs)))
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


@lru_cache(maxsize=16)
def _built_of(source: str) -> tuple[Skeleton, list[tuple[str, tuple[str, ...]]]]:
    tags = _Tags(source)
    assert tags.open == []
    return skeleton(source), tags.found


def page_is_inert(source: str, twin: str) -> None:
    """The page has the elements of its twin, leads to http(s) only, and holds nothing that acts or hides."""
    assert _built_of(source) == _built_of(twin)
    assert not STEERING.search(source)
    for link in lxml_html.document_fromstring(source).iter("a"):
        target = link.get("href", "")
        if link.get("class") == "address":
            assert urlsplit(target).scheme in ("http", "https")
            assert urlsplit(target).hostname
            assert link.get("rel") == "noopener noreferrer nofollow"
            assert (link.text or "").rstrip("…") == target[: len((link.text or "").rstrip("…"))]
        else:
            assert re.match(
                rf"#|[\w-]+\.(html|xlsx|earl\.json)$|{REGULATION}$|https://www\.w3\.org/WAI/WCAG2[12]/", target
            )


def terminal_is_safe(text: str) -> None:
    """Nothing but colours and line ends steers a terminal that prints it."""
    assert not STEERING.search(re.sub(r"\x1b\[[0-9;]*m", "", text))
