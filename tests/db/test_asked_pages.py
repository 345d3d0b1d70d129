"""What people asked for is kept with who has it: each is done once, and a dead holder's goes to another."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.asked_pages import (
    NewRequest,
    RequestLost,
    Stage,
    TooMany,
    ask_for_pages,
    fail,
    give_back,
    requests,
    something_waits,
    take_first,
    take_request,
)
from db.documents import dump_reaudit
from db.evidence import EvidenceStore
from db.objections import NewLook, reaudits_of, save_reaudits
from model.evidence import Versions
from model.objection import Reaudit
from tests.db.examples import CONTACTS, FIRST_NIGHT, HOME, SITE, page

NEW = NewRequest(SITE, [CONTACTS, HOME], None, "anna", FIRST_NIGHT)
KEY = "009900"


def look(store: EvidenceStore) -> NewLook:
    done = Reaudit(SITE, FIRST_NIGHT, FIRST_NIGHT + timedelta(minutes=1), Versions("1", "2", "3"), page(CONTACTS))
    return NewLook(done, store.put(dump_reaudit(done), "reaudit"), {})


def test_the_oldest_is_handed_out_and_saved_with_its_end(database: Engine, tmp_path: Path) -> None:
    store = EvidenceStore(str(tmp_path / "evidence"))
    assert not something_waits(database)
    first, second = (ask_for_pages(database, NEW, 2, None) for _ in range(2))
    with pytest.raises(TooMany):
        ask_for_pages(database, NEW, 2, None)
    assert (first.pages, first.stage, first.site) == ((CONTACTS, HOME), Stage.WAITING, SITE)
    mine = take_first(database, "one", FIRST_NIGHT)
    assert mine is not None
    assert (mine.id, mine.stage, mine.holder, mine.taken) == (first.id, Stage.WORKING, "one", 1)
    save_reaudits(database, KEY, [look(store)], mine)
    assert take_request(database, first.id, "two", FIRST_NIGHT) is None
    (done,) = requests(database, 1, number=first.id)
    assert (done.stage, done.ended_at) == (Stage.DONE, FIRST_NIGHT + timedelta(minutes=1))
    assert [one.id for one in requests(database, 9)] == [second.id, first.id]
    assert something_waits(database)


def test_who_was_taken_for_dead_saves_and_ends_nothing(database: Engine, tmp_path: Path) -> None:
    store = EvidenceStore(str(tmp_path / "evidence"))
    asked = ask_for_pages(database, NEW, 2, None)
    old = take_request(database, asked.id, "one", FIRST_NIGHT)
    new = take_first(database, "two", FIRST_NIGHT)
    assert old is not None
    assert new is not None
    assert (new.id, new.taken) == (old.id, 2)
    with pytest.raises(RequestLost):
        save_reaudits(database, KEY, [look(store)], old)
    assert reaudits_of(database, KEY, FIRST_NIGHT) == ()
    assert not fail(database, old, FIRST_NIGHT, "late")
    assert not give_back(database, old)
    assert give_back(database, new)
    assert not fail(database, new, FIRST_NIGHT, "no longer its own")
    third = take_first(database, "three", FIRST_NIGHT)
    assert third is not None
    assert fail(database, third, FIRST_NIGHT, "no browser\0")
    (ended,) = requests(database, 1)
    assert (ended.stage, ended.detail) == (Stage.FAILED, "no browser\N{REPLACEMENT CHARACTER}")
    assert take_first(database, "four", FIRST_NIGHT) is None
