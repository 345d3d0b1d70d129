"""Workbooks for people who work through lists: filtered, printable sheets, written row by row however long they are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from itertools import islice
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.language import ZONE, Words
from reports.shown import href
from reports.spreadsheets import Value, fill

MAX_ROWS = 20_000
# A sheet takes 65,530, each a part of the file.
MAX_LINKS = 2_000
# A spreadsheet calls the whole file broken for a link that is no URI.
URI = re.compile(r"https?://(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
A4 = 9


class Form(StrEnum):
    """How a value is shown; scores run from 0 to 100, points are parts of one, shares run from 0 to 1, and a
    moment is told as in Riga.
    """

    TEXT = "text"
    CODE = "code"
    LINK = "link"
    COUNT = "count"
    SCORE = "score"
    POINTS = "points"
    SHARE = "share"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with a form of its own, whatever its column's is."""

    value: Value
    form: Form


Cells = Sequence[Value | Figure]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`width` is in characters; `choices` are what may be chosen there."""

    title: str
    width: int
    form: Form = Form.TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. Its first `still` columns stay in view; `empty` is said where it has no row."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Cells]
    empty: str = ""
    still: int = 1


def write_book(sheets: Iterable[Sheet], title: str, made_at: datetime, words: Words) -> bytes:
    """The sheets in their order; of a longer one than MAX_ROWS the last row says how much is left off.

    `title` stands at the foot of what is printed. Every text is a cell of the type text, and a link leads only to what
    its text says.
    """
    book = Workbook(write_only=True)
    # A printed foot takes what follows the sign for an order.
    foot = title.replace("&", " ")
    book.properties.creator = "eindekss"
    book.properties.title = title
    book.properties.created = book.properties.modified = _local(made_at)
    for style in _styles(words):
        book.add_named_style(style)
    for one in sheets:
        # A sheet that is only written lacks little of the others, and its own type says nothing of what it has.
        _write(cast(Worksheet, book.create_sheet(one.title)), one, foot, words)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _styles(words: Words) -> Iterator[NamedStyle]:
    day = "dd.mm.yyyy" if words.language == "lv" else "dd/mm/yyyy"
    numbers = {
        Form.COUNT: "#,##0", Form.SCORE: "0.0", Form.POINTS: "0.00", Form.SHARE: "0.0%",
        Form.MOMENT: f"{day} hh:mm",
    }  # fmt: skip
    fonts = {Form.CODE: Font(name="Consolas", size=9), Form.LINK: Font(color="0B5CAD", underline="single")}
    for form in Form:
        yield NamedStyle(
            name=form.value,
            number_format=numbers.get(form, "General"),
            font=fonts.get(form),
            alignment=Alignment(wrap_text=True, vertical="top"),
        )
    yield NamedStyle(
        name="heading",
        font=Font(bold=True),
        fill=PatternFill("solid", fgColor="E3EBF3"),
        alignment=Alignment(wrap_text=True, vertical="center"),
    )


def _write(sheet: Worksheet, told: Sheet, foot: str, words: Words) -> None:
    _set_up(sheet, told, foot)
    sheet.append([_cell(sheet, column.title, "heading") for column in told.columns])
    links_left = MAX_LINKS

    def cell_of(told: Value | Figure, form: Form) -> Cell | None:
        nonlocal links_left
        value, form = (told.value, told.form) if isinstance(told, Figure) else (told, form)
        if value is None or value == "":
            return None
        address = _address(value) if form is Form.LINK and links_left else None
        if form is Form.LINK and address is None:
            form = Form.TEXT
        cell = _cell(sheet, _local(value) if isinstance(value, datetime) else value, form.value)
        if address is not None:
            links_left -= 1
            cell.hyperlink = address
        return cell

    written = 0
    rows = iter(told.rows)
    for row in islice(rows, MAX_ROWS):
        written += 1
        sheet.append([cell_of(value, column.form) for value, column in zip(row, told.columns, strict=True)])
    if left := sum(1 for _ in rows):
        said = words.ngettext("%(num)s further row is left off.", "%(num)s further rows are left off.", left)
        sheet.append([None] * told.still + [_cell(sheet, said, Form.TEXT.value)])
    elif not written and told.empty:
        sheet.append([None] * told.still + [_cell(sheet, told.empty, Form.TEXT.value)])
    last = max(written, 1) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(told.columns))}{last}"
    for number, column in enumerate(told.columns, start=1):
        if column.choices and written:
            letter = get_column_letter(number)
            choices = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choices.add(f"{letter}2:{letter}{last}")
            sheet.data_validations.append(choices)


def _set_up(sheet: Worksheet, told: Sheet, foot: str) -> None:
    sheet.freeze_panes = f"{get_column_letter(told.still + 1)}2"
    for number, column in enumerate(told.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    assert sheet.oddFooter is not None
    sheet.oddFooter.left.text = foot
    sheet.oddFooter.center.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"


def _cell(sheet: Worksheet, value: Value, style: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.style = style
    fill(cell, value)
    return cell


def _address(value: Value) -> str | None:
    """The value as an address to which a link is harmless, and which every spreadsheet takes for one."""
    return value if isinstance(value, str) and href(value) and URI.fullmatch(value) else None


def _local(moment: datetime) -> datetime:
    """As a clock in Riga shows it: a spreadsheet knows no zones, and no parts of a second in its properties."""
    return moment.astimezone(ZONE).replace(tzinfo=None, microsecond=0)
