"""Data files that are text: what each is by its bytes, how much of it was read, and what only looks like data."""

import codecs

import pytest

from crawler.formats.content import Content
from crawler.formats.sniffing import read_content

TABLE = "Nosaukums;Adrese;Gads\nĶekavas bibliotēka;Gaismas iela 17;2026\n"
NAMES = ("Nosaukums", "Adrese", "Gads")
FEATURE = '{"type":"Feature","geometry":{"type":"Point","coordinates":[24,56]},"properties":{"nosaukums":"Tilts"}}'
KML = "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark><name>Tilts</name></Placemark></Document></kml>"
GML = (
    "<wfs:FeatureCollection xmlns:wfs='http://www.opengis.net/wfs' xmlns:gml='http://www.opengis.net/gml'>"
    "<gml:featureMember><ceļš><numurs>1</numurs></ceļš></gml:featureMember></wfs:FeatureCollection>"
)
RDF = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description/></rdf:RDF>"
RSS_1 = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel xmlns='http://purl.org/rss/1.0/'/></rdf:RDF>"
RECORDS = "<dati><ieraksti><ieraksts><nr>1</nr><kas>Iela</kas></ieraksts><ieraksts/></ieraksti></dati>"


def read(body: bytes | str, *, cut: bool = False, content_type: str = "") -> Content:
    return read_content(body.encode() if isinstance(body, str) else body, cut=cut, content_type=content_type)


@pytest.mark.parametrize(
    ("body", "kind", "header", "rows"),
    [
        (TABLE, "csv", NAMES, 1),
        (TABLE.replace(";", ","), "csv", NAMES, 1),
        (TABLE.replace(";", "\t"), "csv", NAMES, 1),
        ("sep=;\r\n" + TABLE, "csv", NAMES, 1),
        ('Nosaukums;Apraksts\n"Tilts";"Pār upi;\nplats"\n', "csv", ("Nosaukums", "Apraksts"), 1),
        ("Pagasts;2024;2025\nSila;1,5;2,5\n\nKalna;3;4\n", "csv", ("Pagasts", "2024", "2025"), 2),
        ("a;b\n1;2;;\n3;4;\n", "csv", ("a", "b"), 2),
        ("1;2;3\n4;5;6\n", "csv", (), 2),
        ('[{"nr":1,"kas":"Iela"},{"nr":2}]', "json", ("nr", "kas"), 2),
        ('{"skaits":3,"dati":[{"nr":1}],"tukšs":[]}', "json", ("nr",), 1),
        ('{"nosaukums":"Tilts"}', "json", (), None),
        ("\ufeff  [1, 2, 3]", "json", (), 3),
        (f'{{"type":"FeatureCollection","features":[{FEATURE}]}}', "geojson", ("nosaukums",), 1),
        (RECORDS, "xml", ("nr", "kas"), 2),
        ("<?xml version='1.0'?><dati><nr>1</nr><kas>Iela</kas></dati>", "xml", ("nr", "kas"), 1),
        ("<dati><ieraksts nr='1' kas='Iela'/><ieraksts nr='2'/></dati>", "xml", ("nr", "kas"), 2),
        (KML, "kml", ("name",), 1),
        (GML, "gml", ("numurs",), 1),
        (RDF, "rdf", (), 1),
    ],
)
def test_data(body: str, kind: str, header: tuple[str, ...], rows: int | None) -> None:
    content = read(body)
    assert (content.format, content.parses, content.header, content.rows) == (kind, True, header, rows)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TABLE.encode(), "utf-8-bom"),
        (TABLE.encode("windows-1257"), "windows-1257"),
        (TABLE.replace(";", "\t").encode("utf-16"), "utf-16-le"),
    ],
)
@pytest.mark.parametrize("content_type", ["", "text/csv; charset=utf-8", "application/octet-stream"])
def test_encodings_whatever_the_header_says(body: bytes, encoding: str, content_type: str) -> None:
    content = read(body, content_type=content_type)
    assert (content.encoding, content.header, content.parses) == (encoding, NAMES, True)


@pytest.mark.parametrize(
    ("body", "kind", "problem"),
    [
        ("", None, "empty"),
        ("\ufeff\n \n", None, "empty"),
        ("%PDF-1.7\n1 0 obj", "pdf", "PDF"),
        ("<!doctype html><html><body><h1>Lapa nav atrasta</h1><br></body></html>", "html", "HTML page"),
        ("<html><body><table><tr><td>Nosaukums</td></tr></table></body></html>", "html", "HTML page"),
        ("<br />\n<b>Warning</b>: mysqli a;b;c\n", "xml", "well-formed"),
        ("<dati><ieraksts></dati>", "xml", "well-formed"),
        ("<dati>&nbsp;</dati>", "xml", "well-formed"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", "xml", "sitemap"),
        ("<rss version='2.0'><channel/></rss>", "xml", "feed"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "xml", "feed"),
        (RSS_1, "xml", "feed"),
        ("<OpenSearchDescription xmlns='http://a9.com/-/spec/opensearch/1.1/'/>", "xml", "search"),
        ("<ows:ExceptionReport xmlns:ows='http://www.opengis.net/ows'/>", "xml", "error"),
        ('{"openapi":"3.1.0","paths":{}}', "json", "interface"),
        ('{"start_url":"/","icons":[]}', "json", "manifest"),
        ("{'nr': 1}", "json", "valid JSON"),
        ('[{"nr":1},]', "json", "valid JSON"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"}]}', "geojson", "no geometry"),
        ("Novada iedzīvotāji\na;b;c\n1;2;3\n4;5;6\n", "csv", "row 1 has 1"),
        ("a;b;c\n1;2;3\n4;5\n", "csv", "row 3 has 2"),
        ("a;b;c\n1;2;3\n4;5;6;7\n", "csv", "row 3 has 4"),
        ("Datne nav atrasta.", None, "one line"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "no known"),
    ],
)
def test_what_is_no_data(body: bytes | str, kind: str | None, problem: str) -> None:
    content = read(body)
    assert (content.format, content.parses) == (kind, False)
    assert problem in (content.problem or "")


@pytest.mark.parametrize(
    ("body", "kind", "parses"),
    [
        ("@prefix ex: <http://ex.lv/> .\nex:a ex:b ex:c .", "ttl", None),
        ("Rindkopa par datiem\nVēl viena rindkopa\n", None, None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "xls", None),
        (b"PAR1" + bytes(9) + b"PAR1", "parquet", True),
        (b"PAR1" + bytes(9), "parquet", False),
        (b"SQLite format 3\0".ljust(68, b"\0") + b"GPKG" + bytes(28), "gpkg", True),
        (b"SQLite format 3\0".ljust(100, b"\0"), "sqlite", False),
    ],
)
def test_what_is_known_by_its_marks(body: bytes | str, kind: str | None, parses: bool | None) -> None:
    content = read(body)
    assert (content.format, content.parses) == (kind, parses)


@pytest.mark.parametrize("body", ["a;b;c\n", "[]", "{}", '{"type":"FeatureCollection","features":[]}', "<dati/>"])
def test_files_without_rows_parse_and_say_so(body: str) -> None:
    content = read(body)
    assert (content.parses, content.rows) == (True, 0)
    assert "holds no" in (content.problem or "")


def test_wherever_a_file_is_cut_what_was_read_of_it_counts() -> None:
    table = TABLE + 'Ādažu skola;"Gaujas; iela 30";1983\n' * 30
    features = f'{{"type":"FeatureCollection","features":[{",".join([FEATURE] * 5)}]}}'
    for text, enough in ((table, 150), (features, 2 * len(FEATURE) + 60), (f"[{features},{features}]", 400)):
        body = text.encode()
        for at in range(enough, len(body), 7):
            content = read(body[:at], cut=True)
            assert content.parses is True, (text[:20], at, content)
            assert content.rows
    for at in range(20, len(RECORDS.encode())):
        assert read(RECORDS.encode()[:at], cut=True).parses is True


def test_too_little_to_tell_is_no_verdict() -> None:
    for body in ('{"datne":"' + "x" * 100, '{"type":"FeatureCollection","features":[' + FEATURE[:-20], "x" * 100):
        content = read(body, cut=True)
        assert content.parses is None, content


def test_names_are_bounded() -> None:
    content = read(";".join(["garš vārds " * 50] * 200) + "\n" + ";".join("x" * 200) + "\n")
    assert len(content.header) == 50
    assert max(map(len, content.header)) == 100


def test_no_entity_is_resolved() -> None:
    secret = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    content = read(f"{secret}<dati><r><kas>&e;</kas></r><r>&b;</r></dati>")
    assert (content.parses, content.header, content.rows) == (True, ("kas",), 2)
