"""The star's files as open data: each table is a dataset, whose files are read where they are."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Client
from rdflib import DCAT, DCTERMS, Graph, URIRef

from db.star import FACTS, VIEWS
from pipeline.workplace import Workplace, settings_in_force
from reports.datasets import star_datasets
from tests.web.country import NOW
from tests.web.open_data.test_open_data import one as only
from tests.web.serving import serving
from web.app import create_app

SCORE = "score/year=2026/month=11/score.parquet"


@pytest.fixture
def folder(country: Workplace, tmp_path: Path) -> Path:
    """An export of its own."""
    return shutil.copytree(country.settings.star_folder, tmp_path / "star")


@pytest.fixture
def publishing(country: Workplace, folder: Path) -> Iterator[Client]:
    workplace = replace(country, settings=settings_in_force({"star_folder": str(folder)}))
    with serving(create_app(workplace, lambda: NOW)) as address, Client(base_url=address, trust_env=False) as client:
        yield client


def test_each_table_is_a_dataset_with_a_page(client: Client, served: str) -> None:
    assert star_datasets().keys() == {view.name for view in VIEWS}
    assert {name for name, told in star_datasets().items() if told.by_year} == {fact.name for fact in FACTS}
    listed = client.get("/lv/data").text
    for dataset in star_datasets().values():
        graph = Graph().parse(data=client.get(f"/data/{dataset.id}.ttl").text, format="turtle")
        me = URIRef(f"{served}/data/{dataset.id}")
        page = client.get(str(only(graph, me, DCAT.landingPage)))
        assert (page.status_code, dataset.title.lv in page.text) == (200, True)
        assert f"/lv/data/{dataset.id}" in listed
        files = list(graph.objects(me, DCAT.distribution))
        assert files != []
        assert {str(only(graph, file, DCTERMS.conformsTo)) for file in files} == {f"{served}/data/star/dictionary.json"}
    files = client.get("/en/data/star-score?format=json").json()["tables"][0]["rows"]
    assert files[0][0] == f"star/{SCORE}"
    assert client.get("/data/star-score").headers["location"] == "/lv/data/star-score"
    tables = client.get("/data/star/dictionary.json").json()["tables"]
    assert [(told["name"], len(told["columns"])) for told in tables] == [
        (view.name, len(view.columns)) for view in VIEWS
    ]


def test_a_file_is_read_where_it_is(client: Client, country: Workplace) -> None:
    content = (Path(country.settings.star_folder) / SCORE).read_bytes()
    whole = client.get(f"/data/star/{SCORE}")
    assert whole.content == content
    assert whole.headers["access-control-allow-origin"] == "*"
    part = client.get(f"/data/star/{SCORE}", headers={"Range": "bytes=-8", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, content[-8:])
    assert client.head(f"/data/star/{SCORE}").headers["content-length"] == str(len(content))
    manifest = client.get("/data/star/manifest.json")
    assert manifest.headers["content-type"] == "application/json"
    assert SCORE in {entry["path"] for entry in manifest.json()["files"]}


def test_nothing_else_of_the_folder_is_shown(publishing: Client, folder: Path, country: Workplace) -> None:
    (folder.parent / "secret.parquet").write_bytes(b"PAR1")
    (folder / "score/notes.txt").write_text("kept")
    for path in ("../secret.parquet", "%2e%2e/secret.parquet", "score/notes.txt", "score", "", f"/{folder}/{SCORE}"):
        assert publishing.get(f"/data/star/{path}").status_code == 404, path
    with (
        serving(create_app(replace(country, settings=settings_in_force()), lambda: NOW)) as address,
        Client(base_url=address, trust_env=False) as without,
    ):
        for path in ("data/star/manifest.json", "data/star-score.ttl", "lv/data/star-score"):
            assert without.get(f"/{path}").status_code == 404, path
        for path in ("data/catalog.ttl", "lv/data"):
            assert "star-score" not in without.get(f"/{path}").text


def test_while_an_export_is_at_work_nothing_untrue_is_sent(publishing: Client, folder: Path) -> None:
    file, manifest = folder / SCORE, folder / "manifest.json"
    content, told = file.read_bytes() + b"PAR1", json.loads(manifest.read_bytes())
    old = publishing.get("/data/star-score.ttl").text
    file.write_bytes(content)
    answer = publishing.get(f"/data/star/{SCORE}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert publishing.get("/data/star-score.ttl").text == old
    (entry,) = (each for each in told["files"] if each["path"] == SCORE)
    entry |= {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest.write_text(json.dumps(told))
    assert publishing.get(f"/data/star/{SCORE}").content == content
    for path in ("data/star-score.ttl", "lv/data/star-score"):
        assert entry["sha256"] in publishing.get(f"/{path}").text
    manifest.write_text("{")
    assert publishing.get("/lv/data/star-score").status_code == 404
