"""A table that a person reads and a program takes: columns of one form each, for the terminal, CSV and Excel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from reports.language import N_, Words
from reports.rounding import DECIMALS
from reports.shown import shown
from reports.spreadsheets import Row, Value

NOTHING = "–"
TEXT_LIMIT = 300


# A note below what has values of the form CHANGE beside scores.
BEFORE_ROUNDING = N_(
    "Changes are reckoned before rounding: they may differ by 0.1 from those of the scores as they are shown."
)


class Form(StrEnum):
    """How a value is written for a person; scores and percentages run from 0 to 100, shares from 0 to 1.
    A move is by how many something became more or fewer.

    A remark stands under the first text of its row; points are those of a ledger.
    """

    TEXT = "text"
    REMARK = "remark"
    COUNT = "count"
    SCORE = "score"
    PERCENT = "percent"
    SHARE = "share"
    MOVE = "move"
    CHANGE = "change"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Column:
    """`ratio` is its part of the width that texts share."""

    title: str
    form: Form = Form.TEXT
    ratio: int = 1


@dataclass(frozen=True, slots=True)
class View:
    """`short` names the sheet of a workbook. The first column says which part of the view a row belongs to."""

    title: str
    short: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[str] = ()

    def table(self) -> Sequence[Row]:
        """The rows with their headings, for a spreadsheet."""
        return [[column.title for column in self.columns], *self.rows]


def written(value: Value, form: Form, words: Words) -> str:
    """The value as a person reads it; harmless on a terminal."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return shown(value, TEXT_LIMIT)
    if isinstance(value, date):
        return words.date(value)
    assert isinstance(value, int | float)
    write: Mapping[Form, Callable[[float], str]] = {
        Form.TEXT: str,
        Form.REMARK: str,
        Form.COUNT: words.number,
        Form.SCORE: words.score,
        Form.PERCENT: words.percent,
        Form.SHARE: words.share,
        Form.MOVE: lambda number: _moved(number, words),
        Form.CHANGE: words.change,
        Form.POINTS: lambda number: words.number(number, DECIMALS),
    }
    return write[form](value)


def _moved(number: float, words: Words) -> str:
    """An arrow says the direction to who sees it, the sign to who hears it."""
    if not number:
        return f"= {words.number(0)}"
    return ("▲ +" if number > 0 else "▼ \N{MINUS SIGN}") + words.number(abs(number))


def print_view(view: View, console: Console, words: Words) -> None:
    """The view part by part under the part's name, then its notes."""
    console.print(Cell(view.title, style="bold"))
    console.print()
    for part, rows in groupby(view.rows, key=lambda row: row[0]):
        console.print(Cell(written(part, Form.TEXT, words), style="bold cyan"))
        console.print(_part(view.columns[1:], [row[1:] for row in rows], words))
        console.print()
    for note in view.notes:
        console.print(Cell(note))
    if view.notes:
        console.print()


def _part(columns: Sequence[Column], rows: Sequence[Row], words: Words) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        if column.form is Form.TEXT:
            table.add_column(column.title, ratio=column.ratio, overflow="fold")
        elif column.form is not Form.REMARK:
            table.add_column(column.title, justify="right", no_wrap=True)
    for row in rows:
        said = [(column, written(value, column.form, words)) for column, value in zip(columns, row, strict=True)]
        cells = [Cell(text) for column, text in said if column.form is not Form.REMARK]
        for column, text in said:
            if column.form is Form.REMARK:
                cells[0].append(f"\n{text}", style="dim")
        table.add_row(*cells)
    return table
