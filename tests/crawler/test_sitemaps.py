"""Sitemaps: every form of them, hostile ones included."""

import gzip

import pytest

from crawler.limits import Limits
from crawler.sitemaps import Sitemap, collect_pages, parse_sitemap

pytestmark = pytest.mark.anyio

DEFAULTS = Limits()
HOME = "https://ex.lv/"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str) -> bytes:
    return (
        f"<?xml version='1.0'?><urlset {NS}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()
    )


def index(*urls: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {NS}>{entries}</sitemapindex>".encode()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "https://ex.lv/slepens"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/hostname">]><urlset>
<url><loc>https://ex.lv/&c;</loc></url><url><loc>https://ex.lv/&x;</loc></url><url><loc>&a;</loc></url></urlset>"""

FORMS: list[tuple[bytes, tuple[str, ...]]] = [
    (urlset("https://ex.lv/a", " https://ex.lv/b?x=1&amp;y=2 "), ("https://ex.lv/a", "https://ex.lv/b?x=1&y=2")),
    (urlset("https://ex.lv/a").replace(NS.encode(), b""), ("https://ex.lv/a",)),
    (b"\n\n" + urlset("https://ex.lv/a"), ("https://ex.lv/a",)),
    (b"\xef\xbb\xbf" + urlset("https://ex.lv/a"), ("https://ex.lv/a",)),
    (gzip.compress(urlset("https://ex.lv/a")), ("https://ex.lv/a",)),
    (b"https://ex.lv/a\r\nhttps://ex.lv/b\n\nteksts\n", ("https://ex.lv/a", "https://ex.lv/b")),
    (b"\xff\xfe" + "https://ex.lv/a".encode("utf-16-le"), ()),
    (urlset("https://ex.lv/a")[:-12], ("https://ex.lv/a",)),
    (urlset("/relatīvs", "javascript:x"), ()),
    (b"<html><body><a href='https://ex.lv/x'>404</a></body></html>", ()),
    (b"", ()),
    (b"\x1f\x8bgarbage", ()),
    (b"<", ()),
    (BOMB, ()),
    (b"<x:urlset><url><loc>https://ex.lv/a</loc></url></x:urlset>", ("https://ex.lv/a",)),
    (gzip.compress(b"<urlset>" + b" " * 80_000_000), ()),
]


@pytest.mark.parametrize(("body", "pages"), FORMS, ids=[str(number) for number in range(len(FORMS))])
def test_forms(body: bytes, pages: tuple[str, ...]) -> None:
    assert parse_sitemap(body, "https://ex.lv/sitemap.xml", Limits()) == Sitemap(pages=pages)


async def collect(files: dict[str, bytes], limits: Limits = DEFAULTS) -> tuple[tuple[str, ...], list[str]]:
    asked: list[str] = []

    async def read(url: str) -> bytes | None:
        asked.append(url)
        return files.get(url)

    return await collect_pages(["https://ex.lv/sitemap.xml"], HOME, read, limits), asked


async def test_indexes_are_followed_loops_end_and_strangers_stay_out() -> None:
    files = {
        "https://ex.lv/sitemap.xml": index(
            "https://ex.lv/1.xml", "https://ex.lv/sitemap.xml", "https://cits.lv/2.xml", "https://ex.lv/loop.xml"
        ),
        "https://ex.lv/1.xml": urlset(
            "https://ex.lv/a", "https://cits.lv/b", "https://www.ex.lv/c", "https://ex.lv/d.pdf"
        ),
        "https://ex.lv/loop.xml": index("https://ex.lv/loop.xml", "https://ex.lv/1.xml"),
    }
    pages, asked = await collect(files)
    assert pages == ("https://ex.lv/a", "https://www.ex.lv/c")
    assert asked == ["https://ex.lv/sitemap.xml", "https://ex.lv/1.xml", "https://ex.lv/loop.xml"]


async def test_depth_number_and_size_are_bounded() -> None:
    deep = {f"https://ex.lv/{n}.xml": index(f"https://ex.lv/{n + 1}.xml") for n in range(9)}
    deep["https://ex.lv/sitemap.xml"] = index("https://ex.lv/0.xml")
    _, asked = await collect(deep)
    assert len(asked) == 4
    wide = {"https://ex.lv/sitemap.xml": index(*(f"https://ex.lv/{n}.xml" for n in range(500)))}
    _, asked = await collect(wide, Limits(max_sitemap_files=7))
    assert len(asked) == 7
    many = {"https://ex.lv/sitemap.xml": urlset(*(f"https://ex.lv/{n}" for n in range(500)))}
    pages, _ = await collect(many, Limits(max_sitemap_urls=20))
    assert len(pages) == 20
