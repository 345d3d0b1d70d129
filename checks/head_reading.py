"""Reads what a page says of itself outside of its content: title, meta, links of its head, scripts."""

from itertools import islice

from checks.addresses import absolute
from checks.articles import ARTICLE_BODY, article_in
from checks.sights import Node, Script, Sights
from checks.words import collapse, first_day, fold

PAGE_HEAD_LINKS = 500
INLINE_CHARS = 4_000
HEADING_CHARS = 300
PAGE_SCRIPTS = 500


def read_head(dom: Node, sights: Sights) -> str:
    """Takes in title, meta, links and scripts; the address that the page's relative addresses start from."""
    named = dom.find(".//base[@href]")
    base = sights.url if named is None else absolute(sights.url, named.get("href", "")) or sights.url
    sights.title = collapse(dom.findtext(".//title") or "")[:HEADING_CHARS]
    for meta in dom.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        if name == "generator":
            sights.generator = fold(meta.get("content", ""))
        elif name == "article:published_time":
            sights.published = first_day(meta.get("content", ""))
    for link in islice(dom.iter("link"), PAGE_HEAD_LINKS):
        href = absolute(base, link.get("href", ""))
        facts = (link.get("rel", "").lower(), link.get("type", "").lower(), link.get("hreflang", "").lower(), href)
        sights.head_links.append((link, *facts))
    for script in islice(dom.iter("script"), PAGE_SCRIPTS):
        _script(script, base, sights)
    body = dom.find("body")
    sights.is_article |= body is not None and bool(ARTICLE_BODY.search(body.get("class", "")))
    return base


def _script(node: Node, base: str, sights: Sights) -> None:
    kind = node.get("type", "").lower()
    if kind in ("text/html", "text/template", "text/x-template"):
        return
    text = node.text or ""
    if kind == "application/ld+json":
        is_news, came_out = article_in(text)
        sights.is_article |= is_news
        sights.published = sights.published or first_day(came_out)
        return
    src = node.get("src") or node.get("data-src") or ""
    sights.scripts.append(Script(absolute(base, src) if src else "", text[:INLINE_CHARS], node))
