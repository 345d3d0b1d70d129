"""The open data: a catalogue that portals harvest, files that are what it says, and a page that our own audit finds."""

import csv
import hashlib
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from httpx import Client
from openpyxl import load_workbook
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from checks.trial import try_page
from checks.watch import signatures
from db.star import VIEWS
from model.evidence import Document, Response
from model.site import Site
from pipeline.star_manifest import read_manifest
from pipeline.workplace import Workplace
from reports.datasets import datasets
from reports.licences import AUTHORITY
from tests.web.country import NOW

# rdflib's own reading and writing of JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
# DCAT-AP 3.0: what each class must have (1), and what it should have that we hold it to.
ASKED = {
    DCAT.Catalog: (
        *(DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset, DCTERMS.license, DCTERMS.language),
        *(DCTERMS.modified, DCTERMS.issued, DCTERMS.spatial, DCAT.themeTaxonomy, FOAF.homepage, DCAT.service),
    ),
    DCAT.Dataset: (
        *(DCTERMS.title, DCTERMS.description, DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCTERMS.publisher),
        *(DCTERMS.spatial, DCTERMS.temporal, DCAT.theme, DCTERMS.accrualPeriodicity, DCAT.landingPage),
        *(DCTERMS.identifier, DCTERMS.language, DCTERMS.modified, DCTERMS.accessRights),
    ),
    DCAT.Distribution: (
        *(DCAT.accessURL, DCTERMS.license, DCTERMS["format"], DCTERMS.description, DCAT.downloadURL, DCAT.mediaType),
        *(DCAT.byteSize, SPDX.checksum, DCAT.accessService, DCTERMS.modified),
        URIRef("http://data.europa.eu/r5r/availability"),
    ),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCAT.endpointDescription, DCAT.servesDataset, DCTERMS.license),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn,),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
    DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
}
RANGES = {
    DCTERMS.publisher: FOAF.Agent,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.service: DCAT.DataService,
    DCAT.accessService: DCAT.DataService,
    DCAT.servesDataset: DCAT.Dataset,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    SPDX.checksum: SPDX.Checksum,
}
AT_MOST_ONE = (DCTERMS.publisher, DCTERMS.license, DCTERMS.modified, DCTERMS.accrualPeriodicity, DCAT.byteSize)
TABLES = {
    DCTERMS.license: "licence/",
    DCTERMS.language: "language/",
    DCAT.theme: "data-theme/",
    DCTERMS.accrualPeriodicity: "frequency/",
    DCTERMS["format"]: "file-type/",
    DCTERMS.accessRights: "access-right/",
}
IN_BOTH = (DCTERMS.title, DCTERMS.description)


def graph_at(client: Client, path: str, kind: str) -> Graph:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Graph().parse(data=answer.text, format=kind)


@pytest.fixture(scope="module")
def catalogue(client: Client) -> Graph:
    return graph_at(client, "/data/catalog.ttl", "turtle")


def faults(graph: Graph) -> Iterator[str]:
    """What DCAT-AP asks for and the graph does not say."""
    for kind, asked in ASKED.items():
        found = list(graph.subjects(RDF.type, kind))
        if not found:
            yield f"no {kind}"
        yield from (f"{one} has no {name}" for one in found for name in asked if not any(graph.objects(one, name)))
    for name, kind in RANGES.items():
        wrong = [one for one in graph.objects(None, name) if (one, RDF.type, kind) not in graph]
        yield from (f"{name} leads to {one}, which is no {kind}" for one in wrong)
    for name in AT_MOST_ONE:
        several = [one for one in graph.subjects(name) if len(list(graph.objects(one, name))) > 1]
        yield from (f"{one} has more than one {name}" for one in several)
    for name, table in TABLES.items():
        wrong = [one for one in graph.objects(None, name) if not str(one).startswith(AUTHORITY + table)]
        yield from (f"{name} is {one}, not of the EU's table" for one in wrong)
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
        for one in graph.subjects(RDF.type, kind):
            for name in IN_BOTH:
                languages = {text.language for text in graph.objects(one, name) if isinstance(text, Literal)}
                if languages != {"lv", "en"}:
                    yield f"{one} has its {name} in {languages}"


def test_the_catalogue_says_what_dcat_ap_asks_for(catalogue: Graph) -> None:
    assert list(faults(catalogue)) == []
    assert len(list(catalogue.subjects(RDF.type, DCAT.Dataset))) == len(datasets()) + len(VIEWS)


def test_a_check_of_the_catalogue_notices_what_is_missing(catalogue: Graph) -> None:
    for name in (DCTERMS.title, DCTERMS.license, SPDX.checksum, DCAT.contactPoint):
        broken = Graph()
        broken += catalogue
        broken.remove((None, name, None))
        assert list(faults(broken)) != []


def test_the_catalogue_is_the_same_in_every_form(client: Client, catalogue: Graph) -> None:
    for ending, kind in FORMATS.items():
        assert isomorphic(graph_at(client, f"/data/catalog.{ending}", kind), catalogue), ending


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("text/html;q=0.1, application/rdf+xml", "application/rdf+xml"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", None),
        ("*/*", None),
    ],
)
def test_whoever_asks_gets_what_it_reads(client: Client, accept: str, kind: str | None) -> None:
    for path, page in (("/data/catalog", "/lv/data"), ("/data/results", "/lv/data/results")):
        answer = client.get(path, headers={"Accept": accept})
        assert "Accept" in answer.headers["vary"]
        if kind is None:
            assert (answer.status_code, answer.headers["location"]) == (303, page)
        else:
            assert answer.headers["content-type"].partition(";")[0] == kind


def test_every_file_is_what_the_catalogue_says(
    client: Client, catalogue: Graph, served: str, country: Workplace
) -> None:
    names: list[str] = []
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        address = str(one(catalogue, file, DCAT.downloadURL))
        answer = client.get(address.removeprefix(served))
        assert str(one(catalogue, file, DCAT.mediaType)).endswith(answer.headers["content-type"].partition(";")[0])
        assert int(one(catalogue, file, DCAT.byteSize)) == len(answer.content)  # type: ignore[call-overload]
        digest = one(catalogue, one(catalogue, file, SPDX.checksum), SPDX.checksumValue)
        assert digest == Literal(hashlib.sha256(answer.content).hexdigest(), datatype=XSD.hexBinary)
        again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        assert address == str(one(catalogue, file, DCAT.accessURL))
        names.append(address.removeprefix(f"{served}/data/"))
    manifest = read_manifest(Path(country.settings.star_folder))
    assert manifest is not None
    of_star = {f"star/{entry.path}" for entry in manifest.files}
    assert of_star < set(names)
    assert "history-2025.csv" in names
    assert len(names) == len(set(names)) == 7 * 4 + 3 * 2 + len(of_star)


def one(graph: Graph, subject: Node, name: URIRef) -> Node:
    (found,) = graph.objects(subject, name)
    return found


def test_a_dataset_is_the_same_in_every_format(client: Client) -> None:
    for name, dataset in datasets().items():
        at = f"{name}-2026" if dataset.by_year else name
        rows = list(csv.reader(StringIO(client.get(f"/data/{at}.csv").text.removeprefix("\ufeff"))))
        assert rows[0] == [column.id for column in dataset.columns]
        assert len(rows) > 9
        keys = [tuple(row[rows[0].index(each)] for each in dataset.key) for row in rows[1:]]
        assert len(keys) == len(set(keys)), name
        table = parquet(client.get(f"/data/{at}.parquet").content)
        assert len(table) == len(rows) - 1
        for values, written in zip(table, rows[1:], strict=True):
            assert [plain(value) for value in values] == [cell.removeprefix("'") for cell in written]
        if "json" in dataset.formats:
            assert len(client.get(f"/data/{at}.json").json()["rows"]) == len(rows) - 1
            sheet = load_workbook(BytesIO(client.get(f"/data/{at}.xlsx").content)).active
            assert sheet is not None
            assert sheet.max_row == len(rows)


def parquet(content: bytes) -> list[tuple[Any, ...]]:
    held = pq.read_table(pa.BufferReader(content))
    assert held.schema.field(0).metadata
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM held").fetchall()


def plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_the_columns_are_described_beside_each_csv(client: Client, served: str) -> None:
    told = client.get("/data/history-2026.csv-metadata.json").json()
    assert told["url"] == f"{served}/data/history-2026.csv"
    assert told["tableSchema"]["columns"][0]["datatype"] == {"base": "date", "format": "yyyy-MM-dd"}
    assert 'rel="describedby"' in client.get("/data/results.csv").headers["link"]


@pytest.mark.parametrize(
    "path",
    [
        *("data/nothing", "data/results.pdf", "data/results-2026.csv", "data/history.csv", "data/history-1999.csv"),
        *("data/catalog.csv", "data/Results", "data/nothing.csv-metadata.json", "lv/data/nothing"),
    ],
)
def test_what_is_not_published_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


def test_our_own_audit_finds_the_open_data_on_our_page(client: Client, served: str) -> None:
    page = client.get("/lv/data")
    site = Site(url=served, name="eindekss")
    document = Document(f"{served}/lv/data", Response(f"{served}/lv/data", 200, {}, "utf-8"), None, page.text)
    found = {tried.feature.id: tried.feature for tried in try_page(document, site, signatures(), NOW.date())}
    for feature in ("open_data_page", "machine_readable_data", "open_licence", "data_api"):
        assert (found[feature].found, found[feature].grade) == (True, "working"), found[feature]


def test_programs_find_the_pages(client: Client, served: str) -> None:
    assert f"Sitemap: {served}/sitemap.xml" in client.get("/robots.txt").text
    listed = client.get("/sitemap.xml").text
    for path in ("lv/data/results", "lv/data/star-score", "en/municipality/0001000", "en/accessibility"):
        assert f"<loc>{served}/{path}</loc>" in listed
        assert listed.count(f'href="{served}/{path}"') == 2
    assert client.get("/.well-known/security.txt").status_code == 404
    assert json.loads(client.get("/data/runs.json").text)["dataset"] == "runs"
