"""Accounts, sessions, tokens, failed logins and the log of deeds, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from db import attempts
from db.account_tables import api_token, login_attempt, login_session
from db.accounts import (
    AccountExists,
    UnknownAccount,
    account_named,
    account_of_subject,
    accounts,
    add_account,
    rehash,
    remove_account,
    set_locked,
    set_password,
    set_role,
)
from db.action_log import deeds, note_deed
from db.attempts import begin_attempt, forget_attempts, wait_after
from db.engine import open_database, reading
from db.sessions import add_token, begin_session, end_session, revoke_token, session_account, token_account, tokens
from model.access import AccountRole, Scope

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
IDLE, ACCOUNT, ADDRESS = 2 * HOUR, b"a" * 32, b"b" * 32


def made(database: Engine, name: str = "anna", role: AccountRole = AccountRole.OPERATOR) -> int:
    return add_account(database, name, role, None, NOW, password_hash="hash")


def rows(database: Engine, table: object) -> int:
    with reading(database) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_an_account_is_made_once(database: Engine) -> None:
    number = made(database)
    with pytest.raises(AccountExists):
        made(database)
    found = account_named(database, "anna")
    assert found is not None
    assert (found.id, found.role, found.locked, found.logged_in_at) == (number, AccountRole.OPERATOR, False, None)
    add_account(database, "janis", AccountRole.MUNICIPALITY, "0027000", NOW, subject="https://op.example 7")
    assert [one.name for one in accounts(database)] == ["anna", "janis"]
    assert account_of_subject(database, "https://op.example 7") == account_named(database, "janis")
    assert account_named(database, "nobody") is None


def test_a_session_ends_by_itself_by_a_logout_and_when_it_is_not_used(database: Engine) -> None:
    number = made(database)
    begin_session(database, b"1", number, NOW, NOW + 12 * HOUR)
    assert session_account(database, b"2", NOW, IDLE) is None
    for hours in (0, 1, 2.5, 4):
        found = session_account(database, b"1", NOW + hours * HOUR, IDLE)
        assert found is not None
        assert found.logged_in_at == NOW
    assert session_account(database, b"1", NOW + 6 * HOUR, IDLE) is None
    begin_session(database, b"3", number, NOW, NOW + HOUR)
    assert session_account(database, b"3", NOW + HOUR, IDLE) is None
    begin_session(database, b"4", number, NOW + HOUR, NOW + 2 * HOUR)
    assert rows(database, login_session) == 2
    end_session(database, b"4")
    assert session_account(database, b"4", NOW + HOUR, IDLE) is None


@pytest.mark.parametrize("change", ["password", "lock", "role", "remove"])
def test_whoever_may_come_in_no_longer_is_out_at_once(database: Engine, change: str) -> None:
    number, other = made(database), made(database, "oskars")
    for digest, account in ((b"1", number), (b"2", other)):
        begin_session(database, digest, account, NOW, NOW + HOUR)
    add_token(database, number, "ci", b"t", [Scope.RUNS], NOW, NOW + HOUR)
    match change:
        case "password":
            set_password(database, number, "other")
        case "lock":
            set_locked(database, number, True)
            assert token_account(database, b"t", NOW) is None
            set_locked(database, number, False)
        case "role":
            set_role(database, number, AccountRole.OPERATOR, None)
            assert session_account(database, b"1", NOW, IDLE) is not None
            set_role(database, number, AccountRole.ADMINISTRATOR, None)
        case _:
            remove_account(database, number)
            assert rows(database, api_token) == 0
            with pytest.raises(UnknownAccount):
                remove_account(database, number)
    assert session_account(database, b"1", NOW, IDLE) is None
    assert session_account(database, b"2", NOW, IDLE) is not None


def test_a_hash_made_anew_replaces_only_the_one_that_was_proved(database: Engine) -> None:
    number = made(database)
    rehash(database, number, "another", "newer")
    assert (found := account_named(database, "anna")) is not None
    assert found.password_hash == "hash"
    rehash(database, number, "hash", "newer")
    assert (found := account_named(database, "anna")) is not None
    assert found.password_hash == "newer"


def test_a_token_holds_until_its_end_or_until_it_is_revoked(database: Engine) -> None:
    number = add_token(database, made(database), "ci", b"t", [Scope.RUNS, Scope.SCHEDULE], NOW, NOW + HOUR)
    found = token_account(database, b"t", NOW)
    assert found is not None
    assert (found[0].name, sorted(found[1])) == ("anna", [Scope.RUNS, Scope.SCHEDULE])
    assert token_account(database, b"t", NOW + HOUR) is None
    (kept,) = tokens(database)
    assert (kept.used_at, kept.holds(NOW), kept.holds(NOW + HOUR)) == (NOW, True, False)
    assert revoke_token(database, number, NOW)
    assert not revoke_token(database, number, NOW)
    assert token_account(database, b"t", NOW) is None


def test_each_failure_makes_the_next_try_wait_longer(database: Engine) -> None:
    now, waits = NOW, []
    for _ in range(12):
        if wait := begin_attempt(database, {ACCOUNT: 3}, now):
            waits.append(wait.total_seconds())
            assert begin_attempt(database, {ACCOUNT: 3}, now + wait / 2) > timedelta()
            now += wait
            assert begin_attempt(database, {ACCOUNT: 3}, now) == timedelta()
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert wait_after(1_000) == attempts.LONGEST_WAIT
    forget_attempts(database, ACCOUNT, ADDRESS)
    assert begin_attempt(database, {ACCOUNT: 3}, now) == timedelta()


def test_of_many_tries_at_once_no_more_count_than_may(database_url: str) -> None:
    start, looked_at = threading.Barrier(8), []

    def work() -> None:
        engine = open_database(database_url)
        start.wait(30)
        looked_at.append(begin_attempt(engine, {ACCOUNT: 3, ADDRESS: 20}, NOW) == timedelta())
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looked_at.count(True) == 3


def test_failures_are_forgotten_and_bounded(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_ROWS", 5)
    for number in range(9):
        begin_attempt(database, {bytes([number]): 3}, NOW + number * timedelta(seconds=1))
    assert rows(database, login_attempt) == 5
    begin_attempt(database, {ACCOUNT: 3}, NOW + timedelta(days=2))
    assert rows(database, login_attempt) == 1


def test_the_log_tells_the_newest_first(database: Engine) -> None:
    note_deed(database, NOW, "anna", "session", "run now", "0027000", done=True)
    note_deed(database, NOW, "oskars", "token", "answer objection", "7\0", done=False, detail="no such\ud800")
    newest, older = deeds(database, 10)
    assert (newest.subject, newest.detail, newest.done) == ("7\ufffd", "no such\ufffd", False)
    assert deeds(database, 10, "anna") == (older,)
    assert deeds(database, 1) == (newest,)
