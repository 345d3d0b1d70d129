"""What is mailed is written down first, by one process only, and ended or bounced afterwards."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from db.engine import open_database
from db.mailings import begin_mailing, end_mailing, last_to, mailings_of, record_bounce
from db.municipalities import known_sites
from model.audit import Audit
from model.mailing import Mailing, MailState
from tests.db.examples import SITE, audit, run_of, save

NOW = datetime(2026, 1, 2, 6, tzinfo=UTC)
TO = "pasts@liepas.example"


def begin(database: Engine, result: Audit, recipient: str = TO, attempt: int = 1, name: str = "<a@b>") -> int | None:
    return begin_mailing(database, result, recipient, attempt=attempt, language="lv", message_id=name, begun_at=NOW)


def numbered(database: Engine, result: Audit, recipient: str = TO, attempt: int = 1, name: str = "<a@b>") -> int:
    number = begin(database, result, recipient, attempt, name)
    assert number is not None
    return number


@pytest.fixture
def saved(database: Engine) -> Audit:
    save(database, audit(0))
    return audit(0)


def test_a_mailing_is_begun_and_ended(database: Engine, saved: Audit) -> None:
    number = numbered(database, saved)
    (begun,) = mailings_of(database)
    assert begun == Mailing(
        id=number,
        url=SITE.url,
        name=SITE.name,
        atvk=SITE.atvk,
        audit_id=begun.audit_id,
        run=run_of(0),
        audited_at=saved.started_at,
        recipient=TO,
        attempt=1,
        language="lv",
        message_id="<a@b>",
        state=MailState.SENDING,
        begun_at=NOW,
    )
    # Of a mail whose end nobody wrote down, nobody knows whether it went.
    assert begun.state.told is MailState.UNKNOWN
    later = NOW + timedelta(seconds=3)
    end_mailing(database, number, MailState.SENT, ended_at=later, code="250", detail="2.0.0 Ok\0")
    (ended,) = mailings_of(database)
    assert ended == replace(begun, state=MailState.SENT, ended_at=later, code="250", detail="2.0.0 Ok\ufffd")
    assert ended.state.told is MailState.SENT


def test_an_attempt_is_begun_once(database: Engine, saved: Audit) -> None:
    numbered(database, saved)
    assert begin(database, saved) is None
    assert begin(database, saved, attempt=2) is not None
    assert begin(database, saved, "cits@liepas.example") is not None
    save(database, audit(1))
    assert begin(database, audit(1)) is not None


def test_of_many_at_once_one_begins(database_url: str) -> None:
    first = open_database(database_url)
    save(first, audit(0))
    first.dispose()
    start, numbers = threading.Barrier(8), []

    def work() -> None:
        engine = open_database(database_url)
        start.wait(30)
        numbers.append(begin(engine, audit(0)))
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(numbers) == 8
    assert sum(number is not None for number in numbers) == 1


def test_mailings_of_a_site_are_its_own(database: Engine, saved: Audit) -> None:
    other = audit(1, site=replace(SITE, url="https://osi.example/", atvk="0088000"))
    save(database, other)
    numbered(database, other)
    numbered(database, saved)
    ids = {known.site.url: known.id for known in known_sites(database)}
    (mine,) = mailings_of(database, [ids[SITE.url]])
    assert mine.url == SITE.url
    assert [one.url for one in mailings_of(database)] == ["https://osi.example/", SITE.url]
    assert mailings_of(database, []) == ()


def test_a_bounce_belongs_to_the_newest_attempt(database: Engine, saved: Audit) -> None:
    for attempt in (1, 2):
        number = numbered(database, saved, attempt=attempt)
        end_mailing(database, number, MailState.SENT, ended_at=NOW, code="250", detail="Ok")
    back = record_bounce(database, "<a@b>", bounced_at=NOW, code="5.1.1", detail="nav tāda")
    assert back is not None
    assert (back.attempt, back.state, back.code, back.detail) == (2, MailState.BOUNCED, "5.1.1", "nav tāda")
    assert back.address_is_dead
    assert [one.state for one in mailings_of(database)] == [MailState.SENT, MailState.BOUNCED]
    assert record_bounce(database, "<cits@b>", bounced_at=NOW, code="5.1.1", detail="") is None


@pytest.mark.parametrize(
    ("state", "code", "dead"),
    [
        (MailState.BOUNCED, "5.1.1", True),
        (MailState.BOUNCED, "4.2.2", False),
        (MailState.REFUSED, "550", True),
        (MailState.SENT, "250", False),
    ],
)
def test_the_last_that_was_heard_of_an_address_tells_whether_it_is_dead(
    database: Engine, saved: Audit, state: MailState, code: str, dead: bool
) -> None:
    assert last_to(database, TO) is None
    end_mailing(database, numbered(database, saved), state, ended_at=NOW, code=code)
    # A try that did not get as far as the address tells nothing of it.
    end_mailing(database, numbered(database, saved, attempt=2), MailState.FAILED, ended_at=NOW)
    numbered(database, saved, attempt=3)
    last = last_to(database, TO)
    assert last is not None
    assert last.address_is_dead == dead
    end_mailing(database, numbered(database, saved, attempt=4), MailState.SENT, ended_at=NOW)
    last = last_to(database, TO)
    assert last is not None
    assert not last.address_is_dead
    assert last_to(database, "cits@liepas.example") is None
