"""Builds the binary documents of the sample sites from the text that lies in their folders."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

# The base fonts of PDF have no Latvian letters in a standard encoding, so the letters get codes of their own.
_GLYPHS = {
    "ā": "amacron", "č": "ccaron", "ē": "emacron", "ģ": "gcommaaccent", "ī": "imacron", "ķ": "kcommaaccent",
    "ļ": "lcommaaccent", "ņ": "ncommaaccent", "š": "scaron", "ū": "umacron", "ž": "zcaron",
    "Ā": "Amacron", "Č": "Ccaron", "Ē": "Emacron", "Ģ": "Gcommaaccent", "Ī": "Imacron", "Ķ": "Kcommaaccent",
    "Ļ": "Lcommaaccent", "Ņ": "Ncommaaccent", "Š": "Scaron", "Ū": "Umacron", "Ž": "Zcaron",
    "–": "endash", "“": "quotedblleft", "”": "quotedblright", "„": "quotedblbase",
}  # fmt: skip
_FIRST_CODE = 128
_CODES = {letter: _FIRST_CODE + place for place, letter in enumerate(_GLYPHS)}


def pdf(lines: Sequence[str]) -> bytes:
    """One A4 page with the lines as text."""
    shown = b"".join(b"(" + _pdf_string(line) + b") Tj T*\n" for line in lines)
    content = b"BT /F1 11 Tf 16 TL 56 780 Td\n" + shown + b"ET"
    differences = " ".join(f"/{name}" for name in _GLYPHS.values())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (lv) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding"
        b" /BaseEncoding /WinAnsiEncoding /Differences [%d %s] >> >>" % (_FIRST_CODE, differences.encode("ascii")),
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, entries, size, len(body))
    )


def _pdf_string(text: str) -> bytes:
    codes = bytes(_CODES[letter] if letter in _CODES else ord(letter.encode("cp1252")) for letter in text)
    return codes.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


_WORKBOOK_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Dati" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


def xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet; the same rows always give the same bytes."""
    lines = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{lines}</sheetData></worksheet>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_WORKBOOK_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            # ZipInfo's own date is 1980, which keeps the clock out of the bytes.
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>\n' + text)
    return packed.getvalue()


def _cell(value: str) -> str:
    if value.replace(".", "", 1).isdecimal():
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
