"""Reads the site's own news feeds: how many entries they have and of which days."""

import asyncio
import re
from collections.abc import Iterable
from datetime import date
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from crawler.budget import SiteBudget
from crawler.formats.pulling import local_name, root_of
from crawler.http import alive_by_status
from crawler.limits import Limits
from crawler.own_files import ask_for_file
from crawler.reading import PageReader
from model.evidence import Feed

MAX_ENTRIES = 500
FEED_PATH = re.compile(r"/(?:rss|atom|feed)(?:\.xml|\.php)?/?$", re.IGNORECASE)
OF_COMMENTS = re.compile(r"comment|komentar", re.IGNORECASE)
COMMENTS_TITLE = re.compile(r"\s*(?:comments|koment[aā]ri)\b", re.IGNORECASE)
# A file that a page links to and that is called like a feed.
FEED_FILE = re.compile(
    r"(?:rss|atom|feed|plusma|zin|jaun|news|aktual)[^/]*\.(?:xml|rdf)$|\.(?:rss|atom)$", re.IGNORECASE
)
# The element of an entry, by the local name of the root.
ENTRIES = {"rss": "item", "RDF": "item", "feed": "entry"}
# Elements that say when an entry came out, the surest first.
DATES = ("pubDate", "published", "issued", "date", "updated", "modified")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def feed_candidates(named: Iterable[str], links: Iterable[str]) -> tuple[str, ...]:
    """The feeds that pages' heads name, then links called so, the shortest first; those of comments are left out."""
    paths = {link: urlsplit(link).path for link in links}
    linked = [link for link, path in paths.items() if FEED_PATH.search(path) or FEED_FILE.search(path)]
    urls = (*named, *sorted(linked, key=lambda link: (not FEED_PATH.search(paths[link]), len(link), link)))
    return tuple(dict.fromkeys(url for url in urls if not OF_COMMENTS.search(url)))


async def read_feeds(urls: Iterable[str], reader: PageReader, budget: SiteBudget, limits: Limits) -> tuple[Feed, ...]:
    """The first `max_feeds` of the addresses."""
    feeds = []
    for url in islice(urls, limits.max_feeds):
        answer = await ask_for_file(url, lambda response: limits.max_feed_bytes, reader, budget, limits)
        if isinstance(answer, str):
            feeds.append(Feed(url, None))
        elif (alive := alive_by_status(answer.response.status)) is True:
            feeds.append(await asyncio.to_thread(parse_feed, answer.body, url, cut=answer.cut))
        else:
            feeds.append(Feed(url, None if alive is None else 0))
    return tuple(feeds)


def parse_feed(body: bytes, url: str, *, cut: bool = False) -> Feed:
    """What RSS 2.0, RSS 1.0 or Atom holds, small faults forgiven; at most 500 entries are counted.

    What is none of them, or a feed of comments, has no entries.
    """
    try:
        root = root_of(body.lstrip(b"\xef\xbb\xbf \t\r\n"), cut=cut, recover=True)
    except etree.LxmlError:
        root = None
    kind = local_name(root) if root is not None else ""
    if root is None or kind not in ENTRIES:
        return Feed(url, 0)
    if COMMENTS_TITLE.match(root.findtext("{*}channel/{*}title") or root.findtext("{*}title") or ""):
        return Feed(url, 0)
    entries = list(islice((entry for entry in root.iter(f"{{*}}{ENTRIES[kind]}") if len(entry)), MAX_ENTRIES))
    days = [day for entry in entries if (day := _day_of(entry))]
    return Feed(url, len(entries), tuple(sorted(days, reverse=True)))


def _day_of(entry: etree._Element) -> date | None:
    said = {local_name(part): (part.text or "").strip() for part in entry}
    return next((day for name in DATES if name in said and (day := _day(said[name]))), None)


def _day(text: str) -> date | None:
    """The day as written, after RFC 822 or ISO 8601, in the zone of whoever wrote it."""
    try:
        iso = ISO_DAY.match(text)
        return date.fromisoformat(iso.group()) if iso else parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
