"""XML read by libxml2 with its own bounds on: no entity is resolved, no DTD loaded, nothing fetched."""

import re
from collections.abc import Iterator
from typing import Literal

from lxml import etree

CHUNK_BYTES = 64 * 1024


def root_of(body: bytes, *, cut: bool, recover: bool = False) -> etree._Element | None:
    """The document's root, with as much below it as was read. Raises etree.LxmlError where that is not well-formed."""
    parser = _parser("start", "*", recover=recover)
    parser.feed(body)
    if not cut:
        parser.close()
    return next((element for _, element in parser.read_events()), None)


def elements(body: bytes, *names: str, cut: bool) -> Iterator[etree._Element]:
    """Whole elements of these local names in document order, let go after use. Raises etree.LxmlError."""
    parser = _parser("end", *(f"{{*}}{name}" for name in names))
    for start in range(0, len(body), CHUNK_BYTES):
        parser.feed(body[start : start + CHUNK_BYTES])
        for _, element in parser.read_events():
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and (before := element.getprevious()) is not None:
                parent.remove(before)
    if not cut:
        parser.close()


def local_name(element: etree._Element) -> str:
    """Without its namespace, or the prefix of a broken document that is bound to none."""
    return re.split("[}:]", str(element.tag))[-1]


def namespace(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def _parser(event: Literal["start", "end"], *tags: str, recover: bool = False) -> "etree.XMLPullParser[etree._Element]":
    return etree.XMLPullParser(
        (event,), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
