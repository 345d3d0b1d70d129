"""Letters that no font of the machine has: PDF/UA-1 takes no box in their place, so they are shown by their number."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from html import escape
from io import BytesIO

from pikepdf import Name, Page, Pdf, parse_content_stream

# Up to here, the alphabets of Europe's Latin, every font of text has them all.
COMMON = 0x17F
# As many rare letters are tried; no text that is meant to be read has more.
TRIED = 500
# What is text of an HTML page: neither its style nor its tags.
TEXT = re.compile(r"(<style>.*?</style>|<[^>]*>)|([^<]+)", re.DOTALL)
NO_GLYPH = b"\0\0"


def rare_letters(html: str) -> set[str]:
    return {letter for _, text in TEXT.findall(html) for letter in text if ord(letter) > COMMON}


def sampler(letters: Sequence[str]) -> str:
    """A page of HTML that has each letter on a paper of its own."""
    papers = "".join(f"<p>{escape(letter)}</p>" for letter in letters)
    return f"<!doctype html><title>-</title><style>p + p {{ break-before: page }}</style>{papers}"


def missing_letters(printed: bytes, letters: Sequence[str]) -> set[str]:
    """Those of the letters that the printed sampler shows as a box."""
    with Pdf.open(BytesIO(printed)) as pdf:
        return {letter for letter, page in zip(letters, pdf.pages, strict=True) if _shows_box(page)}


def _shows_box(page: Page) -> bool:
    two_bytes = False
    for instruction in parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            two_bytes = page.Resources.Font[str(instruction.operands[0])].Subtype == Name.Type0
        elif operator == "Tj" and two_bytes:
            glyphs = bytes(instruction.operands[0])
            if NO_GLYPH in (glyphs[at : at + 2] for at in range(0, len(glyphs), 2)):
                return True
    return False


def numbered(html: str, letters: Collection[str]) -> str:
    """The page with the numbers of these letters in their place, in its text only: addresses stay as they are."""
    numbers = {ord(letter): _number(letter) for letter in letters}
    return TEXT.sub(lambda found: found[1] or found[2].translate(numbers), html)


def _number(letter: str) -> str:
    match unicodedata.category(letter):
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Mn" | "Cf":
            # It has no shape of its own, such as the choice between two shapes of an emoji.
            return ""
        case _:
            return f"⟨U+{ord(letter):04X}⟩"
