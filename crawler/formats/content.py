"""What the bytes of a data file turned out to be, and when the first row of a table is its header."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

MAX_COLUMNS = 50
MAX_NAME_CHARS = 100
NUMBER = re.compile(r"[-+]?\d[\d\s.,:/-]*%?")
YEAR = re.compile(r"(?:19|20)\d\d")
TOO_LITTLE = "too little of it was read to tell"


@dataclass(frozen=True, slots=True)
class Content:
    """Fields as in model.evidence.DataFile."""

    format: str | None
    parses: bool | None
    encoding: str | None = None
    header: tuple[str, ...] = ()
    rows: int | None = None
    problem: str | None = None


def column_names(values: Iterable[object]) -> tuple[str, ...]:
    """Names as they are kept: in one line each, bounded in length and number."""
    return tuple(" ".join(str(value).split())[:MAX_NAME_CHARS] for value in islice(values, MAX_COLUMNS))


def header_of(row: Sequence[str]) -> tuple[str, ...]:
    """The row where it names columns: most cells filled, with words, of numbers only years; else nothing."""
    filled = [at for at, cell in enumerate(row) if cell.strip()]
    cells = row[: filled[-1] + 1] if filled else ()
    if 2 * len(filled) <= len(cells) or any(_is_number(cell.strip()) for cell in cells):
        return ()
    return column_names(cells)


def _is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell)) and not YEAR.fullmatch(cell)


def table(kind: str, rows: Sequence[Sequence[str]], encoding: str | None = None) -> Content:
    """A table that could be read, the row of its header first where it has one."""
    header = header_of(rows[0]) if rows else ()
    count = len(rows) - 1 if header else len(rows)
    problem = "it holds no rows" if count == 0 else None if header else "the first row names no columns"
    return Content(kind, True, encoding, header, count, problem)
