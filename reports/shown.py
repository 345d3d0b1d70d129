"""Strings of audited pages made fit to be shown: nothing in them may act, hide, or run over."""

import re
import unicodedata
from urllib.parse import urlsplit

LIMIT = 2_000
# Joins the parts of one emoji; alone it does nothing.
ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
MARKS_IN_A_ROW = 3
# Letters and signs of which each may stand as it is: nearly every text, told at once.
PLAIN = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20ac]*")


def shown(text: str, limit: int = LIMIT) -> str:
    """Harmless text: controls and bidirectional marks become visible, stacked accents end, length is bounded."""
    if len(text) <= limit and PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for letter in text[: limit + 1]:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(_harmless(letter, category))
    return "".join(kept if len(text) <= limit else [*kept[:limit], "…"])


def _harmless(letter: str, category: str) -> str:
    if letter in "\t\n\r" or category in ("Zl", "Zp"):
        return " "
    if letter == SOFT_HYPHEN:
        return ""
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    # XML takes no U+FFFE and U+FFFF, and no text means the other noncharacters.
    if (category in ("Cc", "Cf") and letter != ZERO_WIDTH_JOINER) or is_noncharacter(letter):
        return f"⟨U+{ord(letter):04X}⟩"
    return letter


def is_noncharacter(letter: str) -> bool:
    return ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"


def lines(text: str) -> str:
    """Like `shown`, of a text whose own line breaks are meant."""
    return "\n".join(shown(line) for line in text.split("\n"))


def href(url: str) -> str | None:
    """The address if a link to it is harmless and leads where its text says: http or https only; else None."""
    if len(url) > LIMIT or shown(url) != url or any(letter.isspace() for letter in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
