"""Retention beside saves, after saves that were killed, and killed in its midst: no promise is broken."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine

from db.evidence import EvidenceStore
from db.retention import Keep, prune
from tests.db.examples import HOME, issue
from tests.db.kept import at, keep, night, refs, shots
from tests.db.pruned import KEEP, flaws, settle, there
from tests.db.test_engine import ROOT

# A thread that never gets its turn proves nothing: the test goes on until it had one.
REMOVER_WINS_S = 60.0


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
