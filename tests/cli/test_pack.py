"""`eindekss evidence pack` and `verify PACK.zip`: a pack proves itself, and every harm that is done to it shows."""

import hashlib
import json
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from cli.main import app
from db import pack_check
from db.engine import ensure_ready, open_database, writing
from db.evidence import SCREENSHOT, EvidenceStore
from pipeline.errors import SetupError
from pipeline.packing import slug
from tests.db.examples import CONTACTS, HOME, SITE, issue
from tests.db.kept import JPEG, night

FIRST_SHOT = "pages/01-home-www-liepas-example/desktop.jpg"
DOM = "pages/01-home-www-liepas-example/dom.html.txt"
Entries = list[tuple[zipfile.ZipInfo, bytes]]


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two nights of one site."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "220")
    with opened() as database:
        store = EvidenceStore("evidence")
        night(database, store, 0)
        night(database, store, 1)


@contextmanager
def opened() -> Iterator[Engine]:
    database = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(database)
    yield database
    database.dispose()


def eindekss(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def packed(*more: str) -> Path:
    done = eindekss("evidence", "pack", "0099000", "--out", "pack.zip", *more)
    assert done.exit_code == 0, done.output
    return Path("pack.zip")


def flaws(*more: str) -> list[str]:
    """What does not hold in the pack, as `kind path`; the exit status says whether anything does not."""
    done = eindekss("evidence", "verify", "pack.zip", "--json", "-", *more)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    found = json.loads(done.stdout)["flaws"]
    assert done.exit_code == (1 if found else 0)
    return [f"{flaw['kind']} {flaw['path']}" for flaw in found]


def rewritten(change: Callable[[Entries], Entries | None]) -> None:
    """The pack with its entries changed, as another program would write it."""
    with zipfile.ZipFile("pack.zip") as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    entries = change(entries) or entries
    with zipfile.ZipFile("pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content)


def replaced(path: str, content: bytes) -> None:
    rewritten(lambda entries: [(info, content if info.filename == path else was) for info, was in entries])


def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The pack on a machine that has nothing else."""
    (tmp_path / "other").mkdir()
    shutil.move("pack.zip", tmp_path / "other" / "pack.zip")
    monkeypatch.chdir(tmp_path / "other")


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


def changed(entries: Entries) -> Entries:
    return [(info, was[:-1] + b"x" if info.filename == DOM else was) for info, was in entries]


def removed(entries: Entries) -> Entries:
    return [(info, was) for info, was in entries if info.filename != FIRST_SHOT]


def added(entries: Entries) -> Entries:
    return [*entries, (zipfile.ZipInfo("pages/03-new/dom.html.txt"), b"new")]


def renamed(entries: Entries) -> Entries:
    for info, _ in entries:
        if info.filename == DOM:
            info.filename = "pages/01-home-www-liepas-example/dom2.html.txt"
    return entries


def slipped(entries: Entries) -> Entries:
    names = ("../../evil.txt", "/etc/evil", "C:\\evil", "pages/../evil", "pages//evil", "a/", "nul\x7f")
    return [*entries, *((zipfile.ZipInfo(name), b"evil") for name in names)]


def linked(entries: Entries) -> Entries:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    return [*entries, (link, b"/etc/passwd")]


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (changed, [f"changed {DOM}"]),
        (removed, [f"missing {FIRST_SHOT}"]),
        (added, ["added pages/03-new/dom.html.txt"]),
        (renamed, ["added pages/01-home-www-liepas-example/dom2.html.txt", f"missing {DOM}"]),
        (linked, ["unsafe link"]),
    ],
)
def test_harm_is_named_file_by_file(harm: Callable[[Entries], Entries], found: list[str]) -> None:
    packed()
    rewritten(harm)
    assert flaws() == found
    said = eindekss("evidence", "verify", "pack.zip")
    assert said.exit_code == 1
    assert f"{len(found)} things do not hold." in said.stdout


def test_names_that_lead_elsewhere_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    packed()
    before = sorted(tmp_path.rglob("*"))
    rewritten(slipped)
    assert len(flaws()) == 7
    assert {flaw.split()[0] for flaw in flaws()} == {"unsafe"}
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_is_there_twice_is_refused() -> None:
    packed()
    with pytest.warns(UserWarning, match="Duplicate name"):
        rewritten(lambda entries: [*entries, (zipfile.ZipInfo(DOM), b"other")])
    # Whatever a reader takes of the two, one is told.
    assert f"unsafe {DOM}" in flaws()


def test_a_manifest_that_names_a_file_twice_is_refused() -> None:
    packed()

    def doubled(entries: Entries) -> Entries:
        found = []
        for info, content in entries:
            if info.filename == "manifest.json":
                manifest = json.loads(content)
                manifest["files"] += manifest["files"][:1]
                content = json.dumps(manifest).encode()
            found.append((info, content))
        return found

    rewritten(doubled)
    assert flaws() == ["unreadable manifest.json"]


def test_a_zip64_is_refused_whatever_its_short_record_says() -> None:
    packed()
    whole = Path("pack.zip").read_bytes()
    at = whole.rfind(pack_check.END)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 200, 200, 9_000, 0)
    Path("pack.zip").write_bytes(whole[:at] + record + locator + whole[at:])
    assert flaws() == ["unreadable None"]
    assert "ZIP64" in eindekss("evidence", "verify", "pack.zip").output


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    packed()
    read: list[int] = []
    whole = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        chunk = whole(self, size)
        read.append(len(chunk))
        return chunk

    # A file that unpacks to far more than the manifest says: it is read no further than needed.
    replaced(DOM, bytes(64 * 1024 * 1024))
    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    assert flaws() == [f"changed {DOM}"]
    assert sum(read) < 8 * 1024 * 1024
    # And one that says itself how much it would be, with entries that lie one in the other or not.
    monkeypatch.setattr(pack_check, "MOST_BYTES", 32 * 1024 * 1024)
    read.clear()
    assert flaws() == ["unsafe None"]
    assert read == []


def test_a_directory_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed()
    content = bytearray(Path("pack.zip").read_bytes())
    at = content.rfind(b"PK\x05\x06")
    content[at + 10 : at + 16] = struct.pack("<HI", 0xFFFF, 0xFFFFFFFF)
    Path("pack.zip").write_bytes(content)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert flaws() == ["unreadable None"]


@pytest.mark.parametrize("content", [b"", b"nav ZIP", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), bytes(100_000)])
def test_what_is_no_pack_is_told_so(content: bytes) -> None:
    Path("pack.zip").write_bytes(content)
    assert len(flaws()) == 1
    missing = eindekss("evidence", "verify", "nowhere.zip")
    assert isinstance(missing.exception, SetupError)


def test_a_pack_cut_short_or_with_something_behind_it_is_refused() -> None:
    content = packed().read_bytes()
    Path("pack.zip").write_bytes(content[: len(content) // 2])
    assert flaws() == ["unreadable None"]
    Path("pack.zip").write_bytes(content + b"<script>")
    assert flaws() == ["unreadable None"]


def forged(path: str, content: bytes, *, also_ref: bool = False) -> None:
    """Changes a file and makes the manifest fit it."""
    replaced(path, content)
    manifest = json.loads(zipfile.ZipFile("pack.zip").read("manifest.json"))
    for file in manifest["files"]:
        if file["path"] == path:
            file["sha256"], file["size_bytes"] = hashlib.sha256(content).hexdigest(), len(content)
            if also_ref:
                file["ref"] = f"{file['sha256']}.zst"
    replaced("manifest.json", json.dumps(manifest).encode())


def test_a_new_manifest_does_not_hide_changed_evidence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packed()
    alone(monkeypatch, tmp_path)
    genuine = Path("pack.zip").read_bytes()
    forged(DOM, b"<p>other</p>")
    assert flaws() == [f"changed {DOM}"]
    Path("pack.zip").write_bytes(genuine)
    forged(DOM, b"<p>other</p>", also_ref=True)
    assert flaws() == ["missing None"]
    Path("pack.zip").write_bytes(genuine)
    result = zipfile.ZipFile("pack.zip").read("result.json")
    forged("result.json", result.replace(b'"wcag_score":99.5', b'"wcag_score":11.5'), also_ref=True)
    assert flaws() == ["unchained chain.json"]
    Path("pack.zip").write_bytes(genuine)
    chain = json.loads(zipfile.ZipFile("pack.zip").read("chain.json"))
    chain["links"][0]["parts"]["scores"] = "0" * 64
    forged("chain.json", json.dumps(chain).encode())
    assert flaws() == ["unchained chain.json"]


def test_a_whole_new_chain_is_seen_by_the_database_and_by_a_head() -> None:
    packed()
    manifest = json.loads(zipfile.ZipFile("pack.zip").read("manifest.json"))
    with opened() as database, writing(database) as connection:
        connection.execute(text("UPDATE chain_link SET digest = 'ab' || substr(digest, 3)"))
    assert flaws() == ["unchained chain.json"]
    assert flaws("--head", manifest["head"]) == ["unchained chain.json"]
    assert "unchained None" in flaws("--head", "1" * 64)


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
