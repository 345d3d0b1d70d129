"""Fingerprints of answers, so made that the browser's and plain HTTP's of one answer are equal."""

import hashlib
import re
from collections.abc import Mapping

from crawler.encoding import decide_encoding, decode
from crawler.private_values import without_values

# What a server makes anew for every visitor changes nothing that is shown.
NONCE = re.compile(r"""(\snonce\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
NONCE_SOURCE = re.compile(r"'nonce-[^']*'")
DOCUMENT = "document"
# Values that change what a browser makes of the same bytes, or where it goes next.
TELLING = frozenset(
    {
        "content-type", "content-disposition", "content-language", "content-security-policy", "document-policy",
        "cross-origin-embedder-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "link",
        "permissions-policy", "referrer-policy", "refresh", "x-content-type-options", "x-frame-options",
    }
)  # fmt: skip
MARK_CHARS = 16


def of_html(html: str) -> str:
    """Of a document's text: values of fields, tokens and nonces apart."""
    return of_kept_html(without_values(html))


def of_kept_html(html: str) -> str:
    """The same of a document as it is kept, without the values of fields."""
    return _of_text(NONCE.sub(r"\1", html))


def of_told(body: str, kind: str) -> str:
    """Of a body that the browser told as text."""
    plain = body.removeprefix("\ufeff").replace("\0", "\ufffd")
    return of_html(plain) if kind == DOCUMENT else _of_text(plain)


def of_bytes(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def all_of(body: bytes, kind: str, content_type: str) -> frozenset[str]:
    """Of bytes: every fingerprint that the browser may have told of them, in whatever encoding it read them."""
    if kind == DOCUMENT:
        return frozenset({of_html(decode(body, decide_encoding(body, content_type)))})
    texts = {decode(body, encoding) for encoding in ("utf-8", decide_encoding(body, content_type))}
    return frozenset({of_bytes(body), *map(_of_text, texts)})


def marks_of(headers: Mapping[str, str]) -> dict[str, str]:
    """Short digests of the values of TELLING headers; names are lower case."""
    told = {name: NONCE_SOURCE.sub("'nonce-'", value) for name, value in headers.items() if name in TELLING}
    # A header that was sent twice is told on lines of its own by the browser.
    return {name: _of_text(value.strip().replace("\n", ", "))[:MARK_CHARS] for name, value in sorted(told.items())}


def _of_text(text: str) -> str:
    return of_bytes(text.encode("utf-8", "surrogatepass"))
