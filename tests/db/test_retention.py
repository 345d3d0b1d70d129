"""Retention removes what is past its time and nothing that an audit promises, whatever happens meanwhile."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

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
from db.retention import Keep, Pruning, StoreShared, prune, pruned_of, sign_store
from db.verification import verify
from model.audit import Audit
from tests.db.examples import HOME, SITE, issue, run_of
from tests.db.kept import JPEG, at, keep, night, refs, shots
from tests.db.saver import site as saver_site
from tests.db.test_engine import ROOT

# A thread that never gets its turn proves nothing: the test goes on until it had one.
REMOVER_WINS_S = 60.0
KEEP = Keep(screenshots_days=90, evidence_days=400)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


@pytest.fixture
def store(folder: Path) -> EvidenceStore:
    return EvidenceStore(str(folder))


def settle(folder: Path) -> None:
    """Lets everything in the store have lain there for years."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and path.parent.name != "databases"}


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


def pruning(database: Engine, store: EvidenceStore, now: datetime, folder: Path, keep_for: Keep = KEEP) -> Pruning:
    """Prunes after a dry run, which must say the same and change nothing."""
    settle(folder)
    before = there(folder)
    sizes = {name: (folder / name[:2] / name[2:4] / name).stat().st_size for name in before}
    dry = prune(database, store, keep_for, now=now, dry_run=True)
    assert there(folder) == before
    done = prune(database, store, keep_for, now=now)
    assert replace(dry, dry_run=False) == done
    gone = before - there(folder)
    told = [*done.gone.values(), done.orphans]
    assert (sum(one.blobs for one in told), sum(one.size_bytes for one in told)) == (
        len(gone),
        sum(sizes[name] for name in gone),
    )
    return done


def flaws(database: Engine, store: EvidenceStore) -> list[tuple[FlawKind, str]]:
    return [(flaw.kind, flaw.text) for flaw in verify(database, store).flaws]


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


def test_what_killed_saves_left_goes_after_a_while(database: Engine, store: EvidenceStore, folder: Path) -> None:
    whole = night(database, store, 0)
    killed = night(database, store, 1, save=False)
    ref = next(iter(refs(killed)))
    half = folder / ref[:2] / ref[2:4] / ".0123456789abcdef.tmp"
    half.write_bytes(b"puse")
    strange = folder / "ab" / "pievienots.txt"
    strange.parent.mkdir(exist_ok=True)
    strange.write_bytes(b"not ours")
    (folder / "piezīmes.txt").write_bytes(b"not ours")
    orphans = refs(killed) - refs(whole)
    now = datetime.now(UTC)
    assert prune(database, store, Keep(0, 0), now=now + timedelta(days=1)).orphans.blobs == 0
    assert prune(database, store, Keep(0, 0), now=now + timedelta(days=3)).orphans.blobs == len(orphans) + 1
    assert not half.exists()
    assert {"pievienots.txt", "piezīmes.txt"} <= there(folder)
    assert flaws(database, store) == []


def test_what_an_audit_at_work_has_put_survives_until_it_is_saved(
    database: Engine, store: EvidenceStore, folder: Path
) -> None:
    night(database, store, 0, picture=b"viens", dom="<html>sens</html>")
    settle(folder)
    # The same page again after years: the store has all of it, and nothing of it is written anew.
    whole = night(database, store, 4000, picture=b"viens", dom="<html>sens</html>", save=False)
    prune(database, store, KEEP, now=datetime.now(UTC) + timedelta(days=1))
    keep(database, store, whole)
    assert flaws(database, store) == []
    assert there(folder) >= refs(whole)


def test_blob_that_is_put_while_it_is_removed_is_there(store: EvidenceStore, folder: Path) -> None:
    ref = store.put(b"domes lemumi", "dom")
    path = f"{ref[:2]}/{ref[2:4]}/{ref}"
    stop = threading.Event()
    removed: list[bool] = []

    def remove_on() -> None:
        while not stop.is_set():
            removed.append(store.blobs.remove(path, datetime.now(UTC)))

    remover = threading.Thread(target=remove_on)
    remover.start()
    puts, deadline = 0, monotonic() + REMOVER_WINS_S
    try:
        while puts < 200 or not (any(removed) or monotonic() > deadline):
            puts += 1
            with contextlib.suppress(FileNotFoundError):
                os.utime(folder / path, (0, 0))
            # The remover's turn, now and then in the midst of the put.
            sleep(puts % 3 / 10_000)
            store.put(b"domes lemumi", "dom")
            assert store.get(ref) == b"domes lemumi"
    finally:
        stop.set()
        remover.join()
    assert any(removed)


DEADLY = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import event
from db.blobs import Blobs
from db.engine import open_database
from db.evidence import EvidenceStore
from db.retention import Keep, prune

url, folder, now, what, number = sys.argv[1:]
left = int(number)

def step(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

database = open_database(url)
if what == "commit":
    event.listen(database, "commit", step)
class Deadly(Blobs):
    def remove(self, path, now):
        if what == "before":
            step()
        gone = super().remove(path, now)
        if what == "after" and gone:
            step()
        return gone
store = EvidenceStore(folder)
store.blobs = Deadly(folder)
prune(database, store, Keep(90, 400), now=datetime.fromisoformat(now))
"""


@pytest.mark.parametrize(("what", "number"), [("commit", 1), ("commit", 3), ("before", 1), ("before", 4), ("after", 2)])
def test_pruning_that_was_killed_leaves_no_promise_broken(
    database: Engine, store: EvidenceStore, database_url: str, folder: Path, what: str, number: int
) -> None:
    first = night(database, store, 0, issues=[issue(HOME)])
    for later in (1, 2, 380):
        night(database, store, later, dom=f"<html>{later}</html>", issues=[issue(HOME)])
    settle(folder)
    killed = subprocess.run(
        [sys.executable, "-c", DEADLY, database_url, str(folder), at(410).isoformat(), what, str(number)],
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert flaws(database, store) == []
    prune(database, store, KEEP, now=at(410))
    assert flaws(database, store) == []
    kept = there(folder)
    assert kept & shots(first) == {first.pages[0].evidence["desktop"]}
    assert prune(database, store, KEEP, now=at(410)).orphans.blobs == 0


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
