"""Sitemaps and sitemap indexes: XML, gzip or plain text, nested, hostile ones included, always within bounds."""

import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from lxml import etree

from crawler.addresses import looks_like_page, normalise, same_site
from crawler.body import gunzip
from crawler.encoding import decode
from crawler.limits import Limits

MAX_DEPTH = 3
# sitemaps.org allows a file so many.
MAX_ENTRIES = 50_000
# Tags and entities: each costs libxml2 100 bytes and more, and no honest entry has more than ten.
MAX_MARKS = 500_000
MARK = re.compile(rb"[<&]")
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file names, absolute and normalised: pages, and further sitemaps."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


# Reads one sitemap's bytes; None where it cannot be had or may not be asked for.
ReadSitemap = Callable[[str], Awaitable[bytes | None]]


async def collect_pages(starts: Iterable[str], home: str, read: ReadSitemap, limits: Limits) -> tuple[str, ...]:
    """The site's own page addresses out of its sitemaps, in their order, each once.

    At most `max_sitemap_files` files and `max_sitemap_urls` addresses; an index that leads back to itself ends.
    """
    queue = deque((url, 0) for url in dict.fromkeys(starts) if same_site(url, home))
    asked = {url for url, _ in queue}
    read_files = 0
    pages: dict[str, None] = {}
    while queue and read_files < limits.max_sitemap_files and len(pages) < limits.max_sitemap_urls:
        url, depth = queue.popleft()
        read_files += 1
        body = await read(url)
        if body is None:
            continue
        sitemap = parse_sitemap(body, url, limits)
        for page in sitemap.pages:
            if same_site(page, home) and looks_like_page(page) and len(pages) < limits.max_sitemap_urls:
                pages.setdefault(page)
        for child in sitemap.sitemaps:
            if depth < MAX_DEPTH and child not in asked and same_site(child, home):
                asked.add(child)
                queue.append((child, depth + 1))
    return tuple(pages)


def parse_sitemap(body: bytes, url: str, limits: Limits) -> Sitemap:
    """One file's content. What is no sitemap (an error page, garbage, an entity bomb) names nothing."""
    if body.startswith(GZIP_MAGIC):
        body = gunzip(body, limits.max_document_bytes)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start != b"<" and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Sitemap(pages=_absolute(StringIO(decode(body, "utf-8")), url, limits))
    # No entity is resolved, no DTD loaded, nothing fetched, and libxml2's own bounds stay on.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        tree = etree.fromstring(_cut(body.strip()), parser)
    except (etree.LxmlError, ValueError):
        return Sitemap()
    if tree is None:
        return Sitemap()
    # Of the prefix only what stands behind it counts, bound to a namespace or not.
    kind = re.split("[}:]", str(tree.tag))[-1].lower()
    if kind not in ("urlset", "sitemapindex"):
        return Sitemap()
    entry = "url" if kind == "urlset" else "sitemap"
    named = (
        child.text or ""
        for element in tree.iterchildren("{*}" + entry)
        for child in element.iterchildren("{*}loc")
        if not len(child)
    )
    found = _absolute(named, url, limits)
    return Sitemap(pages=found) if kind == "urlset" else Sitemap(sitemaps=found)


def _cut(body: bytes) -> bytes:
    if body.count(b"<") + body.count(b"&") <= MAX_MARKS:
        return body
    return body[: next(islice(MARK.finditer(body), MAX_MARKS, None)).start()]


def _absolute(named: Iterable[str], url: str, limits: Limits) -> tuple[str, ...]:
    """Only full addresses count, as sitemaps.org asks: a line of prose must not become a page."""
    found: dict[str, None] = {}
    for text in islice(named, MAX_ENTRIES):
        stripped = text.strip()
        address = normalise(stripped, url) if stripped.lower().startswith(("http://", "https://")) else None
        if address is not None:
            found.setdefault(address)
        if len(found) >= limits.max_sitemap_urls:
            break
    return tuple(found)
