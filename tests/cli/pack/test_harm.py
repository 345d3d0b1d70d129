"""Every harm that is done to a pack shows, and none is done to who opens it."""

import hashlib
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from db import pack_check
from db.engine import writing
from pipeline.errors import SetupError
from tests.cli.pack.conftest import (
    DOM,
    FIRST_SHOT,
    Entries,
    alone,
    eindekss,
    flaws,
    opened,
    packed,
    replaced,
    rewritten,
)


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
