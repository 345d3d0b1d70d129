"""Results as CSV and XLSX for people with a spreadsheet; no word of an audited site can become a formula there."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.language import N_, ZONE, Words
from reports.result_rows import ResultRow, ranked, remark
from reports.shown import shown
from reports.terms import BANDS, STATUSES

Value = str | int | float | bool | date | None
Row = Sequence[Value]

# What makes a formula in one program or another, also behind spaces and in full width, and the quote that hides one.
FORMULA_SIGNS = frozenset("=+-@|%'＝＋－＠")
# What a workbook's reader takes for one character, and so could hide a sign that begins a formula.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
BYTE_ORDER_MARK = "\ufeff"
WIDEST_CHARS = 60
VERDICTS = {True: N_("passes"), False: N_("does not pass"), None: N_("could not be told")}


def as_csv(table: Iterable[Row]) -> str:
    """A table, headings first, with commas and a byte order mark, by which Excel knows UTF-8; numbers as in JSON.

    A text that a spreadsheet could take for a formula is led by an apostrophe.
    """
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    csv.writer(out).writerows([_plain(value) for value in row] for row in table)
    return out.getvalue()


def as_workbook(tables: Iterable[tuple[str, Iterable[Row]]]) -> bytes:
    """Tables, headings first, each a sheet with its title. Numbers and days are cells of their own type.

    Every text is a cell of the type text, whatever it begins with.
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    for number, (title, table) in enumerate(tables):
        sheet = book.create_sheet() if number else first
        sheet.title = title
        _write(sheet, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, table: Iterable[Row]) -> None:
    sheet.freeze_panes = "A2"
    widths: dict[int, int] = {}
    for at, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            assert isinstance(cell, Cell)
            fill(cell, value)
            # A font for each cell would take most of the time of a long sheet.
            if at == 1:
                cell.font = Font(bold=True)
            widths[column] = max(widths.get(column, 0), len(str(value)) if value is not None else 0)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST_CHARS) + 2


def results_table(rows: Iterable[ResultRow], words: Words) -> list[Row]:
    """The table of sites, headings first, best index first."""
    headings = (
        "ATVK", words.gettext("Site"), words.gettext("Address"), words.gettext("Result"), words.gettext("Index"),
        words.gettext("Measured"), words.gettext("Maturity level"), words.gettext("WCAG score"),
        words.gettext("Conformity"), words.gettext("Home page on a phone"), words.gettext("Pages that pass"),
        words.gettext("Pages"), words.gettext("Measured on"), words.gettext("Remark"),
    )  # fmt: skip
    return [headings, *(_cells(row, words) for row in ranked(rows))]


def _cells(row: ResultRow, words: Words) -> Row:
    seen = row.measured_at is not None
    return (
        row.atvk,
        row.name,
        row.url,
        words.gettext(STATUSES[row.status]),
        row.index,
        row.coverage if seen else None,
        row.maturity,
        row.wcag_score,
        words.gettext(BANDS[row.wcag_band]) if row.wcag_band else None,
        words.gettext(VERDICTS[row.mobile_passes]) if seen else None,
        row.mobile_score,
        row.pages if seen else None,
        row.measured_at.astimezone(ZONE).date() if row.measured_at else None,
        remark(row, words),
    )


def _plain(value: Value) -> str | int | float:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        return led(value)
    return "" if value is None else value


def led(text: str) -> str:
    """What can be shown of the text, led by an apostrophe where a spreadsheet could take it for a formula."""
    text = shown(text)
    return f"'{text}" if text.lstrip()[:1] in FORMULA_SIGNS and text.strip() else text


def fill(cell: Cell, value: Value) -> None:
    """Writes a value; every text becomes a cell of the type text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = shown(value)
    cell.value = ESCAPED.sub("_x005F_", text)
    # Now a text, whatever openpyxl took it for.
    cell.data_type = "s"
    # Else a person who edits the cell would turn it into the formula that it looks like.
    cell.quotePrefix = text.lstrip()[:1] in FORMULA_SIGNS
