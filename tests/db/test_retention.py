"""Retention removes what is past its time and nothing that an audit promises."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from sqlalchemy import Engine, select, text

from db import tables as t
from db.audits import newest_audits, scores_of
from db.blobs import EvidenceError
from db.documents import load_audit
from db.engine import reading, writing
from db.evidence import EvidenceMissing, EvidenceStore
from db.flaws import FlawKind
from db.manifest import Kind
from db.retention import Keep, StoreShared, prune, pruned_of, sign_store
from db.verification import verify
from model.audit import Audit
from tests.db.examples import HOME, SITE, issue, run_of
from tests.db.kept import JPEG, at, keep, night, refs, shots
from tests.db.pruned import KEEP, flaws, pruning, settle, there
from tests.db.saver import site as saver_site


def test_evidence_that_a_later_night_uses_again_is_kept_for_its_time(
    database: Engine, folder: Path, store: EvidenceStore
) -> None:
    first = night(database, store, 0)
    pages = tuple(replace(page, reused_from=first.run) for page in first.pages)
    later = replace(night(database, store, 80, save=False), pages=pages)
    keep(database, store, later)
    settle(folder)
    prune(database, store, KEEP, now=at(100))
    # The first gave its pictures up, the second needs them still.
    assert {Kind.SCREENSHOT} == pruned_of(database, first.run, SITE.url).keys()
    assert shots(later) == shots(first)
    assert shots(later) <= there(folder)
    assert verify(database, store).flaws == []
    settle(folder)
    prune(database, store, KEEP, now=at(180))
    assert not shots(later) & there(folder)
    assert verify(database, store).flaws == []


def test_screenshots_go_first_then_evidence_and_results_never(
    database: Engine, store: EvidenceStore, folder: Path
) -> None:
    old, young = night(database, store, 0), night(database, store, 50)
    done = pruning(database, store, at(120), folder)
    assert (done.audits, done.gone[Kind.SCREENSHOT].blobs) == ({Kind.SCREENSHOT: 1, Kind.EVIDENCE: 0}, 2)
    assert there(folder).isdisjoint(shots(old))
    assert there(folder) >= refs(old) - shots(old) | refs(young)
    assert flaws(database, store) == []
    assert verify(database, store).pruned == [(at(120), Kind.SCREENSHOT, 1)]
    assert pruned_of(database, old.run, HOME) == {Kind.SCREENSHOT: at(120)}
    assert pruned_of(database, young.run, HOME) == {}

    done = pruning(database, store, at(420), folder)
    assert done.audits == {Kind.SCREENSHOT: 1, Kind.EVIDENCE: 1}
    # What the younger audit rests on too is still there.
    assert there(folder) & refs(old) == refs(old) & refs(young) - shots(young)
    assert there(folder) >= refs(young) - shots(young)
    assert flaws(database, store) == []

    pruning(database, store, at(5000), folder)
    rows = newest_audits(database)
    assert [load_audit(store.get(row.result_ref)) for row in rows] == [young]
    assert len(there(folder)) == 2
    assert len(scores_of(database, rows[0].id)) == 3
    assert flaws(database, store) == []
    again = pruning(database, store, at(5001), folder)
    assert (sum(again.audits.values()), again.orphans.blobs) == (0, 0)


def test_for_ever_is_for_ever(database: Engine, store: EvidenceStore, folder: Path) -> None:
    whole = night(database, store, 0)
    done = pruning(database, store, at(10_000), folder, Keep(0, 0))
    assert sum(done.audits.values()) == 0
    pruning(database, store, at(10_000), folder, Keep(0, 400))
    assert there(folder) >= shots(whole)


def test_a_blob_that_a_kept_audit_shares_stays(database: Engine, store: EvidenceStore, folder: Path) -> None:
    first = night(database, store, 0, picture=b"viens")
    second = night(database, store, 60, picture=b"viens")
    other = night(database, store, 61, picture=b"viens", site=saver_site("cits", 1))
    assert shots(first) == shots(second) == shots(other)
    pruning(database, store, at(149), folder)
    assert there(folder) >= shots(first)
    pruning(database, store, at(150.5), folder)
    assert there(folder) >= shots(first), "the other site's audit of night 61 still promises it"
    pruning(database, store, at(151.5), folder)
    assert there(folder).isdisjoint(shots(first))
    assert flaws(database, store) == []


def test_first_sight_of_an_open_issue_stays_until_it_is_closed(
    database: Engine, store: EvidenceStore, folder: Path
) -> None:
    first = night(database, store, 0, issues=[issue(HOME)])
    seen, unseen = (page.evidence["desktop"] for page in first.pages)
    again = night(database, store, 1, issues=[issue(HOME)])
    done = pruning(database, store, at(450), folder)
    assert there(folder) & (shots(first) | shots(again)) == {seen}
    assert unseen not in there(folder)
    assert done.kept_for_open_issues == 1
    assert flaws(database, store) == []
    # It is promised: that it is lost would show.
    (folder / seen[:2] / seen[2:4] / seen).rename(folder / "aside")
    assert [kind for kind, _ in flaws(database, store)] == [FlawKind.MISSING_BLOB]
    (folder / "aside").rename(folder / seen[:2] / seen[2:4] / seen)

    night(database, store, 449)
    done = pruning(database, store, at(450), folder)
    assert (done.gone[Kind.SCREENSHOT].blobs, done.kept_for_open_issues) == (1, 0)
    assert seen not in there(folder)


def test_store_of_another_database_is_refused(database: Engine, store: EvidenceStore, folder: Path) -> None:
    store.put(b"cita", "dom")
    settle(folder)
    with pytest.raises(StoreShared, match="EINDEKSS_DATABASE_URL"):
        prune(database, store, KEEP, now=at(5000))
    sign_store(database, store)
    store.blobs.sign("f" * 32)
    with pytest.raises(StoreShared, match="another database"):
        prune(database, store, KEEP, now=at(5000))
    assert len(there(folder)) == 1


NO_CHAIN = "UPDATE run SET chain_number = NULL, chain_head = NULL, previous_run_id = NULL, previous_head = NULL"


def before_the_chain(database: Engine) -> None:
    with writing(database) as connection:
        for statement in ("DELETE FROM chain_link", "DELETE FROM blob", NO_CHAIN):
            connection.execute(text(statement))


def test_audits_from_before_the_chain_keep_what_they_need(database: Engine, store: EvidenceStore, folder: Path) -> None:
    whole = night(database, store, 0, issues=[issue(HOME)])
    before_the_chain(database)
    pruning(database, store, at(80), folder)
    assert there(folder) >= refs(whole)
    done = pruning(database, store, at(100), folder)
    assert there(folder) & shots(whole) == {whole.pages[0].evidence["desktop"]}
    assert (there(folder) >= refs(whole) - shots(whole), done.unreadable) == (True, [])
    assert flaws(database, store) == []


def test_where_an_old_audit_cannot_tell_its_needs_nothing_unknown_goes(
    database: Engine, store: EvidenceStore, folder: Path
) -> None:
    old = night(database, store, 0)
    with reading(database) as connection:
        ref = connection.scalars(select(t.audit.c.result_ref)).one()
    before_the_chain(database)
    (folder / ref[:2] / ref[2:4] / ref).write_bytes(b"nekas")
    young = night(database, store, 50, picture=b"jauns")
    done = pruning(database, store, at(141), folder)
    assert done.unreadable == [f"{HOME} in run {run_of(0)}"]
    assert there(folder) >= refs(old)
    assert there(folder).isdisjoint(shots(young))


@pytest.fixture
def remote() -> Iterator[EvidenceStore]:
    yield EvidenceStore("memory://kept")
    fsspec.filesystem("memory").rm("/kept", recursive=True)


def test_object_store_is_pruned_the_same(database: Engine, remote: EvidenceStore) -> None:
    files = fsspec.filesystem("memory")

    def age() -> None:
        for name, file in files.store.items():
            if name.startswith("/kept/"):
                file.modified = at(-3000)

    old = night(database, remote, 0, picture=b"viens")
    age()
    # Found again, it is sent again, so that it is young.
    young = night(database, remote, 4000, picture=b"viens", save=False)
    prune(database, remote, KEEP, now=at(200))
    keep(database, remote, young)
    assert flaws(database, remote) == []
    age()
    done = prune(database, remote, KEEP, now=at(4200))
    assert done.gone[Kind.SCREENSHOT].blobs == 2
    assert flaws(database, remote) == []
    for ref in shots(old):
        with pytest.raises(EvidenceMissing):
            remote.get(ref)


def test_store_that_went_away_is_said_and_no_row_is_touched(
    database: Engine, store: EvidenceStore, folder: Path
) -> None:
    whole: Audit = night(database, store, 0)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        prune(database, store, KEEP, now=at(5000))
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        verify(database, store)
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        store.put(JPEG, "screenshot")
    assert not folder.exists()
    folder.with_name("elsewhere").rename(folder)
    assert pruned_of(database, whole.run, SITE.url) == {}
