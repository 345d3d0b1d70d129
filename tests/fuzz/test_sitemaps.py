"""Sitemaps in every form: only plain addresses come out, nothing is fetched, and no file costs more than its share."""

import gzip

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.limits import Limits
from crawler.sitemaps import collect_pages, parse_sitemap
from tests.crawler.origin import Reply, serving
from tests.fuzz.addresses import addresses
from tests.fuzz.profiles import PROFILE, SHARE, SLOW
from tests.fuzz.properties import LIMITS, sitemap_holds
from tests.fuzz.watchdog import within

HEADS = [
    "",
    "<?xml version='1.0'?>",
    "<?xml version='1.0' encoding='utf-16'?>",
    "\ufeff",
    " \n",
    "<?xml?>",
    "\0",
    "<!-- -->",
]
DOCTYPES = [
    "",
    "<!DOCTYPE u [<!ENTITY a 'http://ex.lv/a'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>",
    "<!DOCTYPE u [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
    "<!DOCTYPE u SYSTEM 'http://127.0.0.1:9/x.dtd'>",
    "<!DOCTYPE u [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]>",
    "<!DOCTYPE",
]
NAMES = ["urlset", "sitemapindex", "URLSET", "html", "x:urlset", "rss"]
SPACES = [
    "",
    " xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'",
    " xmlns='x' xmlns:x='y'",
    " a='&c;' b='&x;'",
    " xmlns:x='",
]
INSIDE = [
    "&a;",
    "&c;",
    "&x;",
    "&amp;",
    "<![CDATA[http://ex.lv/c]]>",
    "<b/>",
    "<!--",
    "]]>",
    "<loc>",
    "</loc>",
    "\0",
    "&#0;",
    "&#xFFFF;",
]
CODINGS = ["utf-8", "utf-16", "utf-16-le", "latin-1", "windows-1257", "utf-32"]


@st.composite
def sitemaps(draw: st.DrawFn) -> bytes:
    name = draw(st.sampled_from(NAMES))
    entry = draw(st.sampled_from(["url", "sitemap", "URL", "x:url"]))
    inside = st.one_of(st.sampled_from(INSIDE), addresses(), st.sampled_from(["http://ex.lv/a", " https://ex.lv/b\n"]))
    entries = draw(st.lists(st.lists(inside, max_size=3).map("".join), max_size=5))
    text = draw(st.sampled_from(HEADS)) + draw(st.sampled_from(DOCTYPES)) + f"<{name}{draw(st.sampled_from(SPACES))}>"
    text += "".join(f"<{entry}><loc>{one}</loc></{entry}>" for one in entries) + draw(
        st.sampled_from([f"</{name}>", ""])
    )
    body = text.encode(draw(st.sampled_from(CODINGS)), "replace")
    if draw(st.booleans()):
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.binary(max_size=4)) + body[at + draw(st.integers(0, 3)) :]
    return gzip.compress(body, 1) if draw(st.booleans()) else body


@PROFILE
@given(sitemaps())
@example(b"<x:urlset></x:urlset>")
@example(b"Sitemap\x00\nhttp://[\nhttp://ex.lv/\x00")
def test_any_file_is_read(body: bytes) -> None:
    with within(1):
        sitemap_holds(body)


@SLOW
@given(
    st.sampled_from(["", "<urlset>", "<urlset ", "<sitemapindex>", "<!DOCTYPE u [", "<urlset><url><loc>"]),
    st.sampled_from(
        [
            "<url><loc>http://ex.lv/a</loc></url>", "<url><loc>http://[</loc></url>", "<a/>", "<url>", "&a;", "&amp;",
            "a='1' ", "<!--", "<?a?>", "\n", "http://[\n", "http://ex.lv/a\n", "<![CDATA[", "<!ENTITY a 'b'>", "]]>",
            "\xff", " ",
        ]
    ),
)  # fmt: skip
def test_endless_files_cost_little(start: str, piece: str) -> None:
    with within(5):
        sitemap_holds((start + piece * (1_000_000 // SHARE // len(piece))).encode())


@pytest.mark.anyio
async def test_no_entity_and_no_dtd_is_fetched() -> None:
    async with serving({"/x": Reply("<!ENTITY a 'http://ex.lv/secret'>")}) as canary:
        body = f"""<!DOCTYPE urlset SYSTEM "{canary.url}/x" [<!ENTITY e SYSTEM "{canary.url}/x">
            <!ENTITY % p SYSTEM "{canary.url}/x"> %p;]>
            <urlset xmlns:xi="http://www.w3.org/2001/XInclude" a="&e;"><xi:include href="{canary.url}/x"/>
            <url><loc>http://ex.lv/&e;</loc></url><url><loc>http://ex.lv/a</loc></url></urlset>""".encode()
        pages = parse_sitemap(body, "http://ex.lv/s.xml", LIMITS).pages
        assert not [page for page in pages if "secret" in page]
        assert canary.paths == []


numbers = st.integers(0, 6)


@pytest.mark.anyio
@PROFILE
@given(st.lists(st.tuples(st.booleans(), st.lists(numbers, max_size=6)), min_size=7, max_size=7))
async def test_indexes_that_lead_to_one_another_end(graph: list[tuple[bool, list[int]]]) -> None:
    asked: list[str] = []

    async def read(url: str) -> bytes:
        asked.append(url)
        is_index, targets = graph[int(url.rpartition("/")[2].removesuffix(".xml"))]
        outer, inner = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
        suffix = ".xml" if is_index else ""
        locations = "".join(f"<{inner}><loc>http://ex.lv/{one}{suffix}</loc></{inner}>" for one in targets)
        return f"<{outer}>{locations}</{outer}>".encode()

    limits = Limits(max_sitemap_files=5, max_sitemap_urls=4)
    pages = await collect_pages(["http://ex.lv/0.xml"], "http://ex.lv/", read, limits)
    assert len(asked) == len(set(asked)) <= 5
    assert len(pages) == len(set(pages)) <= 4
