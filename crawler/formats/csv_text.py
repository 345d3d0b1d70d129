"""Tables in text, after RFC 4180 with the separators that Latvian spreadsheets write."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from crawler.formats.content import TOO_LITTLE, Content, table

DELIMITERS = ("\t", ";", ",")
# What Excel reads and writes as a first line of its own.
SEPARATOR_LINE = re.compile(r"\Asep=.\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read with one delimiter. `width` is that of most rows, `misfit` the first row that has another."""

    rows: list[list[str]]
    width: int
    misfit: int | None


def read_csv(text: str, encoding: str, *, cut: bool) -> Content:
    """The text as a table; of one that goes on behind the cut the last row is left out."""
    text = SEPARATOR_LINE.sub("", text, count=1)
    readings = [reading for delimiter in DELIMITERS if (reading := _read(text, delimiter, cut=cut))]
    if not readings:
        return _without_columns(text, encoding, cut=cut)
    best = max(readings, key=lambda one: (one.misfit is None, one.width))
    if best.misfit is None:
        return table("csv", best.rows, encoding)
    values = len(best.rows[best.misfit])
    problem = f"most rows have {best.width} values, row {best.misfit + 1} has {values}"
    return Content("csv", False, encoding, rows=len(best.rows), problem=problem)


def _read(text: str, delimiter: str, *, cut: bool) -> Reading | None:
    """None where this delimiter makes no columns."""
    try:
        rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return None
    del rows[len(rows) - cut :]
    if not rows:
        return None
    width = Counter(map(len, rows)).most_common(1)[0][0]
    misfit = next((at for at, row in enumerate(rows) if not _fits(row, width)), None)
    return Reading(rows, width, misfit) if width > 1 else None


def _fits(row: Sequence[str], width: int) -> bool:
    """Delimiters at the end of a line, with nothing behind them, make no further values."""
    return len(row) >= width and not any(row[width:])


def _without_columns(text: str, encoding: str, *, cut: bool) -> Content:
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if lines > 1:
        return Content(None, None, encoding, rows=lines, problem="text without columns cannot be told from prose")
    if cut:
        return Content(None, None, encoding, problem=TOO_LITTLE)
    return Content(None, False, encoding, problem="one line of text is no data")
