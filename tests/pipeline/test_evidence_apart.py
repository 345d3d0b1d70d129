"""A machine whose evidence lies elsewhere than the others' is told of it, by its own health and by the doctor."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.runs import start_run
from db.saving import save_audit
from pipeline.doctor import storage
from pipeline.doctor.check import Installation, State
from pipeline.evidence_apart import evidence_apart
from pipeline.settings import read_settings
from tests.db.examples import audit

MINUTE = timedelta(minutes=1)


def test_evidence_that_lies_apart_is_told_wherever_it_is_missing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/audits.sqlite"
    database = open_database(url)
    ensure_ready(database)
    shared, own = (EvidenceStore(str(tmp_path / name)) for name in ("shared", "own"))
    first = audit(0)
    second = replace(first, run="second", started_at=first.started_at + MINUTE, finished_at=first.finished_at + MINUTE)
    for one in (first, second):
        start_run(database, one.run, started_at=one.started_at, sites=[one.site], settings={}, versions={})
    save_audit(database, first, shared.put(b"of both", "audit"))
    own.put(b"of both", "audit")
    save_audit(database, second, shared.put(b"of the others", "audit"))

    def told(store: EvidenceStore, minutes: int) -> str | None:
        return evidence_apart(database, store.blobs.holds, first.finished_at + minutes * MINUTE)

    assert told(shared, 60) is None
    # A network's folder shows it late.
    assert told(own, 2) is None
    assert "run second, is not in this machine's store" in (told(own, 4) or "")

    def found(name: str) -> set[State]:
        installation = Installation(
            read_settings({"database_url": url, "evidence_url": str(tmp_path / name)}), tmp_path
        )
        return {answer.state for answer in storage.evidence(installation) if "this machine's store" in answer.text}

    assert [found(name) for name in ("shared", "own", "not mounted")] == [set(), {State.FAIL}, {State.FAIL}]
    assert not (tmp_path / "not mounted").exists()
    database.dispose()
