"""Strategies for HTML: whole pages of pieces that belong together badly, and real pages with parts torn out."""

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.addresses import addresses

SITES = Path(__file__).parent.parent / "sites"
TAGS = """html head body title base meta link script style template noscript div p span a area img map h1 h2 h6 ul ol
li dl table tr td th caption form input select option textarea button label fieldset legend nav header footer main
aside article section dialog iframe embed object video audio source svg math font b i br hr x-y a:b plaintext xmp
frameset frame"""
NAMES = """href src id class name type lang hreflang rel role aria-label aria-hidden aria-labelledby hidden style alt
title for action method content http-equiv charset property placeholder onclick target tabindex data data-src value
datetime"""
WORDS = [
    "Kontakti", "pakalpojumi", "līdzdalības budžets", "Piekļūstamības paziņojums", "vairāk", "šeit", "logo.jpg",
    "attēls", "latvija.lv", "sīkdatnes cookie", "līdz 31.12.2026", "2026. gada 3. maijā", "1. punkts", "- viens",
    "+371 67 000 000", "LV-1010", "javascript:alert(1)", "mailto:dome@ex.lv", "=1+1", "[norādīt datumu]",
    "attiecas uz www.ex.lv", "\u0301" * 9, "\x00", "\ud800", "\u202e", "&amp;", "&#0;", "&#xD800;", "&bogus;", "<",
    "<!", "]]>", "-->", "a" * 300, "display:none", "text/html; charset=windows-1257", "0;url=http://ex.lv/", "radio",
    "checkbox", "search", "_blank", "contentinfo", "log", '{"@type":"NewsArticle"}',
    '{"@graph":[{"@type":["NewsArticle"]}]}', "[" * 2000, "application/ld+json", "q", "e-pasts",
]  # fmt: skip

words = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
quotes = st.sampled_from(['"', "'", "", '"'])


@st.composite
def tags(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(TAGS.split()))
    if draw(st.integers(0, 3)) == 0:
        return f"</{name}>"
    out = f"<{name}"
    for attribute in draw(st.lists(st.sampled_from(NAMES.split()), max_size=4)):
        quote = draw(quotes)
        out += f" {attribute}={quote}{draw(st.one_of(words, addresses()))}{quote}"
    return out + draw(st.sampled_from([">", ">", ">", "/>", "", " <"]))


ODDITIES = [
    "<!doctype html>", "<!--", "<!-->", "<![CDATA[", "<?xml version='1.0' encoding='utf-16'?>", "</>", "<>", "< a",
    "<a b='", "<script>", "</script>", "<textarea>", "<title>", "<table><a>", "<p><p><p>", "<div>" * 300,
    "</div>" * 9, "<b><i></b></i>", "<base href=/x/><base href=javascript:>",
    "<meta http-equiv=refresh content='0;url=//x'>", "<svg><a xlink:href=x>",
]  # fmt: skip
pages = st.lists(st.one_of(tags(), words, st.sampled_from(ODDITIES)), max_size=40).map("".join)


@cache
def real_pages() -> tuple[bytes, ...]:
    """The sample sites' own files, smallest first."""
    found = [*SITES.rglob("*.html"), *SITES.rglob("*.j2")]
    return tuple(sorted((path.read_bytes() for path in found), key=lambda body: (len(body), body)))


@st.composite
def torn_pages(draw: st.DrawFn) -> bytes:
    """A real page, cut, doubled, overwritten and mixed with another."""
    body = draw(st.sampled_from(real_pages()))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(start + 400, len(body))))
        put = draw(st.one_of(st.binary(max_size=6), tags().map(lambda tag: tag.encode("utf-8", "replace"))))
        again = body[start:end] if draw(st.booleans()) else b""
        body = body[:start] + put + again + body[start if draw(st.booleans()) else end :]
    return body


CODINGS = ["utf-8", "windows-1257", "iso-8859-13", "utf-16", "utf-16-be", "utf-7", "latin-1", "koi8-r", "shift_jis"]
codings = st.sampled_from(CODINGS)
