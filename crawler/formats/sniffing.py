"""Which format a data file is in, by its bytes and never by its name, and what it holds."""

import codecs
import re

from crawler.encoding import decide_encoding, decode
from crawler.formats.archives import read_archive
from crawler.formats.content import Content
from crawler.formats.csv_text import read_csv
from crawler.formats.json_text import read_json
from crawler.formats.xml_text import read_xml

BLANK = codecs.BOM_UTF8 + b" \t\r\n\0"
HEAD_BYTES = 1_024
WIDE_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SQLITE = b"SQLite format 3\0"
# Where a GeoPackage says that it is one (OGC 12-128, requirement 2).
APPLICATION_ID = slice(68, 72)
GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TURTLE = re.compile(r"(?:#[^\n]*\n|\s)*(?:@prefix|@base|prefix|base)\s+(?:\S+\s+)?<", re.IGNORECASE)


def read_content(body: bytes, *, cut: bool, content_type: str = "") -> Content:
    """What a data file holds; `cut` says that the file goes on behind the body. Never an exception."""
    if not body.strip(BLANK):
        return Content(None, False, problem="it is empty")
    if b"%PDF-" in body[:HEAD_BYTES]:
        return Content("pdf", False, problem="it is a PDF")
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_archive(body, cut=cut)
    if body.startswith(OLD_OFFICE):
        return Content("xls", None, problem="it is an old or locked Office file, which is not looked into")
    if body.startswith(b"PAR1"):
        whole = None if cut else body.endswith(b"PAR1")
        return Content("parquet", whole, problem="its end is missing" if whole is False else None)
    if body.startswith(SQLITE):
        known = body[APPLICATION_ID] in GEOPACKAGE
        return Content("gpkg" if known else "sqlite", known, problem=None if known else "it is no GeoPackage")
    if b"\0" in body[:HEAD_BYTES] and not body.startswith(WIDE_TEXT):
        return Content(None, False, problem="its bytes are of no known data format")
    return _read_text(body, content_type, cut=cut)


def _read_text(body: bytes, content_type: str, *, cut: bool) -> Content:
    text, encoding = _decoded(body, content_type)
    head = text.lstrip()[:1]
    if head == "<":
        return read_xml(body.lstrip(BLANK), text, encoding, cut=cut)
    if head in ("{", "["):
        return read_json(text, encoding, cut=cut)
    if TURTLE.match(text):
        return Content("ttl", None, encoding, problem="its triples are not looked into")
    return read_csv(text, encoding, cut=cut)


def _decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """The text and its encoding; a header that says another one than the bytes bear is not believed."""
    encoding = decide_encoding(body, content_type)
    text = decode(body, encoding)
    # The cut may go through a letter.
    if "\ufffd" in text[:-1]:
        encoding = decide_encoding(body, "")
        text = decode(body, encoding)
    return text, "utf-8-bom" if body.startswith(codecs.BOM_UTF8) else encoding
