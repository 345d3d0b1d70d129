"""A blob that was changed, lost or forgotten after an audit was saved shows, and is named."""

from pathlib import Path

from sqlalchemy import Engine, select

from db import evidence_tables as e
from db import tables as t
from db.engine import reading, writing
from db.evidence import EvidenceStore
from db.flaws import FlawKind
from db.verification import verify
from tests.db.examples import HOME, run_of
from tests.db.kept import night
from tests.db.tampered import kinds, tamper
from tests.db.tampered import nights as nights


def test_changed_and_missing_blobs_are_told_with_their_page(
    nights: Engine, store: EvidenceStore, tmp_path: Path
) -> None:
    whole = night(nights, store, 3, dom="<html>cits</html>", picture=b"cita")
    dom, shot = whole.pages[0].evidence["dom"], whole.pages[1].evidence["desktop"]
    folder = tmp_path / "evidence"
    (folder / dom[:2] / dom[2:4] / dom).write_bytes(b"nekas")
    (folder / shot[:2] / shot[2:4] / shot).unlink()
    assert kinds(nights, store) == [FlawKind.MISSING_BLOB]
    for done in (verify(nights, store), verify(nights, store, run=run_of(3))):
        assert {(flaw.kind, flaw.ref, flaw.site, flaw.run) for flaw in done.flaws} == {
            (FlawKind.CHANGED_BLOB, dom, HOME, run_of(3)),
            (FlawKind.MISSING_BLOB, shot, HOME, run_of(3)),
        }
        assert f"the dom of {HOME} in the audit of {HOME} was changed" in "".join(flaw.text for flaw in done.flaws)
    assert verify(nights, store, run=run_of(2)).flaws == []


def test_lost_result_document_is_told_and_hides_nothing_else(
    nights: Engine, store: EvidenceStore, tmp_path: Path
) -> None:
    with reading(nights) as connection:
        ref = connection.scalars(select(t.audit.c.result_ref).where(t.audit.c.run_id == run_of(2))).one()
    (tmp_path / "evidence" / ref[:2] / ref[2:4] / ref).unlink()
    tamper(nights, "UPDATE audit SET index_score = 1 WHERE run_id = 'night-0002'")
    done = verify(nights, store)
    assert [flaw.kind for flaw in done.flaws] == [FlawKind.CHANGED_ROW, FlawKind.MISSING_BLOB]
    assert "the rows of its audit are not those" in done.flaws[0].text
    assert "the result document in the audit" in done.flaws[1].text


def test_blob_that_the_database_was_made_to_forget_shows(nights: Engine, store: EvidenceStore, tmp_path: Path) -> None:
    whole = night(nights, store, 3, dom="<html>cits</html>")
    dom = whole.pages[0].evidence["dom"]
    (tmp_path / "evidence" / dom[:2] / dom[2:4] / dom).unlink()
    with writing(nights) as connection:
        connection.execute(e.blob.delete().where(e.blob.c.digest == bytes.fromhex(dom[:64])))
    assert [flaw.ref for flaw in verify(nights, store).flaws] == [dom]
