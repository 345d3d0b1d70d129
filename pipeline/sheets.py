"""Reads a person's spreadsheet, XLSX or CSV, as rows of text: bounded in every way, and no formula is computed."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_SHEETS = 500
MAX_ROWS = 50_000
MAX_COLUMNS = 60
ZIP_MAGIC = b"PK\x03\x04"
# What a broken or hostile workbook makes zipfile, the XML readers and openpyxl raise.
BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, etree.LxmlError, InvalidFileException, EOFError, KeyError, ValueError,
    TypeError, IndexError, AttributeError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip

# The number of each row, from 1, and its cells.
Rows = list[tuple[int, list[str]]]


class SheetError(Exception):
    """The file cannot be read; the text says why and what to do."""


def read_sheets(path: Path) -> dict[str, Rows]:
    """Sheets by title, in order; a CSV is one without a title. Rows without a word are left out. Raises SheetError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SheetError(f"{path} cannot be read ({error.strerror}).") from error
    if len(raw) > MAX_BYTES:
        raise SheetError(f"{path} is over {MAX_BYTES // 1_000_000} MB: that is no filled form.")
    if not raw.startswith(ZIP_MAGIC):
        return {"": _csv(path, raw)}
    try:
        return _workbook(path, raw)
    except BROKEN as error:
        raise SheetError(f"{path} is no workbook that can be read ({error}): save it as XLSX or CSV anew.") from error


def _csv(path: Path, raw: bytes) -> Rows:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path} is neither XLSX nor UTF-8 text: save it as XLSX, or as CSV in UTF-8.") from error
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "\ufffd"), newline=""), delimiter=delimiter)

    def lines() -> Iterator[tuple[int, list[str]]]:
        begins = 1
        for row in reader:
            yield begins, [cell.strip() for cell in row[:MAX_COLUMNS]]
            begins = reader.line_num + 1

    try:
        return _filled(path, lines())
    except csv.Error as error:
        raise SheetError(f"{path} cannot be read as CSV after line {reader.line_num}: {error}.") from error


def _workbook(path: Path, raw: bytes) -> dict[str, Rows]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise SheetError(f"{path} is over {MAX_UNPACKED_BYTES // 1_000_000} MB unpacked: that is no filled form.")
    with warnings.catch_warnings():
        # Of what a spreadsheet can hold and no answer needs.
        warnings.simplefilter("ignore")
        return _sheets(path, raw)


def _sheets(path: Path, raw: bytes) -> dict[str, Rows]:
    # Formulas are read as they are written: a value that a program kept beside one proves nothing.
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise SheetError(f"{path} has more than {MAX_SHEETS} sheets.")
        sheets: dict[str, Rows] = {}
        for sheet in book.worksheets:
            # What a workbook says of its own size may be wrong.
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1)
            sheets[sheet.title] = _filled(path, ((at, list(map(_text, row))) for at, row in rows))
        return sheets
    finally:
        book.close()


def _text(cell: Any) -> str:
    """What a person sees in the cell: a share that is shown in percent is one."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float | int) and not isinstance(value, bool):
        shown = round(value * 100, 9) if "%" in str(cell.number_format) else value
        return f"{shown:.15g}"
    return str(value).strip()


def _filled(path: Path, rows: Iterable[tuple[int, list[str]]]) -> Rows:
    filled = list(islice(((at, cells) for at, cells in rows if any(cells)), MAX_ROWS + 1))
    if len(filled) > MAX_ROWS:
        raise SheetError(f"{path} has more than {MAX_ROWS} rows: that is no filled form.")
    return filled
