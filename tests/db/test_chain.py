"""Whatever is changed, removed, moved or added after an audit was saved shows, and is named."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from db import evidence_tables as e
from db import tables as t
from db.chain import COLUMNS
from db.documents import dump_audit
from db.engine import reading
from db.evidence import EvidenceStore
from db.flaws import FlawKind
from db.runs import start_run
from db.saving import add_scores
from db.verification import UnknownRun, verify
from model.failure import Failure, FailureKind
from tests.db.examples import HOME, audit, failed, index, issue, run_of
from tests.db.kept import keep, night
from tests.db.tampered import OTHER, kinds, said, tamper
from tests.db.tampered import nights as nights
from tests.db.test_engine import saver


def test_untouched_evidence_holds(nights: Engine, store: EvidenceStore) -> None:
    done = verify(nights, store)
    assert done.flaws == []
    assert (done.runs, done.audits, done.unlinked, done.pruned) == (3, 5, [], [])
    assert done.size_bytes > 1000
    quick = verify(nights, store, quick=True)
    assert (quick.flaws, quick.blobs, quick.size_bytes) == ([], done.blobs, 0)
    assert quick.head == done.head
    one = verify(nights, store, run=run_of(1), heads=[done.head or ""])
    assert (one.flaws, one.runs, one.audits) == ([], 1, 3)
    with pytest.raises(UnknownRun):
        verify(nights, store, run="nekad")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit SET index_score = 99 WHERE run_id = 'night-0001'", "index_score is 99.0, it was 66.66"),
        ("UPDATE audit SET status = 'failed' WHERE run_id = 'night-0001'", "status is failed, it was complete"),
        ("UPDATE score SET score = 99 WHERE kind = 'section'", "score 2019 section communication: score is 99.0"),
        ("DELETE FROM score WHERE kind = 'indicator'", "website_usability: the row is gone"),
        ("UPDATE page_audit SET wcag_score = 1 WHERE position = 0", "page 0: wcag_score is 1.0, it was 99.5"),
        ("UPDATE page_audit SET evidence_ref = 'x'", "evidence_ref is x, it was"),
        ("UPDATE rule_count SET failed = 7 WHERE rule = 'image-alt'", "rule image-alt: failed is 7, it was 0"),
        ("UPDATE site SET url = 'https://cits.example/'", "url is https://cits.example/, it was"),
        ("UPDATE audit SET result_ref = 'x'", "the rows of its audit are not those that were saved"),
    ],
)
def test_changed_row_is_named_with_what_it_was(
    database: Engine, store: EvidenceStore, statement: str, words: str
) -> None:
    for number in range(2):
        night(database, store, number, issues=[issue(HOME)])
    tamper(database, statement)
    done = verify(database, store, quick=True)
    assert {flaw.kind for flaw in done.flaws} >= {FlawKind.CHANGED_ROW}
    assert words in said(database, store)


def first_audit(table: str) -> str:
    return f"DELETE FROM {table} WHERE audit_id = (SELECT min(id) FROM audit WHERE run_id = 'night-0001')"


# What follows an audit over the nights, which the chain does not cover.
FOLLOWED = ["DELETE FROM issue", "DELETE FROM feature", "DELETE FROM site_name"]
REMOVED = [
    *FOLLOWED,
    *(first_audit(name) for name in ("page_audit", "score", "rule_count")),
]


def test_removed_audit_shows_even_with_its_link(nights: Engine, store: EvidenceStore) -> None:
    gone = "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit WHERE run_id = 'night-0001')"
    tamper(nights, *REMOVED, first_audit("chain_link"), gone)
    done = verify(nights, store, quick=True)
    assert [flaw.kind for flaw in done.flaws] == [FlawKind.REMOVED_AUDIT]
    assert "position 1 is gone" in done.flaws[0].text
    assert done.flaws[0].run == run_of(1)


def test_removed_newest_audit_of_a_run_shows_by_the_head(nights: Engine, store: EvidenceStore) -> None:
    last = "(SELECT max(id) FROM audit WHERE run_id = 'night-0001')"
    tables = ("page_audit", "score", "rule_count", "chain_link")
    tamper(
        nights,
        *FOLLOWED,
        *(f"DELETE FROM {name} WHERE audit_id = {last}" for name in tables),
        f"DELETE FROM audit WHERE id = {last}",
    )
    assert kinds(nights, store) == [FlawKind.REMOVED_AUDIT, FlawKind.BROKEN_LINK]
    # Whoever sets the head back as well is told by the run that came after.
    tamper(
        nights,
        "UPDATE run SET chain_head = (SELECT digest FROM chain_link WHERE run_id = 'night-0001' AND position = 2) "
        "WHERE id = 'night-0001'",
    )
    assert kinds(nights, store) == [FlawKind.BROKEN_LINK]


def test_swapped_audits_show(nights: Engine, store: EvidenceStore) -> None:
    tamper(
        nights,
        "UPDATE chain_link SET position = 9 WHERE run_id = 'night-0001' AND position = 1",
        "UPDATE chain_link SET position = 1 WHERE run_id = 'night-0001' AND position = 2",
        "UPDATE chain_link SET position = 2 WHERE run_id = 'night-0001' AND position = 9",
    )
    done = verify(nights, store, quick=True)
    assert [flaw.kind for flaw in done.flaws] == [FlawKind.MOVED_AUDIT, FlawKind.MOVED_AUDIT, FlawKind.BROKEN_LINK]
    assert "position 1 was saved as number 2" in done.flaws[0].text


def test_changed_link_shows(nights: Engine, store: EvidenceStore) -> None:
    tamper(nights, "UPDATE chain_link SET parts = '[1' WHERE run_id = 'night-0001' AND position = 2")
    assert FlawKind.CHANGED_LINK in kinds(nights, store)
    tamper(nights, "UPDATE chain_link SET form = 7 WHERE run_id = 'night-0001' AND position = 2")
    assert "of form 7" in said(nights, store)


def test_added_audit_shows(nights: Engine, store: EvidenceStore) -> None:
    tamper(nights, "DELETE FROM chain_link WHERE run_id = 'night-0002'")
    done = verify(nights, store, quick=True)
    assert [flaw.kind for flaw in done.flaws] == [FlawKind.ADDED_AUDIT, FlawKind.REMOVED_AUDIT]


def remove_run(database: Engine, run: str) -> None:
    audits = f"(SELECT id FROM audit WHERE run_id = '{run}')"
    tamper(
        database,
        *FOLLOWED,
        *(f"DELETE FROM {name} WHERE audit_id IN {audits}" for name in ("page_audit", "score", "rule_count")),
        f"DELETE FROM chain_link WHERE run_id = '{run}'",
        f"DELETE FROM run_site WHERE run_id = '{run}'",
        f"DELETE FROM audit WHERE run_id = '{run}'",
        f"DELETE FROM run WHERE id = '{run}'",
    )


def test_removed_run_shows_by_the_one_after_it(nights: Engine, store: EvidenceStore) -> None:
    remove_run(nights, run_of(1))
    done = verify(nights, store, quick=True)
    assert [flaw.kind for flaw in done.flaws] == [FlawKind.REMOVED_RUN]
    assert "night-0001" in done.flaws[0].text


def test_removed_newest_run_shows_by_a_head_that_was_written_down(nights: Engine, store: EvidenceStore) -> None:
    head = verify(nights, store, quick=True).head
    assert head is not None
    remove_run(nights, run_of(2))
    assert kinds(nights, store) == []
    done = verify(nights, store, quick=True, heads=[head])
    assert [flaw.kind for flaw in done.flaws] == [FlawKind.UNKNOWN_HEAD]


def test_changed_run_shows(nights: Engine, store: EvidenceStore) -> None:
    tamper(nights, "UPDATE run SET started_at = '2020-01-01 00:00:00' WHERE id = 'night-0001'")
    done = verify(nights, store, quick=True)
    assert {flaw.kind for flaw in done.flaws} == {FlawKind.BROKEN_LINK}
    assert "does not follow the row of the run" in done.flaws[0].text


# PostgreSQL refuses what is no moment.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_rows_that_cannot_be_read_are_told(nights: Engine, store: EvidenceStore) -> None:
    tamper(nights, "UPDATE audit SET started_at = 'vakar' WHERE run_id = 'night-0001'")
    assert "run night-0001 cannot be read" in said(nights, store)


def test_audits_from_before_the_chain_are_told_and_break_nothing(database: Engine, store: EvidenceStore) -> None:
    night(database, store, 0)
    night(database, store, 1)
    tamper(
        database,
        "DELETE FROM chain_link",
        "DELETE FROM blob",
        "UPDATE run SET chain_number = NULL, chain_head = NULL, previous_head = NULL, previous_run_id = NULL",
    )
    night(database, store, 2)
    # A run that was stopped before the upgrade and finished after it.
    night(database, store, 1, site=OTHER)
    done = verify(database, store)
    assert done.flaws == []
    assert sorted(done.unlinked) == [f"{HOME} in run {run_of(0)}", f"{HOME} in run {run_of(1)}"]


def test_another_methodology_and_a_failed_audit_leave_the_chain_whole(database: Engine, store: EvidenceStore) -> None:
    whole = night(database, store, 0, save=False)
    number = keep(database, store, whole)
    other = index("2026", score=12.5)
    add_scores(database, number, other, store.put(dump_audit(replace(whole, index=other)), "audit"))
    keep(database, store, failed(1))
    assert verify(database, store).flaws == []


def test_text_that_no_database_stores_is_covered_all_the_same(database: Engine, store: EvidenceStore) -> None:
    whole = replace(failed(0), failure=Failure(FailureKind.DNS, "nulle \0 un puse \ud83d"))
    keep(database, store, whole)
    assert verify(database, store).flaws == []
    tamper(database, "UPDATE audit SET failure_detail = 'x'")
    assert "failure_detail is x, it was nulle \ufffd un puse \ufffd" in said(database, store)


def test_savers_at_once_make_one_chain(database: Engine, store: EvidenceStore, database_url: str) -> None:
    whole = audit()
    start_run(database, whole.run, started_at=whole.started_at, sites=[], settings={}, versions={})
    processes = [saver("save", database_url, name, "5") for name in ("viens", "divi", "trīs", "četri")]
    assert [(process.communicate(timeout=60)[0], process.returncode) for process in processes] == [("", 0)] * 4
    with reading(database) as connection:
        positions = connection.scalars(select(e.chain_link.c.position).order_by(e.chain_link.c.position)).all()
    assert positions == list(range(1, 21))
    assert set(kinds(database, store)) <= {FlawKind.MISSING_BLOB}


def test_runs_at_once_form_one_row(database: Engine, store: EvidenceStore, database_url: str) -> None:
    for number in range(4):
        whole = audit(number)
        start_run(database, whole.run, started_at=whole.started_at, sites=[], settings={}, versions={})
    processes = [saver("save", database_url, f"v{number}", "3", str(number)) for number in range(4)]
    assert [(process.communicate(timeout=60)[0], process.returncode) for process in processes] == [("", 0)] * 4
    with reading(database) as connection:
        numbers = connection.scalars(select(t.run.c.chain_number).order_by(t.run.c.chain_number)).all()
    assert numbers == [1, 2, 3, 4]
    assert set(kinds(database, store)) <= {FlawKind.MISSING_BLOB}


LEFT_OUT: dict[str, set[str]] = {
    "audit": {"id", "site_id"},
    "page_audit": {"audit_id", "page_id", "final_page_id"},
    # A document of another methodology, whose scores are not the audit's own.
    "score": {"audit_id", "result_ref"},
    "rule_count": {"audit_id"},
}


def test_every_column_of_a_result_is_covered() -> None:
    tables = {"audit": "audit", "page_audit": "pages", "score": "scores", "rule_count": "rules"}
    for table, part in tables.items():
        columns = {column.name for column in t.METADATA.tables[table].columns} - LEFT_OUT[table]
        covered = set(COLUMNS[part][1]) - {"url", "final_url"}
        # A new column is another form of the chain: see FORM.
        assert columns == covered, table
