"""`eindekss evidence pack` and `verify PACK.zip`: a pack proves itself, on every machine."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import writing
from db.evidence import SCREENSHOT, EvidenceStore
from pipeline.errors import SetupError
from pipeline.packing import slug
from tests.cli.pack.conftest import DOM, FIRST_SHOT, alone, eindekss, flaws, opened, packed
from tests.db.examples import CONTACTS, HOME, SITE, issue
from tests.db.kept import JPEG, night


def test_a_pack_proves_itself_without_a_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = eindekss("evidence", "pack", "0099000", "--out", "pack.zip", "--lang", "en")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile("pack.zip") as archive:
        names = set(archive.namelist())
        readme = archive.read("README.lv.txt").decode()
        manifest = json.loads(archive.read("manifest.json"))
    assert {"README.en.txt", "manifest.json", "chain.json", "result.json", "report-en.html", FIRST_SHOT, DOM} <= names
    assert {"visit/documents.ndjson", "visit/crawl.json"} <= names
    assert "Tīmekļvietnes audita pierādījumi" in readme
    assert manifest["head"] in readme.replace("\n", " ")
    assert {file["path"] for file in manifest["files"]} == names - {"manifest.json"}
    alone(monkeypatch, tmp_path)
    told = eindekss("evidence", "verify", "pack.zip")
    assert told.exit_code == 0, told.output
    assert "no database here knows its run" in told.stdout
    assert f"Head: {manifest['head']}" in told.stdout
    assert flaws("--head", manifest["head"]) == []
    assert flaws("--head", "0" * 64) == ["unchained None"]
    # To look for a database did not make one.
    assert [path.name for path in Path().iterdir()] == ["pack.zip"]


def test_equal_evidence_gives_equal_bytes() -> None:
    first = packed().read_bytes()
    assert packed().read_bytes() == first


def test_pictures_of_findings_are_there_once_each_and_hold() -> None:
    with opened() as database:
        store = EvidenceStore("evidence")
        refs = [store.put(JPEG + name, SCREENSHOT) for name in (b"1", b"2")]
        places = issue(HOME, HOME, CONTACTS)
        shown = [replace(one, picture=ref) for one, ref in zip(places.examples, [*refs, refs[0]], strict=True)]
        night(database, store, 2, issues=[replace(places, examples=tuple(shown))])
    packed()
    with zipfile.ZipFile("pack.zip") as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name.startswith("findings/")}
    assert found == {"findings/01.jpg": JPEG + b"1", "findings/02.jpg": JPEG + b"2"}
    assert flaws() == []


def test_an_earlier_run_is_packed_by_its_name() -> None:
    with opened() as database, database.connect() as connection:
        first, second = connection.execute(text("SELECT id FROM run ORDER BY started_at")).scalars().all()
    packed("--run", first)
    assert json.loads(zipfile.ZipFile("pack.zip").read("manifest.json"))["run"] == first
    assert flaws() == []
    later = eindekss("evidence", "verify", second, "--json", "-")
    # The head of a later run proves the earlier one too, as far as the database knows the way to it.
    assert flaws("--head", json.loads(later.stdout)["head"]) == []
    with zipfile.ZipFile("pack.zip") as archive:
        earlier = json.loads(archive.read("manifest.json"))["head"]
    packed("--run", second)
    # An earlier head says nothing of what came after it.
    assert flaws("--head", earlier) == ["unchained None"]
    unknown = eindekss("evidence", "pack", SITE.url, "--run", "20200101T000000000Z")
    assert isinstance(unknown.exception, SetupError)
    assert "holds no audit" in str(unknown.exception)


def test_pruned_evidence_is_named_with_its_day_and_lost_evidence_is_a_fault(tmp_path: Path) -> None:
    with opened() as database, writing(database) as connection:
        connection.execute(
            text(
                "INSERT INTO pruned SELECT id, 'screenshot', '2026-11-01 00:00:00' FROM audit ORDER BY id DESC LIMIT 1"
            )
        )
    for shot in Path("evidence").rglob("*.jpg"):
        shot.unlink()
    packed()
    assert flaws() == []
    said = eindekss("evidence", "verify", "pack.zip").stdout
    assert f"Removed by retention on 2026-11-01: {FIRST_SHOT}" in said
    assert "vairs netiek glabātas" in zipfile.ZipFile("pack.zip").read("README.lv.txt").decode()
    with opened() as database, writing(database) as connection:
        connection.execute(text("DELETE FROM pruned"))
    # Nobody gave it up: who calls it removed says what the database does not know.
    assert f"missing {FIRST_SHOT}" in flaws()
    lost = eindekss("evidence", "pack", HOME, "--out", "pack.zip")
    assert lost.exit_code == 1
    assert f"not in the pack: {FIRST_SHOT}" in lost.stderr
    assert f"missing {FIRST_SHOT}" in flaws()


def test_file_names_of_hostile_addresses_are_plain() -> None:
    assert slug("https://xn--a.lv/../..%2f%00/Ziņas un jaunumi?a=<b>#c") == "xn-a-lv-zinas-un-jaunumi-a-b-c"
    assert len(slug("https://a.lv/" + "x/" * 5_000)) <= 60
    assert slug("https://例え.jp/") == "jp"
