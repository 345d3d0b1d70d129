"""Strings of audited pages lose their power before they are shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.shown import href, shown


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Līdzdalības budžets – 2026", "Līdzdalības budžets – 2026"),
        ("a\nb\tc", "a b c"),
        ("a\x1b[31m", "a⟨U+001B⟩[31m"),
        ("x\u202egpj.exe", "x⟨U+202E⟩gpj.exe"),
        ("so\u00adft", "soft"),
        ("\ud83d", "\ufffd"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
    ],
)
def test_what_is_shown(text: str, safe: str) -> None:
    assert shown(text) == safe


def test_long_text_ends() -> None:
    assert shown("a" * 50, 10) == "a" * 10 + "…"
    assert shown("ā" * 10, 10) == "ā" * 10


@given(st.text(st.characters(), max_size=300))
def test_nothing_shown_can_steer(text: str) -> None:
    safe = shown(text, 100)
    assert not {unicodedata.category(letter) for letter in safe} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {letter for letter in safe if unicodedata.bidirectional(letter) in ("RLO", "LRO", "RLE", "RLI", "PDF")}
    safe.encode("utf-8")


@pytest.mark.parametrize("url", ["https://www.riga.lv/", "http://127.0.0.1:8001/lv?a=1&b=2", "https://ādaži.lv/ā"])
def test_links_to_the_web(url: str) -> None:
    assert href(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "mailto:a@b.lv",
        "//riga.lv",
        "/lv/kontakti",
        "https://",
        "https://riga.lv/\u202egpj",
        "https://riga.lv/ a",
        "https://[::1",
        "https://riga.lv/" + "a" * 3000,
        "",
    ],
)
def test_anything_else_is_text(url: str) -> None:
    assert href(url) is None
