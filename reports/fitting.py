"""Whether a text or a table fits on a slide: sizes in inches and points, widths of letters estimated, and generously.

PowerPoint measures a text only when it shows it, in whatever font there is.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.7
TABLE_SIZE = 14
CELL_PADDING_X, CELL_PADDING_Y = 0.1, 0.05
POINTS = 72
LINE_HEIGHT = 1.22
# Widths as parts of the font's size, after Calibri's; other fonts that may stand in for it are wider.
LETTERS = {"ijlI.,:;'|!": 0.25, " ": 0.23, "frtJ-()[]": 0.33, "cskvxyz": 0.44, "mwMW%@": 0.8}
WIDTHS = {letter: width for letters, width in LETTERS.items() for letter in letters}
CAPITAL, OTHER = 0.59, 0.52
TO_SPARE = 1.08


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


# What is left between title and footer.
BODY = Box(MARGIN, 1.5, WIDTH - 2 * MARGIN, 5.2)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """`part` is its part of the table's width."""

    title: str
    part: float
    numeric: bool = False


def lines_of(text: str, width: float, size: float) -> int:
    """How many lines the text takes in a column of so many inches, at most."""
    room = width * POINTS / size
    return sum(_lines(line, room) for line in text.split("\n"))


def _lines(text: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in text.split():
        length = text_width(word)
        if used and used + text_width(" ") + length > room:
            lines, used = lines + 1, 0.0
        lines += ceil(length / room) - 1
        used += length + (text_width(" ") if used else 0)
    return lines


def text_width(text: str) -> float:
    """As so many times the font's size."""
    plain = unicodedata.normalize("NFD", text)
    widths = (
        WIDTHS.get(letter, CAPITAL if letter.isupper() else OTHER)
        for letter in plain
        if unicodedata.category(letter) != "Mn"
    )
    return TO_SPARE * sum(widths)


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """In inches."""
    inner = [width - 2 * CELL_PADDING_X for width in widths]
    lines = max(lines_of(text, width, TABLE_SIZE) for text, width in zip(texts, inner, strict=True))
    return lines * TABLE_SIZE * LINE_HEIGHT / POINTS + 2 * CELL_PADDING_Y


def fitting(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], box: Box = BODY
) -> list[Sequence[Sequence[str]]]:
    """The rows in as many tables as it takes to fit each into the box, the lengths alike."""
    widths = widths_of(columns, box.width)
    room = box.height - row_height([column.title for column in columns], widths)
    heights = [row_height(row, widths) for row in rows]
    pages = ceil(sum(heights) / room) if heights else 0
    found: list[Sequence[Sequence[str]]] = []
    while rows:
        share, used, count = min(sum(heights) / max(pages - len(found), 1) + 0.01, room), 0.0, 0
        while count < len(rows) and (count == 0 or used + heights[count] <= room) and used < share:
            used += heights[count]
            count += 1
        found.append(rows[:count])
        rows, heights = rows[count:], heights[count:]
    return found


def widths_of(columns: Sequence[TableColumn], width: float) -> list[float]:
    """Of each column, in inches."""
    whole = sum(column.part for column in columns)
    return [width * column.part / whole for column in columns]
