"""Sitemaps that loop, lie, explode or lead elsewhere."""

import gzip

from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import Answers, Behaviour, Place, judged, page
from tests.sites.hostile.bombs import endless, gzip_bomb
from tests.sites.hostile.internal import INSIDE_NAMES, SPELLINGS
from tests.sites.hostile.redirects import to
from tests.sites.hostile.slow import drip_body

XML = "application/xml"
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def xml(body: str) -> Reply:
    return Reply(f'<?xml version="1.0" encoding="UTF-8"?>{body}', content_type=XML)


def pages(*addresses: str) -> Reply:
    return xml(f"<urlset>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</urlset>")


def index(*addresses: str) -> Reply:
    return xml(f"<sitemapindex>{''.join(f'<sitemap><loc>{one}</loc></sitemap>' for one in addresses)}</sitemapindex>")


def mapped(place: Place, first: Reply, **more: Reply) -> Answers:
    return {"/": page(), "/sitemap.xml": first, **{f"/{name}.xml": reply for name, reply in more.items()}}


def ring(place: Place) -> Answers:
    here = [f"{place.url}/{name}.xml" for name in ("sitemap", "a", "b")]
    return mapped(place, index(*here), a=index(*here), b=index(*here))


def tree(place: Place) -> Answers:
    """Every sitemap names fifty others that nobody has seen."""
    return {
        "/": page(),
        "/robots.txt": Reply(status=404),
        "/kontakti": page(),
        "*": index(*(f"{place.url}/s/{number}.xml" for number in range(500))),
    }


def lies(place: Place) -> Answers:
    """Pages that are not there, other people's, files, and everything that is within."""
    inner = [place.internal(host) for host in SPELLINGS.values()]
    return mapped(
        place,
        pages(
            f"{place.url}/nav",
            f"{place.url}/nav2",
            "https://cits.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            f"{place.url}/a.pdf",
            "nekas",
            "",
            *inner,
        ),
    )


def elsewhere(place: Place) -> Answers:
    """robots.txt names sitemaps within."""
    named = "".join(f"Sitemap: {place.internal(host, '/sitemap.xml')}\n" for host in SPELLINGS.values())
    return {"/": page(), "/robots.txt": Reply(f"User-agent: *\nAllow: /\n{named}".encode(), content_type="text/plain")}


def laughs(place: Place) -> Answers:
    doctype = f'<!DOCTYPE urlset [<!ENTITY l0 "ha">{ENTITIES}]>'
    return mapped(place, xml(f"{doctype}<urlset><url><loc>{place.url}/&l11;</loc></url></urlset>"))


def outside(place: Place) -> Answers:
    """An entity, a DTD and a style sheet that are to be fetched from within, or from this machine's disk."""
    inner = place.internal("127.0.0.1", "/x.dtd")
    doctype = (
        f'<!DOCTYPE urlset SYSTEM "{inner}" [<!ENTITY % p SYSTEM "{inner}"> %p; <!ENTITY f SYSTEM "file:///etc/passwd">'
    )
    doctype += f'<!ENTITY g SYSTEM "{inner}">]><?xml-stylesheet href="{inner}"?>'
    return mapped(place, xml(f"{doctype}<urlset><url><loc>{place.url}/&f;&g;</loc></url></urlset>"))


def crowd(place: Place) -> Answers:
    return mapped(place, pages(*(f"{place.url}/lapa/{number}" for number in range(60_000))))


def packed(place: Place) -> Answers:
    return {
        "/": page(),
        "/robots.txt": Reply(f"Sitemap: {place.url}/s.gz", content_type="text/plain"),
        "/s.gz": Reply(gzip.compress(b"<urlset>" + b" " * 300_000_000, 9), content_type="application/gzip"),
    }


BEHAVIOURS = (
    Behaviour("sitemap-ring", judged(), ring),
    Behaviour("sitemap-tree", judged(), tree),
    Behaviour("sitemap-lies", judged(), lies, names=INSIDE_NAMES),
    Behaviour("sitemap-elsewhere", judged(), elsewhere, names=INSIDE_NAMES),
    Behaviour("sitemap-laughs", judged(), laughs),
    Behaviour("sitemap-outside", judged(), outside),
    Behaviour("sitemap-crowd", judged(), crowd),
    Behaviour("sitemap-packed", judged(), packed),
    Behaviour(
        "sitemap-bomb", judged(), lambda _: {"/": page(), "/sitemap.xml": gzip_bomb(2048, f"Content-Type: {XML}")}
    ),
    Behaviour(
        "sitemap-endless",
        judged(),
        lambda _: {"/": page(), "/sitemap.xml": endless(f"Content-Type: {XML}", b"<url>" * 4096)},
    ),
    Behaviour("sitemap-dripping", judged(), lambda _: {"/": page(), "/sitemap.xml": drip_body}),
    Behaviour("sitemap-html", judged(), lambda _: {"/": page(), "/sitemap.xml": page()}),
    Behaviour(
        "sitemap-noise",
        judged(),
        lambda _: {"/": page(), "/sitemap.xml": Reply(bytes(range(256)) * 900, content_type=XML)},
    ),
    Behaviour("sitemap-inside", judged(), lambda place: {"/": page(), "/sitemap.xml": to(place.internal("127.0.0.1"))}),
)
