"""Evidence is stored once, comes back as it was, and damage is told."""

import os
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
import zstandard

from db.blobs import path_of
from db.evidence import DocumentBatch, EvidenceDamaged, EvidenceError, EvidenceMissing, EvidenceStore
from model.evidence import Document, PageEvidence, Response, Timing
from model.failure import Failure, FailureKind

PAGE = PageEvidence(
    url="https://novads.example/",
    role="home",
    failure=None,
    response=Response("https://novads.example/lv", 200, {"content-type": "text/html"}, "utf-8"),
    html="<html><body>Pašvaldība \ud83d</body></html>",
    axe={"version": "4.14.0", "rules": [{"id": "image-alt", "passes": 3, "nodes": [{"html": "<img \udc00>"}]}]},
    mobile={"content_width": 360.5, "viewport": None},
    screenshots={"desktop": b"\xff\xd8desktop", "phone": b"\xff\xd8phone"},
    console=("kļūda",),
    timing=Timing(12, 34, 56, 78),
    links=("https://novads.example/kontakti",),
)


@pytest.fixture(params=["folder", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EvidenceStore]:
    if request.param == "folder":
        yield EvidenceStore(str(tmp_path / "evidence"))
        return
    yield EvidenceStore("memory://evidence")
    fsspec.filesystem("memory").rm("/evidence", recursive=True)


def blobs(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def document(number: int, size: int = 100) -> Document:
    url = f"https://novads.example/{number}"
    html = f"<p>Ziņa {number}</p>\n" + "<div class='izvelne'>Sākums</div>" * (size // 32)
    return Document(url, Response(url, 200, {}, "utf-8"), None, html, (url + "/a",))


def test_bytes_come_back(store: EvidenceStore) -> None:
    assert store.get(store.put("ģērbonis".encode(), "dom")) == "ģērbonis".encode()
    assert store.get(store.put(b"", "dom")) == b""


def test_equal_evidence_is_stored_once_and_compressed(folder: Path) -> None:
    store = EvidenceStore(str(folder))
    data = b"<li>jaunumi</li>" * 1000
    assert store.put(data, "dom") == store.put(data, "audit")
    (blob,) = blobs(folder)
    assert blob.stat().st_size < len(data) / 50
    image = b"\xff\xd8" + bytes(range(256))
    ref = store.put(image, "screenshot")
    assert (folder / ref[:2] / ref[2:4] / ref).read_bytes() == image


def test_page_comes_back_whole(store: EvidenceStore) -> None:
    refs = store.put_page(PAGE)
    assert set(refs) == {"page", "dom", "axe", "mobile", "desktop", "phone"}
    assert store.get_page(refs) == PAGE
    assert store.get_page({"page": refs["page"]}) == PAGE
    assert store.get(refs["phone"]) == b"\xff\xd8phone"


def test_failed_page_has_a_record_only(store: EvidenceStore) -> None:
    lost = PageEvidence("https://novads.example/x", "template", Failure(FailureKind.PAGE_FROZEN, "45 s"))
    refs = store.put_page(lost)
    assert set(refs) == {"page"}
    assert store.get_page(refs) == lost


def test_same_page_again_adds_only_its_record(folder: Path) -> None:
    store = EvidenceStore(str(folder))
    store.put_page(PAGE)
    before = len(blobs(folder))
    store.put_page(replace(PAGE, timing=Timing(1)))
    assert len(blobs(folder)) == before + 1


def test_a_page_that_is_kept_on_adds_nothing_and_is_young_again(folder: Path) -> None:
    store = EvidenceStore(str(folder))
    refs, before = store.put_page(PAGE), len(blobs(folder))
    for path in blobs(folder):
        os.utime(path, (0, 0))
    assert store.put_page_again(replace(PAGE, screenshots={}), refs) == refs
    assert len(blobs(folder)) == before
    assert min(path.stat().st_mtime for path in blobs(folder)) > 0
    moved = store.put_page_again(replace(PAGE, template="t9"), refs)
    assert {part for part in refs if refs[part] != moved[part]} == {"page"}
    assert store.get_page(moved) == replace(PAGE, template="t9")
    (folder / path_of(refs["phone"])).unlink()
    with pytest.raises(EvidenceMissing):
        store.put_page_again(PAGE, refs)


def test_a_page_is_kept_on_wherever_it_lies(store: EvidenceStore) -> None:
    refs = store.put_page(PAGE)
    assert store.put_page_again(PAGE, refs) == refs
    with pytest.raises(EvidenceMissing):
        store.put_page_again(PAGE, {**refs, "dom": f"{'0' * 64}.zst"})


def test_batch_comes_back_in_order(store: EvidenceStore) -> None:
    documents = [document(number, size=300_000 if number == 3 else 100) for number in range(12)]
    documents.append(Document("https://novads.example/x", None, Failure(FailureKind.HTTP_5XX, "503")))
    with DocumentBatch(store) as batch:
        for one in documents:
            batch.add(one)
        ref = batch.finish()
    assert ref is not None
    assert list(store.read_documents(ref)) == documents


def test_batch_without_documents_is_nothing(store: EvidenceStore) -> None:
    assert DocumentBatch(store).finish() is None


def test_batch_holds_and_reads_one_document_at_a_time(tmp_path: Path) -> None:
    store = EvidenceStore(str(tmp_path))
    tracemalloc.start()
    try:
        batch = DocumentBatch(store)
        for number in range(200):
            batch.add(document(number, size=200_000))
        ref = batch.finish()
        assert ref is not None
        assert sum(1 for _ in store.read_documents(ref)) == 200
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 200 pages are 40 MB.
    assert peak < 8_000_000
    assert sum(path.stat().st_size for path in blobs(tmp_path)) < 400_000


@pytest.mark.parametrize("harm", ["cut", "flip", "swap", "huge"])
def test_damage_is_told(folder: Path, harm: str) -> None:
    store = EvidenceStore(str(folder))
    with DocumentBatch(store) as batch:
        batch.add(document(1, size=5000))
        ref = batch.finish()
    assert ref is not None
    (blob,) = blobs(folder)
    stored = bytearray(blob.read_bytes())
    if harm == "cut":
        del stored[len(stored) // 2 :]
    elif harm == "flip":
        stored[len(stored) // 2] ^= 0x40
    elif harm == "swap":
        stored = bytearray(zstandard.compress(b"{}\n"))
    else:
        # A frame that claims four gigabytes.
        stored[:] = b"\x28\xb5\x2f\xfd\xa0\xff\xff\xff\xff" + stored[9:]
    blob.write_bytes(stored)
    with pytest.raises(EvidenceDamaged):
        store.get(ref)
    with pytest.raises(EvidenceDamaged):
        list(store.read_documents(ref))


def test_half_written_blob_is_written_anew(folder: Path) -> None:
    store = EvidenceStore(str(folder))
    ref = store.put(b"domes lemums", "dom")
    blobs(folder)[0].write_bytes(b"")
    with pytest.raises(EvidenceDamaged):
        store.get(ref)
    store.put(b"domes lemums", "dom")
    assert store.get(ref) == b"domes lemums"
    assert len(blobs(folder)) == 1


@pytest.mark.parametrize("ref", ["0" * 64 + ".zst", "../../etc/passwd", ""])
def test_what_is_not_there_is_missing(store: EvidenceStore, ref: str) -> None:
    with pytest.raises(EvidenceMissing):
        store.get(ref)


def test_record_of_another_kind_is_damage(store: EvidenceStore) -> None:
    with pytest.raises(EvidenceDamaged, match="no page"):
        store.get_page({"page": store.put(b'{"parts": {}}', "page")})


def test_store_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        EvidenceStore(str(tmp_path / "file" / "evidence"))
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        EvidenceStore("nothing://evidence")
    store = EvidenceStore(str(tmp_path / "evidence"))
    store.check_writable()
    assert blobs(tmp_path / "evidence") == []
    (tmp_path / "evidence").rmdir()
    (tmp_path / "evidence").write_text("")
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        store.check_writable()
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        store.put(b"x", "dom")
