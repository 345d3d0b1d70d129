"""Which encoding an HTML body is in, decided once, so that every parser after it is given text."""

import codecs
import re

from bs4.dammit import EncodingDetector

# A site that declares nothing and is no UTF-8 is most likely an old Latvian one.
LAST_RESORT = "windows-1257"
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The WHATWG Encoding standard reads these labels as their Windows supersets.
SUPERSETS = {"iso8859-1": "windows-1252", "ascii": "windows-1252"}
# Python's own: what some make of a page's bytes is another page, and "undefined" only raises.
NOT_FOR_PAGES = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
# Browsers look through 1,024 bytes, old pages want more; the search takes time with the square of this.
PRESCAN_BYTES = 8_192
CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)


def decide_encoding(body: bytes, content_type: str) -> str:
    """Byte order mark, then the header's charset, then the document's own, then UTF-8 where it fits."""
    for bom, name in BOMS:
        if body.startswith(bom):
            return name
    named = CHARSET.search(content_type)
    header = _known(named.group(1)) if named else None
    if header:
        return header
    declared = EncodingDetector.find_declared_encoding(body[:PRESCAN_BYTES], is_html=True, search_entire_document=True)
    inside = _known(declared) if declared else None
    if inside:
        # A page whose declaration could be read as ASCII is no UTF-16 (WHATWG HTML, prescan).
        return "utf-8" if inside.startswith("utf-16") else inside
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A body that was cut off inside a letter is still UTF-8.
        return "utf-8" if error.start >= len(body) - 3 and error.end == len(body) else LAST_RESORT
    return "utf-8"


def decode(body: bytes, encoding: str) -> str:
    """The text; what cannot be decoded becomes U+FFFD, and NUL, which no parser takes, too."""
    return body.decode(encoding, "replace").removeprefix("\ufeff").replace("\0", "\ufffd")


def _known(label: str) -> str | None:
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    # Python lists transforms such as rot13 and zip among its encodings.
    if not getattr(info, "_is_text_encoding", True) or info.name in NOT_FOR_PAGES:
        return None
    return SUPERSETS.get(info.name, info.name.replace("cp125", "windows-125"))
