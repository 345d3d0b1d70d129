"""Bytes in every encoding, honest or lying: always text, by the byte order mark, then the header, then the page."""

import codecs
import encodings.aliases
import pkgutil

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.encoding import LAST_RESORT, decide_encoding, decode
from tests.fuzz.markup import codings, pages, torn_pages
from tests.fuzz.profiles import PROFILE, SHARE, SLOW
from tests.fuzz.properties import decoding_holds
from tests.fuzz.watchdog import within

# Everything that Python's codecs.lookup takes for a name, and some that it does not.
MODULES = sorted(module.name for module in pkgutil.iter_modules(encodings.__path__))
LABELS = [
    *MODULES,
    *sorted(encodings.aliases.aliases),
    "",
    "x-user-defined",
    "ā",
    "utf-8\x00",
    "../x",
    "a" * 500,
    "utf_8_sig",
]
MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
KNOWN = {"utf-8": "utf-8", "windows-1257": "windows-1257", "iso-8859-1": "windows-1252", "ISO-8859-13": "iso8859-13"}

labels = st.one_of(st.sampled_from(LABELS), st.text(max_size=10))
headers = st.builds(
    lambda before, label, quote: f"{before}charset={quote}{label}{quote}",
    st.sampled_from(["", "text/html; ", "text/html;boundary=x;", "CHARSET=;"]),
    labels,
    st.sampled_from(["", '"', "'"]),
)


@PROFILE
@given(st.one_of(st.binary(max_size=80), torn_pages()), st.one_of(headers, st.text(max_size=20)), labels)
@example(b"x", "charset=undefined", "undefined")
def test_any_bytes_become_text(body: bytes, content_type: str, label: str) -> None:
    decoding_holds(body, content_type)
    decoding_holds(f"<meta charset='{label}'>".encode("utf-8", "replace") + body, "")
    decoding_holds(f"<?xml version='1.0' encoding='{label}'?>".encode("utf-8", "replace") + body, "")


def test_every_name_that_python_knows() -> None:
    for label in LABELS:
        decoding_holds("Ķekava \x81\xff".encode("latin-1", "replace"), f"text/html; charset={label}")


@PROFILE
@given(
    st.sampled_from([None, *MARKS]),
    st.sampled_from([None, "utf-9", *KNOWN]),
    st.sampled_from([None, "utf-9", *KNOWN]),
    st.sampled_from([b"abc", "Ķekava".encode(), "Ķekava".encode("windows-1257")]),
)
def test_mark_before_header_before_page(mark: str | None, header: str | None, inside: str | None, words: bytes) -> None:
    declared = f'<meta charset="{inside}">'.encode() if inside else b""
    body = (MARKS[mark] if mark else b"") + declared + words
    decided = decide_encoding(body, f"text/html; charset={header}" if header else "text/html")
    fitting = "utf-8" if words != "Ķekava".encode("windows-1257") else LAST_RESORT
    assert decided == (mark or KNOWN.get(header or "") or KNOWN.get(inside or "") or fitting)


@PROFILE
@given(pages, codings, st.booleans())
def test_an_honest_page_is_read_as_it_was_written(page: str, coding: str, in_header: bool) -> None:
    text = page.replace("\0", "").removeprefix("\ufeff").encode(coding, "ignore").decode(coding)
    if coding in ("utf-7", "latin-1") or codecs.lookup(coding).name.startswith("utf-16"):
        return
    text = text if in_header else f'<meta charset="{coding}">{text}'
    body = text.encode(coding)
    if not body.startswith(tuple(MARKS.values())):
        decided = decide_encoding(body, f"text/html; charset={coding}" if in_header else "")
        assert decode(body, decided) == body.decode(coding, "replace").removeprefix("\ufeff")


@SLOW
@given(st.sampled_from(["<meta", "<meta charset", "<", " ", "charset=", "<?xml ", "<!--", "\xff", "ā", "encoding='"]))
def test_an_endless_head_costs_little(piece: str) -> None:
    with within(3):
        decoding_holds(piece.encode() * (5_000_000 // SHARE // len(piece.encode())), piece * 10_000)
