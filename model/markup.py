"""Decoded HTML as a tree, read in one way by all: never an exception, never more work than its bounds allow."""

import re
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

# No page that a person reads is longer.
MAX_CHARS = 4_000_000
MAX_TAGS = 200_000
# libxml2 needs time with the square of one tag's attributes.
MAX_ATTRIBUTES = 250
TAG_WINDOW_BYTES = 65_536

EMPTY_PAGE = b"<html><head></head><body></body></html>"
# The tokens of WHATWG HTML 13.2.5.32 to 13.2.5.38.
ATTRIBUTE = rb"(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++))?+"
TAG_NAME = re.compile(rb"<[A-Za-z][^\s/>]*+")
OVERFULL = re.compile(rb"(?:[\s/]*+%b){%d}" % (ATTRIBUTE, MAX_ATTRIBUTES))
# What checks and links need most and what closes itself; a tree of these alone cannot get deep by mistake.
FLAT_TAGS = (
    rb"html|head|title|base|meta|link|script|style|template|noscript|body|p|h[1-6]|a|area|img|br"
    rb"|form|input|textarea|select|option|button|label|iframe|embed|object|video|audio|source"
)
BOXES = re.compile(rb"</?(?!(?:%b)[\s/>])[a-z][^<>]*>" % FLAT_TAGS, re.IGNORECASE)


def parse_html(text: str) -> lxml_html.HtmlElement:
    """The root element; what cannot be parsed is an empty page.

    Read are at most 4,000,000 characters, 200,000 tags and 250 attributes of a tag. A page that is nested deeper than
    libxml2 goes (2,048) is read without its boxes, so that the links and words after them are not lost.
    """
    # A declared encoding inside the text would be an error for str, and wrong: the text is decoded already.
    source = _without_overfull_tags(_cut(text).encode("utf-8", "replace"))
    root, whole = _parse(source)
    return root if whole else _parse(BOXES.sub(b" ", source))[0]


def _cut(text: str) -> str:
    text = text[:MAX_CHARS]
    if text.count("<") <= MAX_TAGS:
        return text
    end = next(islice(re.finditer("<", text), MAX_TAGS, None)).start()
    return text[:end]


def _without_overfull_tags(source: bytes) -> bytes:
    """Closes a tag after its 250th attribute. Every place where a tag could begin is tried, in scripts too."""
    pieces: list[bytes] = []
    done = 0
    for name in TAG_NAME.finditer(source):
        if name.start() < done:
            continue
        overfull = OVERFULL.match(source, name.end(), name.end() + TAG_WINDOW_BYTES)
        if overfull:
            pieces += source[done : overfull.end()], b">"
            done = overfull.end()
    return b"".join((*pieces, source[done:])) if pieces else source


def _parse(source: bytes) -> tuple[lxml_html.HtmlElement, bool]:
    """The tree, and whether it holds the whole source."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except (ValueError, etree.LxmlError):
        return lxml_html.document_fromstring(EMPTY_PAGE), True
    return root, not any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
