"""Spreadsheets and shapefiles: what their first sheet holds, and that no archive costs more than its bounds."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from crawler.formats import archives
from crawler.formats.content import Content
from crawler.formats.sniffing import read_content
from tests.crawler.packed import archive, ods, shapefile, xlsx
from tests.fuzz.watchdog import within

ROWS = (("Pozīcija", "Summa", "Gads"), ("Ielas", 1500.5, 2026), ("Skolas", 99, 2026))
TITLED = (("Novada budžets",), (), *ROWS)


def read(body: bytes, *, cut: bool = False) -> Content:
    return read_content(body, cut=cut)


@pytest.mark.parametrize(("kind", "written"), [("xlsx", xlsx), ("ods", ods)])
@pytest.mark.parametrize("rows", [ROWS, TITLED])
def test_spreadsheets(kind: str, written: object, rows: tuple[tuple[object, ...], ...]) -> None:
    assert callable(written)
    assert read(written(*rows)) == Content(kind, True, None, ("Pozīcija", "Summa", "Gads"), 2)


@pytest.mark.parametrize("body", [xlsx(), ods()])
def test_an_empty_sheet_holds_no_rows(body: bytes) -> None:
    content = read(body)
    assert (content.parses, content.rows, content.problem) == (True, 0, "it holds no rows")


def test_a_sheet_without_names_is_told() -> None:
    content = read(xlsx((1, 2), (3, 4)))
    assert (content.parses, content.header, content.rows) == (True, (), 2)


def test_words_that_stand_in_the_cell_itself() -> None:
    sheet = (
        "<worksheet><sheetData>"
        "<row><c t='inlineStr'><is><t>Iela</t></is></c><c t='str'><f>A1</f><v>Garums</v></c></row>"
        "<row><c t='s'><v>7</v></c><c><v>12</v></c></row></sheetData></worksheet>"
    )
    content = read(archive({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet}))
    assert (content.header, content.rows) == (("Iela", "Garums"), 1)


def test_a_shapefile_and_what_it_lacks() -> None:
    assert read(shapefile("NOSAUKUMS", "VEIDS")) == Content("shp", True, None, ("NOSAUKUMS", "VEIDS"), 2)
    broken = read(shapefile("NOSAUKUMS", without=".dbf"))
    assert (broken.format, broken.parses, broken.problem) == ("shp", False, "the shapefile has no .dbf file")


@pytest.mark.parametrize(
    ("body", "kind", "parses"),
    [
        (archive({"word/document.xml": "<w/>"}), "docx", False),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt", False),
        (archive({"ppt/presentation.xml": "<p/>"}), "pptx", False),
        (archive({"fotogrāfija.jpg": b"\xff\xd8"}), "zip", None),
        (archive({"xl/workbook.bin": b"x"}), "xlsb", None),
        (archive({"xl/workbook.xml": "<workbook/>"}), "xlsx", False),
        (archive({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": "<worksheet><row></worksheet>"}), "xlsx", False),
        (xlsx(*ROWS)[:-30], "xlsx", False),
        (b"PK\x05\x06" + bytes(18), "zip", None),
    ],
)
def test_other_archives(body: bytes, kind: str, parses: bool | None) -> None:
    content = read(body)
    assert (content.format, content.parses) == (kind, parses), content


def test_an_archive_that_goes_on_is_not_judged() -> None:
    body = xlsx(*ROWS)
    assert read(body[: len(body) - 200], cut=True).parses is None
    assert read(ods(*ROWS)[:200], cut=True).format == "ods"


def test_a_locked_file_and_one_packed_in_an_unusual_way_are_told() -> None:
    body = bytearray(ods(*ROWS))
    at = body.rfind(b"PK\x01\x02")
    body[at + 8] |= 1
    assert "locked" in (read(bytes(body)).problem or "")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("xl/workbook.xml", "x")
        file.writestr("xl/worksheets/sheet1.xml", "x" * 100)
    assert "unusual" in (read(packed.getvalue()).problem or "")


def test_a_bomb_is_unpacked_no_further_than_the_bound() -> None:
    row = b"<row><c><v>1</v></c><c><v>2</v></c></row>"
    sheet = b"<worksheet><sheetData>" + row * 2_000_000
    bomb = archive({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet})
    assert len(sheet) > 20 * archives.MAX_PART_BYTES / 2
    del sheet
    tracemalloc.start()
    try:
        with within(10):
            content = read(bomb)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (content.parses, content.rows) == (True, archives.MAX_ROWS)
    assert most < 60_000_000


def test_a_crowd_of_files_is_not_listed() -> None:
    one = archive({"x": b""})
    entry = one[one.find(b"PK\x01\x02") : one.find(b"PK\x05\x06")]
    crowd = entry * (archives.MAX_FILES + 1)
    content = read(b"PK\x03\x04" + crowd + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(crowd), 4, 0))
    assert (content.parses, content.problem) == (None, "it holds too many files to be looked through")


def test_a_huge_offset_is_a_broken_archive() -> None:
    body = bytearray(archive({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": "<w/>"}))
    at = body.rfind(b"PK\x01\x02")
    body[at + 42 : at + 46] = b"\xfe\xff\xff\xff"
    assert read(bytes(body)).parses is False
