"""ZIP archives: spreadsheets (XLSX, ODS) and shapefiles. Sizes are bounded by what is unpacked, whatever they say."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from crawler.formats.content import TOO_LITTLE, Content, column_names, table
from crawler.formats.pulling import elements, local_name

# What a broken or hostile archive makes zipfile and lxml raise.
BROKEN = (
    BadZipFile, zlib.error, struct.error, etree.LxmlError, EOFError, KeyError, NotImplementedError, OverflowError,
    ValueError,
)  # fmt: skip
MAX_FILES = 5_000
MAX_PART_BYTES = 4 * 1024 * 1024
MAX_ROWS = 10_000
MAX_STRINGS = 20_000
MAX_COLUMNS = 1_000
# Titles and notes may stand above a sheet's table.
HEADER_WITHIN = 20
ENCRYPTED = 1
# Begins each entry of the list of files, which zipfile reads whole, at ten times its size.
ENTRY = b"PK\x01\x02"
# Names and types that stand in an archive as they are, wherever it was cut.
MARKS = (
    (b"xl/workbook.xml", "xlsx"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"xl/workbook.bin", "xlsb"),
    (b"word/document.xml", "docx"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"ppt/presentation.xml", "pptx"),
)
NO_DATA = {"docx": "it is a text document", "odt": "it is a text document", "pptx": "it is a presentation"}
SHAPE_MAGIC = b"\x00\x00\x27\x0a"


def read_archive(body: bytes, *, cut: bool) -> Content:
    kind = next((kind for mark, kind in MARKS if mark in body), "zip")
    if kind in NO_DATA:
        return Content(kind, False, problem=NO_DATA[kind])
    if cut:
        return Content(kind, None, problem=TOO_LITTLE)
    if body.count(ENTRY) > MAX_FILES:
        return Content(kind, None, problem="it holds too many files to be looked through")
    try:
        with ZipFile(BytesIO(body)) as archive:
            if kind == "xlsx":
                return _workbook(archive)
            if kind == "ods":
                return _sheet("ods", _ods_rows(archive))
            return _shapefile(archive) or Content(kind, None, problem="it is an archive that is not looked into")
    except BROKEN as error:
        return Content(kind, False, problem=f"the archive is broken: {error}"[:200])


def _part(archive: ZipFile, name: str) -> tuple[bytes, bool]:
    """The first bytes of a file and whether it goes on. Raises what is in BROKEN."""
    info = archive.getinfo(name)
    # The other methods have no bound on the memory that they unpack in.
    if info.flag_bits & ENCRYPTED or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(f"{name} is locked or packed in an unusual way")
    with archive.open(info) as file:
        part = file.read(MAX_PART_BYTES + 1)
    return part[:MAX_PART_BYTES], len(part) > MAX_PART_BYTES


def _sheet(kind: str, rows: Iterable[list[str]]) -> Content:
    """The sheet's table, from the first row that names columns; what stands above it is not counted."""
    filled = list(islice((row for row in rows if any(row)), MAX_ROWS))
    widest = max((sum(map(bool, row)) for row in filled[:HEADER_WITHIN]), default=0)
    begin = next((at for at, row in enumerate(filled[:HEADER_WITHIN]) if 2 * sum(map(bool, row)) > widest), 0)
    return table(kind, filled[begin:])


def _workbook(archive: ZipFile) -> Content:
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    # sheet2.xml comes before sheet10.xml.
    first = min(sheets, key=lambda name: (len(name), name), default="xl/worksheets/sheet1.xml")
    strings = _shared_strings(archive) if "xl/sharedStrings.xml" in archive.namelist() else []
    return _sheet("xlsx", _xlsx_rows(archive, first, strings))


def _shared_strings(archive: ZipFile) -> list[str]:
    part, cut = _part(archive, "xl/sharedStrings.xml")
    return ["".join(entry.itertext()).strip() for entry in islice(elements(part, "si", cut=cut), MAX_STRINGS)]


def _xlsx_rows(archive: ZipFile, name: str, strings: list[str]) -> Iterator[list[str]]:
    part, cut = _part(archive, name)
    for row in elements(part, "row", cut=cut):
        yield [_xlsx_value(cell, strings) for cell in islice(row, MAX_COLUMNS)]


def _xlsx_value(cell: etree._Element, strings: list[str]) -> str:
    value = "".join(cell.itertext("{*}v", "{*}t", with_tail=False)).strip()
    if cell.get("t") != "s" or not value.isdecimal():
        return value
    at = int(value[:9])
    # Behind the bound a cell is known to be filled, and no more.
    return strings[at] if at < len(strings) else "…"


def _ods_rows(archive: ZipFile) -> Iterator[list[str]]:
    part, cut = _part(archive, "content.xml")
    for element in elements(part, "table-row", "table", cut=cut):
        if local_name(element) == "table":
            break
        yield [" ".join(cell.itertext()).strip() for cell in islice(element, MAX_COLUMNS)]


def _shapefile(archive: ZipFile) -> Content | None:
    """The first shapefile in the archive with its table's columns; None where there is none."""
    names = {name.lower(): name for name in archive.namelist()}
    stem = min((name.removesuffix(".shp") for name in names if name.endswith(".shp")), default=None)
    if stem is None:
        return None
    missing = [end for end in (".shx", ".dbf") if stem + end not in names]
    if missing:
        return Content("shp", False, problem=f"the shapefile has no {missing[0]} file")
    shapes, _ = _part(archive, names[f"{stem}.shp"])
    dbase, _ = _part(archive, names[f"{stem}.dbf"])
    if not shapes.startswith(SHAPE_MAGIC) or len(dbase) < 32:
        return Content("shp", False, problem="the shapefile is broken")
    fields = dbase[32 : int.from_bytes(dbase[8:10], "little")].partition(b"\r")[0]
    named = (fields[at : at + 11].partition(b"\0")[0].decode("latin-1") for at in range(0, len(fields), 32))
    return Content("shp", True, header=column_names(named), rows=int.from_bytes(dbase[4:8], "little"))
