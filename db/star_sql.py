"""Expressions that the star's views need and that the two databases write differently."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class riga_day(FunctionElement[Any]):
    """The day in Riga of a column that holds a moment."""

    type = Date()
    inherit_cache = True


class days_later(FunctionElement[Any]):
    """A day so many days later."""

    type = Date()
    inherit_cache = True


@compiles(riga_day, "postgresql")
def _riga_day_of_postgresql(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AT TIME ZONE 'Europe/Riga' AS DATE)"


@compiles(riga_day, "sqlite")
def _riga_day_of_sqlite(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    """SQLite knows no zones: summer time holds from the last Sunday of March, 01:00 UTC, until that of October."""
    moment = compiler.process(element.clauses, **options)
    begins, ends = (
        f"date(substr({moment}, 1, 4) || '{after}', 'weekday 0', '-7 days') || ' 01:00'"
        for after in ("-04-01", "-11-01")
    )
    return (
        f"date({moment}, CASE"
        f" WHEN substr({moment}, 6, 2) IN ('11', '12', '01', '02') THEN '+2 hours'"
        f" WHEN substr({moment}, 6, 2) BETWEEN '04' AND '09' THEN '+3 hours'"
        f" WHEN {moment} >= {begins} AND {moment} < {ends} THEN '+3 hours'"
        f" ELSE '+2 hours' END)"
    )


@compiles(days_later, "postgresql")
def _days_later_of_postgresql(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(part, **options) for part in element.clauses)
    return f"({day} + CAST({number} AS INTEGER))"


@compiles(days_later, "sqlite")
def _days_later_of_sqlite(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(part, **options) for part in element.clauses)
    return f"date({day}, ({number}) || ' days')"
