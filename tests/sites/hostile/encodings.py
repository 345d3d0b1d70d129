"""Pages in encodings that are old, wrong, or none at all."""

import codecs

from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import Behaviour, Expected, home, judged, markup

TEXT = "Privātuma politika"
LINK = f'<a href="/privatuma-politika">{TEXT}</a>'
PAGE = markup(f"{LINK}<p>Šķūņu ceļš, Ķegums, ģimenes ārsts</p>")
WITHOUT = PAGE.replace('<meta charset="utf-8">', "")


def declared(name: str) -> bytes:
    return PAGE.replace('charset="utf-8"', f'charset="{name}"').encode(name)


def read(name: str, body: bytes, content_type: str = "text/html", expected: Expected | None = None) -> Behaviour:
    """A page whose letters must come out whole."""
    good = judged(told={"privacy_policy": TEXT})
    return Behaviour(name, expected or good, home(Reply(body, content_type=content_type)))


BALTIC = WITHOUT.encode("windows-1257")

BEHAVIOURS = (
    read("encoding-1257-header", BALTIC, "text/html; charset=windows-1257"),
    read("encoding-1257-meta", declared("windows-1257")),
    read("encoding-1257-silent", BALTIC),
    read("encoding-8859-13", declared("iso-8859-13")),
    read("encoding-utf-16", codecs.BOM_UTF16_LE + PAGE.encode("utf-16-le")),
    read("encoding-utf-16-header", WITHOUT.encode("utf-16-be"), "text/html; charset=utf-16be"),
    read("encoding-bom", codecs.BOM_UTF8 + PAGE.encode(), "text/html; charset=windows-1252"),
    read("encoding-header-over-meta", PAGE.replace("utf-8", "windows-1257").encode(), "text/html; charset=utf-8"),
    # Read as windows-1252 by a browser, so that its visitors see no Latvian letters either.
    read("encoding-unheard-of", WITHOUT.encode(), "text/html; charset=latviski", judged()),
    read("encoding-quoted", PAGE.encode(), "text/html; charset=\"'utf-8"),
    # The header lies: every letter with a mark is lost, for a browser too. What is ASCII stays.
    read("encoding-lie", BALTIC, "text/html; charset=utf-8", judged()),
    read(
        "encoding-invalid",
        PAGE.replace("Novada ziņas", "\x00 \udcff\udcfe \udcc0\udc80").encode("utf-8", "surrogateescape"),
    ),
    read(
        "encoding-utf-7",
        WITHOUT.replace(TEXT, "+ADw-script+AD4-alert(1)+ADw-/script+AD4-").encode(),
        "text/html; charset=utf-7",
        judged(),
    ),
    read("encoding-half-letter", PAGE.encode() + "ā".encode()[:1]),
    read(
        "encoding-binary", bytes(range(256)) * 2000, "text/html", Expected(judged().status, fails={"html-has-lang": 1})
    ),
)
