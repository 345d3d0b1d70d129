"""Audits in which every word of a site's choosing is hostile, and their twins with harmless words in its place."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from model.audit import Audit
from tests.fuzz.addresses import addresses
from tests.reports.example_audit import AUDIT

# Words of ours, or a closed list's: a site chooses none of these.
OURS = frozenset(
    {
        "id", "rule", "engine", "criteria", "fingerprint", "role", "run", "methodology", "tool", "axe", "browser",
        "kind", "grade", "atvk", "checks", "template", "sections", "index", "versions",
    }
)  # fmt: skip
HARMLESS = "vārds"
# What acts in HTML, in a spreadsheet, in a terminal, in rich's markup, in a template, or on the eye.
ACTING = [
    "<script>alert(1)</script>", "</title><script>", "</style><img src=x onerror=alert(1)>", "<!--", "-->", "]]>",
    "<![CDATA[", "</code></pre><form action=//x>", "<svg onload=x>", "<iframe srcdoc=x>", "<base href=//x>",
    "<meta http-equiv=refresh>", '" onmouseover="alert(1)" x="', "' autofocus onfocus='x", "`", "&lt;script&gt;",
    "&#60;b&#62;", "&#x202e;", "{{ 7*7 }}", "{% include 'x' %}", "{#", "javascript:alert(1)",
    "data:text/html,<script>x</script>", "vbscript:x", "JaVaScRiPt:x", "java\nscript:x", "\x01javascript:x",
    "http://ex.lv/\" onclick=x", "http://ex.lv/<b>", "//ex.lv", "http://[", "http://u:p@x.lv/",
    "=HYPERLINK(\"http://x\")", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "|calc", "%0A=1", "'=1",
    "#N/A", "=cmd|' /C calc'!A0", "_x003D_1", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\x",
    "\x9b31m", "\x90x", "\x07", "\b\b", "\r", "[red]x[/red]", "[link=http://x]x[/link]", "[/]", "[bold", ":smile:",
    "\u202egpj.exe", "\u2066x\u2069", "\u200b", "\ufeff", "\u2028", "\u2029", "\x00", "\x85", "\ud800", "\ufffe",
    "\uffff", "\U0001ffff", "a\u0301" + "\u0301" * 50, "x" * 5_000, "𝔸", "2026-01-01", "9999-99-99", "%(num)s", "%s",
    "\\u003c", "\u061c", "\u00ad", "\N{ZERO WIDTH JOINER}",
]  # fmt: skip

words = st.one_of(
    st.sampled_from(ACTING), st.lists(st.sampled_from(ACTING), max_size=4).map("".join), st.text(max_size=20)
)
things = st.one_of(words, addresses())


def reworded(value: Any, word: Callable[[str], str], name: str = "") -> Any:
    """A copy of a value of the model in which every text of a site's choosing went through `word`."""
    if name in OURS or value is None or isinstance(value, Enum | bytes):
        return value
    if isinstance(value, str):
        return word(value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: reworded(getattr(value, one.name), word, one.name) for one in fields(value)}
        return replace(value, **parts)
    if isinstance(value, tuple | list):
        return type(value)(reworded(one, word) for one in value)
    if isinstance(value, Mapping):
        # The names of a feature's facts are ours.
        return {key: reworded(one, word) for key, one in value.items()}
    return value


@st.composite
def audits(draw: st.DrawFn, of: Audit = AUDIT) -> tuple[Audit, Audit]:
    """An audit in hostile words, and the same audit in harmless ones."""
    pool = draw(st.lists(things, min_size=1, max_size=8))
    at = 0

    def hostile(text: str) -> str:
        nonlocal at
        at += 1
        # An empty word would take its paragraph with it.
        return pool[at % len(pool)] or HARMLESS

    return reworded(of, hostile), reworded(of, lambda text: HARMLESS)
