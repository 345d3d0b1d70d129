"""Objections are kept with their words, files and answers; retention leaves their files, and a harmed one is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db.blobs import path_of
from db.documents import DocumentError, dump_reaudit, load_reaudit
from db.engine import writing
from db.evidence import SCREENSHOT, EvidenceStore
from db.objections import (
    NewLook,
    UnknownObjection,
    add_reply,
    objections_of,
    reaudits_of,
    save_objection,
    save_reaudits,
)
from db.retention import Keep, prune
from db.verification import verify
from model.evidence import PageEvidence, Versions
from model.failure import Failure, FailureKind
from model.objection import Attachment, Objection, Reaudit, Reply, SecondLook, Settled, Sight, Subject
from tests.db.examples import CONTACTS, FIRST_NIGHT, HOME, SITE, page
from tests.db.kept import JPEG, night, refs, shots

KEY = "009900"
MADE = FIRST_NIGHT + timedelta(hours=9)
VERSIONS = Versions("0.1.0", "4.14.0", "156.0")


def objection(run: str, *files: Attachment) -> Objection:
    return Objection(
        id=0,
        site=KEY,
        run=run,
        about=Subject.FINDING,
        subject="0123456789abcdef",
        pages=(HOME, CONTACTS),
        rule="image-alt",
        place="main img",
        text="Attēlam ir apraksts\0\ud800",
        who="A. Ozola",
        made_at=MADE,
        files=files,
    )


def looked_again(store: EvidenceStore, hours: int = 10, failure: Failure | None = None) -> Reaudit:
    gathered = PageEvidence(CONTACTS, "template", failure, html=f"<p>{hours}</p>", screenshots={"desktop": JPEG})
    seen = replace(page(CONTACTS, failure=failure), evidence=store.put_page(gathered))
    began = FIRST_NIGHT + timedelta(hours=hours)
    return Reaudit(SITE, began, began + timedelta(minutes=1), VERSIONS, seen)


def test_an_objection_reads_back_with_all_that_came_of_it(database: Engine, store: EvidenceStore) -> None:
    run = night(database, store, 0).run
    file = Attachment("ekrāns.jpg", store.put(JPEG + b"proof", SCREENSHOT), 8)
    made = objection(run, file)
    number = save_objection(database, made)
    save_objection(database, replace(made, site="https://cits.example/", about=Subject.SITE, subject=None, pages=()))
    add_reply(database, number, Reply("Skatāmies.", "VARAM", MADE + timedelta(hours=1)))
    (open_one,) = objections_of(database, KEY)
    assert open_one.outcome is None
    done = looked_again(store)
    ref = store.put(dump_reaudit(done), "reaudit")
    (look,) = save_reaudits(database, KEY, [NewLook(done, ref, {number: Sight.GONE})])
    add_reply(database, number, Reply("Taisnība.", "VARAM", MADE + timedelta(hours=2), Settled.UPHELD))
    (one,) = objections_of(database, KEY)
    assert one == replace(
        made,
        id=number,
        text="Attēlam ir apraksts\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}",
        replies=(
            Reply("Skatāmies.", "VARAM", MADE + timedelta(hours=1)),
            Reply("Taisnība.", "VARAM", MADE + timedelta(hours=2), Settled.UPHELD),
        ),
        looks=(SecondLook(look, CONTACTS, done.finished_at, Sight.GONE, ref),),
    )
    assert one.outcome is Settled.UPHELD
    assert len(objections_of(database)) == 2
    assert load_reaudit(store.get(ref)) == done
    with pytest.raises(DocumentError):
        load_reaudit(b'{"format":"eindekss.audit-document/1"}')
    with pytest.raises(UnknownObjection, match="no objection 99"):
        add_reply(database, 99, Reply("?", "VARAM", MADE))


def test_a_page_that_could_not_be_seen_is_kept_with_why(database: Engine, store: EvidenceStore) -> None:
    failure = Failure(FailureKind.HTTP_5XX, "503")
    for hours in (12, 11):
        done = looked_again(store, hours, failure if hours == 12 else None)
        save_reaudits(database, KEY, [NewLook(done, store.put(dump_reaudit(done), "reaudit"), {})])
    seen, unseen = reaudits_of(database, KEY, FIRST_NIGHT)
    assert (seen.failure, unseen.failure, unseen.url) == (None, failure, CONTACTS)
    assert reaudits_of(database, KEY, unseen.started_at) == (unseen,)
    assert reaudits_of(database, "009901", FIRST_NIGHT) == ()


@pytest.fixture
def kept(database: Engine, store: EvidenceStore) -> list[Attachment]:
    """Files of an objection: one of its own, and copies of a screenshot and of a page that an audit has too."""
    whole = night(database, store, 0)
    shot, dom = next(iter(shots(whole))), whole.pages[0].evidence["dom"]
    made = [
        Attachment("vestule.pdf", store.put(b"%PDF-1.7", "objection"), 8),
        Attachment("ekrans.jpg", store.put(store.get(shot), SCREENSHOT), 5),
        Attachment("lapa.html", store.put(store.get(dom), "objection"), 5),
    ]
    assert [one.ref for one in made[1:]] == [shot, dom]
    save_objection(database, objection(whole.run, *made))
    done = looked_again(store)
    save_reaudits(database, KEY, [NewLook(done, store.put(dump_reaudit(done), "reaudit"), {1: Sight.THERE})])
    return made


def test_retention_leaves_files_and_documents(database: Engine, store: EvidenceStore, kept: list[Attachment]) -> None:
    (look,) = objections_of(database)[0].looks
    done = load_reaudit(store.get(look.result_ref))
    # What was put a moment ago is not settled: the pruning comes years later.
    pruning = prune(database, store, Keep(10, 20), now=datetime.now(UTC) + timedelta(days=3_000))
    assert pruning.gone["screenshot"].blobs > 0  # type: ignore[index]  # a StrEnum is its value
    assert [store.get(one.ref)[:4] for one in kept] == [b"%PDF", JPEG + b"0", b"<htm"]
    assert store.blobs.holds(look.result_ref)
    assert not any(store.blobs.holds(ref) for ref in done.page.evidence.values())
    assert pruning.kept_for_open_issues == 0
    assert verify(database, store).flaws == []


def test_a_harmed_file_or_document_is_named(database: Engine, store: EvidenceStore, kept: list[Attachment]) -> None:
    assert verify(database, store).flaws == []
    (look,) = objections_of(database)[0].looks
    folder = Path(store.blobs._url)
    (folder / path_of(kept[0].ref)).unlink()
    (folder / path_of(look.result_ref)).write_bytes(b"nekas")
    said = [(flaw.kind.value, flaw.text) for flaw in verify(database, store).flaws]
    assert said == [
        ("missing_blob", f"the file “vestule.pdf” of objection 1 is missing from the store: {kept[0].ref}"),
        (
            "changed_blob",
            f"the document of re-audit 1 of {CONTACTS} was changed in the store: its content does not have its name: "
            f"{look.result_ref}",
        ),
    ]
    # It shows too where somebody took its row away with it.
    with writing(database) as connection:
        connection.execute(text("DELETE FROM blob"))
    again = {flaw.ref for flaw in verify(database, store, quick=True).flaws}
    assert kept[0].ref in again


def test_the_chain_and_the_audits_do_not_know_of_it(database: Engine, store: EvidenceStore) -> None:
    whole = night(database, store, 0)
    head = verify(database, store).head
    done = looked_again(store)
    save_reaudits(database, KEY, [NewLook(done, store.put(dump_reaudit(done), "reaudit"), {})])
    checked = verify(database, store, heads=[head or ""])
    assert (checked.head, checked.audits, checked.flaws) == (head, 1, [])
    assert refs(whole)
