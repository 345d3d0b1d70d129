"""Spreadsheets and shapefiles to be torn: honest ones, and archives whose list of files lies."""

from functools import cache

from tests.crawler.packed import archive, ods, shapefile, xlsx

SHEET = (
    '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Iela</t></is></c></row>'
    '<row><c><v>1</v></c><c t="str"><v>2</v></c></row></sheetData></worksheet>'
)


@cache
def packed_files() -> tuple[bytes, ...]:
    parts = {"xl/workbook.xml": "", "xl/sharedStrings.xml": "<sst><si><t>Nosaukums</t></si></sst>"}
    return (
        archive({**parts, "xl/worksheets/sheet1.xml": SHEET}),
        xlsx(("Nosaukums", "Gads"), ("Ķekava", 2026)),
        ods(("Nosaukums", "Gads"), ("Ķekava", 2026)),
        shapefile("NOSAUKUMS", "GADS"),
        archive({"word/document.xml": ""}),
    )
