"""Small spreadsheets and shapefiles, honest and hostile, as bytes."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import openpyxl

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def archive(files: Mapping[str, bytes | str]) -> bytes:
    """A `mimetype` stands unpacked, as OpenDocument wants it."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return body.getvalue()


def xlsx(*rows: Sequence[object]) -> bytes:
    """As openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def ods(*rows: Sequence[object]) -> bytes:
    """With the empty columns and rows that LibreOffice fills a sheet up with, and a second sheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(str(value))}</text:p></table:table-cell>" for value in row)
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        for row in rows
    )
    content = (
        f"<office:document-content {OFFICE} {TABLE} {TEXT}><office:body><office:spreadsheet>"
        f'<table:table>{cells}<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        "</table:table-row></table:table><table:table><table:table-row><table:table-cell><text:p>Cits</text:p>"
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive({"mimetype": ODS_TYPE, "content.xml": content})


def shapefile(*fields: str, rows: int = 2, without: str = "") -> bytes:
    described = b"".join(name.encode().ljust(11, b"\0") + b"C".ljust(21, b"\0") for name in fields)
    dbf = struct.pack("<4sIHH20x", b"\x03\x7e\x0b\x18", rows, 33 + len(described), 10) + described + b"\r"
    parts = {".shp": b"\x00\x00\x27\x0a" + bytes(96), ".shx": bytes(100), ".dbf": dbf}
    return archive({f"Pieturas{end}": body for end, body in parts.items() if end != without})
