"""Feeds: RSS 2.0, RSS 1.0, Atom, those of comments, broken and hostile ones, and how few are asked for."""

from dataclasses import replace
from datetime import date

import pytest

from crawler.feeds import MAX_ENTRIES, feed_candidates, parse_feed, read_feeds
from model.evidence import Feed
from tests.crawler.origin import ALLOW_ALL, Reply, serving
from tests.crawler.tier import SHORT, reader_for

URL = "https://ex.lv/rss"
THIRD, FOURTH = date(2026, 11, 3), date(2026, 11, 4)

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Novada ziņas</title><pubDate>Fri, 06 Nov 2026 10:00:00 +0200</pubDate>
<item><title>Tilts</title><pubDate>Tue, 03 Nov 2026 23:30:00 +0200</pubDate></item>
<item><title>Skola</title><dc:date>2026-11-04T08:00:00Z</dc:date></item>
<item><title>Bez datuma</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Ziņas</title><updated>2026-11-06T10:00:00Z</updated>
<entry><title>Tilts</title><updated>2026-11-05T10:00:00Z</updated><published>2026-11-03T10:00:00Z</published></entry>
<entry><title>Skola</title><updated>2026-11-04T10:00:00Z</updated></entry></feed>"""
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Ziņas</title></channel>
<item rdf:about="y"><title>Tilts</title><dc:date>2026-11-03</dc:date></item></rdf:RDF>"""
COMMENTS = "<rss><channel><title>{}</title><item><title>Anna</title></item></channel></rss>"
BOMB = """<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>
<rss><channel><title>&f;</title><item><title>&b;</title><pubDate>&f;</pubDate></item></channel></rss>"""


@pytest.mark.parametrize(
    ("body", "entries", "days"),
    [
        (RSS, 3, (FOURTH, THIRD)),
        ("\n\n" + RSS, 3, (FOURTH, THIRD)),
        ("\ufeff" + RSS, 3, (FOURTH, THIRD)),
        (RSS.replace("Tilts", "Tilts &nbsp;&"), 3, (FOURTH, THIRD)),
        (RSS.replace("Tue, 03 Nov 2026", "Otrdien, 03 Nov 2026").replace("2026-11-04T", "2026-13-04T"), 3, (THIRD,)),
        (ATOM, 2, (FOURTH, THIRD)),
        (RSS_1, 1, (THIRD,)),
        (BOMB, 1, ()),
        ("<rss><channel><title>Ziņas</title></channel></rss>", 0, ()),
        ("<!doctype html><title>Lapa nav atrasta</title>", 0, ()),
        ("<urlset><url/></urlset>", 0, ()),
        ("", 0, ()),
        ("Kļūda: nav savienojuma ar datu bāzi", 0, ()),
        ("<rss><channel>" + "<item><title>x</title></item>" * (MAX_ENTRIES + 5), MAX_ENTRIES, ()),
    ],
)
def test_forms(body: str, entries: int, days: tuple[date, ...]) -> None:
    assert parse_feed(body.encode(), URL) == Feed(URL, entries, days)


@pytest.mark.parametrize("title", ["Comments on: Tilts", "Comments for Novads", "Komentāri par ierakstu Tilts"])
def test_a_feed_of_comments_is_none(title: str) -> None:
    assert parse_feed(COMMENTS.format(title).encode(), URL) == Feed(URL, 0)
    assert parse_feed(COMMENTS.format(f"Novads: {title}").encode(), URL) == Feed(URL, 1)


def test_of_a_feed_that_was_cut_the_entries_before_the_cut_count() -> None:
    at = RSS.encode().index(b"Bez datuma")
    assert parse_feed(RSS.encode()[:at], URL, cut=True).days == (FOURTH, THIRD)


def test_candidates() -> None:
    named = ("https://ex.lv/zinas.xml", "https://ex.lv/comments/feed")
    links = ("https://ex.lv/lv/rss.xml", "https://ex.lv/burss", "https://ex.lv/feed/", "https://ex.lv/zinas.xml")
    assert feed_candidates(named, links) == (
        "https://ex.lv/zinas.xml",
        "https://ex.lv/feed/",
        "https://ex.lv/lv/rss.xml",
    )


@pytest.mark.anyio
async def test_few_are_asked_and_what_cannot_be_had_is_not_empty() -> None:
    replies = {
        "/robots.txt": ALLOW_ALL,
        "/rss": Reply(RSS, content_type="application/rss+xml"),
        "/prom": Reply(status=404),
        "/beigts": Reply(status=500),
        "/komentari": Reply(COMMENTS.format("Comments on: x"), content_type="application/rss+xml"),
        "/ceturtais": Reply(ATOM),
    }
    async with serving(replies) as origin, reader_for(origin) as (reader, budget):
        urls = [origin.url + path for path in replies if path != "/robots.txt"]
        feeds = await read_feeds(urls, reader, budget, replace(SHORT, max_feeds=4))
        assert [(feed.url.removeprefix(origin.url), feed.entries) for feed in feeds] == [
            ("/rss", 3), ("/prom", 0), ("/beigts", None), ("/komentari", 0),
        ]  # fmt: skip
        assert "/ceturtais" not in origin.paths
