"""A picture of a proof or finding is evidence as a screenshot is: promised, verified, kept as long as needed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.documents import DocumentError, dump_audit, load_json, load_shown
from db.evidence import SCREENSHOT, EvidenceStore
from db.flaws import FlawKind
from db.manifest import FAULT_PICTURE, Kind, items_in, items_of
from db.retention import Keep, prune
from db.verification import verify
from model.audit import Audit
from model.finding import Feature, Proof
from tests.db.examples import CONTACTS, HOME, issue
from tests.db.kept import JPEG, at, keep, night

RESULT = "0" * 64 + ".zst"


def pictured(audit: Audit, *pictures: str | None) -> Audit:
    proofs = tuple(Proof(CONTACTS, "Tālrunis", picture=picture) for picture in pictures)
    return replace(audit, features=(Feature("contacts", True, evidence=proofs), Feature("chat", None)))


def test_the_list_of_blobs_is_the_same_from_audit_and_document(database: Engine, store: EvidenceStore) -> None:
    ref = store.put(JPEG + b"1", SCREENSHOT)
    audit = pictured(night(database, store, 0, save=False), ref, ref, "", None)
    items = items_of(audit, RESULT)
    assert items == items_in(load_json(dump_audit(audit)), RESULT)
    (picture,) = [item for item in items if item.ref == ref]
    assert (picture.kind, picture.page) == (Kind.SCREENSHOT, CONTACTS)


def test_documents_of_the_time_before_pictures_can_be_read(database: Engine, store: EvidenceStore) -> None:
    document = load_json(dump_audit(pictured(night(database, store, 0, save=False), "")))
    for feature in document["audit"]["features"]:
        for proof in feature["evidence"]:
            del proof["picture"], proof["by"]
    assert all(item.part != "picture of a proof" for item in items_in(document, RESULT))


def test_a_lost_picture_shows_and_a_pruned_one_does_not(database: Engine, store: EvidenceStore, tmp_path: Path) -> None:
    ref = store.put(JPEG + b"1", SCREENSHOT)
    keep(database, store, pictured(night(database, store, 0, save=False), ref))
    assert verify(database, store).flaws == []
    blob = next((tmp_path / "evidence").rglob(ref))
    blob.rename(tmp_path / "aside")
    (flaw,) = verify(database, store).flaws
    assert flaw.kind is FlawKind.MISSING_BLOB
    assert f"the picture of a proof of {CONTACTS}" in flaw.text
    (tmp_path / "aside").rename(blob)
    # A later audit that shows the same picture keeps it.
    keep(database, store, pictured(night(database, store, 60, save=False), ref))
    for path in (tmp_path / "evidence").rglob("*"):
        os.utime(path, (0, 0))
    prune(database, store, Keep(90, 400), now=at(120))
    assert blob.exists()
    prune(database, store, Keep(90, 400), now=at(151))
    assert not blob.exists()
    assert verify(database, store).flaws == []


def outlined(audit: Audit, *pictures: str | None) -> Audit:
    """One issue of the home page with a picture at each of its examples."""
    whole = issue(HOME)
    examples = tuple(replace(whole.examples[0], picture=picture) for picture in pictures)
    return replace(audit, wcag_issues=(replace(whole, examples=examples),))


def test_a_picture_of_a_finding_is_named_beside_those_of_proofs(database: Engine, store: EvidenceStore) -> None:
    ref, other = store.put(JPEG + b"1", SCREENSHOT), store.put(JPEG + b"2", SCREENSHOT)
    audit = outlined(pictured(night(database, store, 0, save=False), ref), ref, other, "", None)
    items = items_of(audit, RESULT)
    assert items == items_in(load_json(dump_audit(audit)), RESULT)
    named = [(item.ref, item.page) for item in items if item.part == FAULT_PICTURE]
    assert named == [(ref, HOME), (other, HOME)]
    keep(database, store, audit)
    assert verify(database, store).flaws == []
    # An audit from before has the same list as ever.
    document = load_json(dump_audit(outlined(audit, None)))
    for found in document["audit"]["wcag_issues"]:
        for example in found["examples"]:
            del example["picture"]
    assert [item for item in items if item.part != FAULT_PICTURE] == list(items_in(document, RESULT))


def test_a_picture_of_an_open_issue_is_kept_until_it_is_closed(
    database: Engine, store: EvidenceStore, tmp_path: Path
) -> None:
    ref = store.put(JPEG + b"1", SCREENSHOT)
    keep(database, store, outlined(night(database, store, 0, save=False), ref))
    blob = next((tmp_path / "evidence").rglob(ref))

    def prune_at(days: float) -> None:
        for path in (tmp_path / "evidence").rglob("*"):
            os.utime(path, (0, 0))
        prune(database, store, Keep(90, 400), now=at(days))

    prune_at(300)
    assert blob.exists()
    assert verify(database, store).flaws == []
    night(database, store, 301)
    prune_at(302)
    assert not blob.exists()
    assert verify(database, store).flaws == []


def test_features_and_issues_are_read_without_the_rest(database: Engine, store: EvidenceStore) -> None:
    for audit in (
        outlined(night(database, store, 0, save=False), ""),
        pictured(night(database, store, 0, save=False), ""),
    ):
        assert load_shown(dump_audit(audit)) == (audit.features, audit.issues)


@pytest.mark.parametrize("broken", [b"{}", b"[]", b'{"format":"eindekss.audit-document/1","audit":[]}'])
def test_what_is_no_audit_has_neither(broken: bytes) -> None:
    with pytest.raises(DocumentError):
        load_shown(broken)
