"""Fills the tables of db/star_tables.py, and finds what the star's files are made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, text

from db.engine import lock_tables, reading, writing
from db.star_tables import KNOWN
from db.star_view import Fact, View


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of a fact that belong in one month of the calendar; a span that is open belongs in none."""

    year: int | None
    month: int | None
    handles: Sequence[Any]
    told: Sequence[str]


def keep_known(database: Engine, rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> bool:
    """Has the tables say what the code knows now; returns whether they said otherwise."""
    wanted = {table: sorted(tuple(row[column.name] for column in table.c) for row in rows[table]) for table in KNOWN}
    with reading(database) as connection:
        there = {table: sorted(map(tuple, connection.execute(select(table)))) for table in KNOWN}
    if there == wanted:
        return False
    with writing(database) as connection:
        # Two that find them empty at once would both fill them.
        lock_tables(connection)
        for table in KNOWN:
            connection.execute(delete(table))
            if rows[table]:
                connection.execute(insert(table), list(rows[table]))
    return True


def knows_nothing(database: Engine) -> bool:
    """Whether the tables were never filled."""
    with reading(database) as connection:
        return connection.execute(select(KNOWN[0]).limit(1)).first() is None


@contextmanager
def one_moment(database: Engine) -> Iterator[Connection]:
    """A transaction that sees the database as it was when it first read, whoever writes meanwhile."""
    with reading(database) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield connection


def shares(connection: Connection, fact: Fact) -> Sequence[Share]:
    """By month, the open spans last; each with its handles in order."""
    found: dict[tuple[int, int] | None, dict[Any, str]] = {}
    for handle, day, told in connection.execute(fact.parts):
        of_month = found.setdefault(_month(day), {})
        # A handle can have more than one thing told of it, in whatever order.
        of_month[handle] = " ".join(sorted(filter(None, (of_month.get(handle, ""), told))))
    return [_share(month, found[month]) for month in sorted(found, key=lambda month: month or (9999, 12))]


def _share(month: tuple[int, int] | None, told: Mapping[Any, str]) -> Share:
    handles = sorted(told)
    year, number = month or (None, None)
    return Share(year, number, handles, [told[one] for one in handles])


def _month(day: date | None) -> tuple[int, int] | None:
    return None if day is None else (day.year, day.month)


def rows_of(connection: Connection, fact: Fact, handles: Sequence[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of these handles, some at a time, each lot in the order of the fact's key."""
    for at in range(0, len(handles), fact.at_once):
        rows = connection.execute(fact.query.where(fact.handle.in_(handles[at : at + fact.at_once])))
        yield _in_order(fact, rows)


def all_rows(connection: Connection, view: View) -> Sequence[tuple[Any, ...]]:
    """All rows of a dimension, in the order of its key."""
    return _in_order(view, connection.execute(view.query))


def _in_order(view: View, rows: Iterable[Any]) -> Sequence[tuple[Any, ...]]:
    """Sorted here, for databases sort texts in orders of their own."""
    names = [one.name for one in view.columns]
    places = [names.index(name) for name in view.key]
    return sorted(map(tuple, rows), key=lambda row: tuple(row[place] for place in places))
