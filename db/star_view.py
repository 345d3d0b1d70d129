"""What a view of the star schema is: its columns with their meaning, and where its rows come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    FromClause,
    Select,
    String,
    Table,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from db.types import UtcDateTime

# The promise of docs/star.md counts from here: it grows when a column goes, or changes its meaning, type or unit.
STAR_VERSION = 1
PREFIX = "star_"


class Kind(StrEnum):
    """What a value is, in the words of the data dictionary."""

    COUNT = "whole number"
    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes or no"
    DAY = "day"
    MOMENT = "moment"


TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.COUNT: BigInteger(),
    Kind.NUMBER: Float(53),
    Kind.TEXT: String(),
    Kind.YES_NO: Boolean(),
    Kind.DAY: Date(),
    Kind.MOMENT: UtcDateTime(),
}


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A column: `source` is where its value comes from; `to` names the view and column that it leads to."""

    name: str
    kind: Kind
    value: ColumnElement[Any]
    meaning: str
    source: str
    unit: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class View:
    """`grain` says what one row is, `key` which columns tell its rows apart."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: Sequence[Told]
    source: FromClause
    where: ColumnElement[bool] | None = None

    @property
    def query(self) -> Select[Any]:
        values = (type_coerce(one.value, TYPES[one.kind]).label(one.name) for one in self.columns)
        return select(*values).select_from(self.source)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Fact(View):
    """What happened. Rows are fetched by their `handle`; `parts` tells of each handle in which month it belongs.

    `parts` yields handle, day (None for a span that is open) and what else tells whether the handle's rows changed.
    `settles`: the rows of a month that is over stay as they are while these stay. `at_once`: for so many handles rows
    are asked for at once and held in memory.
    """

    handle: ColumnElement[Any]
    parts: Select[Any]
    settles: bool = True
    at_once: int = 2_000


def of(column: Column[Any]) -> str:
    """The source of a column that is taken as it is stored."""
    assert isinstance(column.table, Table)
    return f"{column.table.name}.{column.name}"


def stored(table: FromClause, name: str, kind: Kind, meaning: str, unit: str = "", called: str = "") -> Told:
    """A column that is taken as it is stored, under another name where it is `called` so."""
    column: Any = table.c[name]
    return Told(called or name, kind, column, meaning, of(column), unit)
