"""The turns that workers share: a place and a start in one step, by the server's clock, and leases that end."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from db.engine import open_database, reading, writing
from db.turn_tables import address, address_place
from db.turns import TurnBook
from tests.postgres import fresh_database

AT = "192.0.2.1"
# No test waits so long, and none asks twice within so little.
LONG_S, NO_S = 100.0, 1e-6


@pytest.fixture
def database(postgres_url: str, ready_postgres: str) -> Iterator[Engine]:
    with fresh_database(postgres_url, like=ready_postgres) as url:
        database = open_database(url)
        yield database
        database.dispose()


@pytest.fixture
def book(database: Engine) -> Iterator[TurnBook]:
    book = TurnBook(database, grace_s=0.0)
    yield book
    book.close()


def holders(database: Engine) -> set[str]:
    with reading(database) as connection:
        return set(connection.scalars(select(address_place.c.holder)))


def shift(database: Engine, by: timedelta) -> None:
    """Sets the clock forward, as far as the turns can see; back, where it is negative."""
    with writing(database) as connection:
        ago = func.make_interval(0, 0, 0, 0, 0, 0, by.total_seconds())
        connection.execute(update(address).values(last_start=address.c.last_start.op("-")(ago)))
        connection.execute(update(address_place).values(until=address_place.c.until.op("-")(ago)))


def test_a_start_is_due_a_pace_after_the_last(book: TurnBook, database: Engine) -> None:
    assert book.take(AT, "a", LONG_S, 2) == 0.0
    wait_s = book.take(AT, "b", LONG_S, 2)
    assert wait_s is not None
    assert LONG_S - 10 < wait_s < LONG_S
    shift(database, timedelta(seconds=wait_s))
    assert book.take(AT, "b", LONG_S, 2) == 0.0
    assert book.take("192.0.2.2", "c", LONG_S, 2) == 0.0


def test_no_more_places_are_given_than_the_asker_allows(book: TurnBook, database: Engine) -> None:
    assert [book.take(AT, holder, NO_S, 3) for holder in "abc"] == [0.0] * 3
    assert book.take(AT, "d", NO_S, 3) is None
    book.leave("b")
    # A worker with other settings counts the places of all.
    assert book.take(AT, "d", NO_S, 2) is None
    assert book.take(AT, "d", NO_S, 3) == 0.0
    assert holders(database) == {"a", "c", "d"}


def test_a_try_whose_answer_was_lost_takes_no_second_place(book: TurnBook, database: Engine) -> None:
    assert book.take(AT, "a", NO_S, 1) == 0.0
    assert book.take(AT, "a", NO_S, 1) == 0.0
    assert holders(database) == {"a"}


def test_a_place_ends_with_its_lease(database: Engine) -> None:
    book = TurnBook(database, lease_s=0.3, grace_s=0.0)
    book.take(AT, "a", NO_S, 1)
    time.sleep(0.2)
    assert book.renew(["a", "unknown"]) == {"a"}
    time.sleep(0.2)
    assert book.take(AT, "b", NO_S, 1) is None
    time.sleep(0.2)
    # Nobody wanted it meanwhile.
    assert book.renew(["a"]) == {"a"}
    time.sleep(0.4)
    assert book.take(AT, "b", NO_S, 1) == 0.0
    assert book.renew(["a", "b"]) == {"b"}
    book.close()


def test_a_server_that_was_away_lets_places_be_renewed_first(database: Engine) -> None:
    book = TurnBook(database, lease_s=0.1, grace_s=1e9)
    book.take(AT, "a", NO_S, 1)
    time.sleep(0.2)
    assert book.take(AT, "b", NO_S, 1) is None
    book.close()


def test_a_clock_that_was_set_back_stops_nobody(book: TurnBook, database: Engine) -> None:
    book.take(AT, "dead", 0.1, 1)
    shift(database, timedelta(hours=-1))
    assert book.take(AT, "b", 0.1, 1) == 0.1
    time.sleep(0.1)
    assert book.take(AT, "b", 0.1, 1) is None
    shift(database, timedelta(seconds=book.lease_s + 1))
    assert book.take(AT, "b", 0.1, 1) == 0.0


def test_addresses_that_nobody_uses_are_removed(book: TurnBook, database: Engine) -> None:
    book.take(AT, "killed", NO_S, 2)
    assert book.prune() == 0
    shift(database, timedelta(days=1, seconds=1))
    book.take("192.0.2.2", "b", NO_S, 2)
    assert book.prune() == 1
    assert holders(database) == {"b"}
    with reading(database) as connection:
        assert connection.scalar(select(func.count(address.c.key))) == 1
