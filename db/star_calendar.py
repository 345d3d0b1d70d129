"""The dimension of days: every day of the years in which something was audited."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, extract, func, literal, literal_column, select

from db import tables as t
from db.star_sql import days_later, riga_day
from db.star_view import Kind, Told, View

MONTHS_LV = (
    *("janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs"),
    *("jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS_LV = ("pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena", "svētdiena")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def dates() -> View:
    """Every day of the years in which something was audited."""
    first, newest = (riga_day(edge(t.audit.c.started_at)) for edge in (func.min, func.max))
    start = select(
        days_later(first, 1 - cast(extract("doy", first), Integer)).label("day"),
        cast(extract("year", newest), Integer).label("last"),
    )
    return _calendar(start)


def _calendar(start: Any) -> View:
    days = start.cte("days", recursive=True)
    following = days_later(days.c.day, literal_column("1"))
    days = days.union_all(
        select(following, days.c.last).where(cast(extract("year", following), Integer) <= days.c.last)
    )
    day = days.c.day
    year, month, of_month, sunday_first = (
        cast(extract(part, day), Integer) for part in ("year", "month", "day", "dow")
    )
    weekday = (sunday_first + 6) % 7 + 1
    thursday = days_later(day, 4 - weekday)
    return View(
        name="date",
        grain="a day of the years in which anything was audited",
        key=("day",),
        source=days,
        columns=(
            Told("day", Kind.DAY, day, "The day", "calendar"),
            Told("year", Kind.COUNT, year, "Year", "calendar"),
            Told("quarter", Kind.COUNT, (month + 2) // 3, "Quarter, 1 to 4", "calendar"),
            Told("month", Kind.COUNT, month, "Month, 1 to 12", "calendar"),
            Told("day_of_month", Kind.COUNT, of_month, "Day of the month", "calendar"),
            Told("month_begins", Kind.DAY, days_later(day, 1 - of_month), "First day of the month", "calendar"),
            Told("month_lv", Kind.TEXT, _named(month, MONTHS_LV), "Month in Latvian; sort by month", "calendar"),
            Told("month_en", Kind.TEXT, _named(month, MONTHS_EN), "Month in English; sort by month", "calendar"),
            Told("week_year", Kind.COUNT, cast(extract("year", thursday), Integer), "Year of the ISO week", "ISO 8601"),
            Told("week", Kind.COUNT, (cast(extract("doy", thursday), Integer) + 6) // 7, "ISO week, 1 to 53",
                 "ISO 8601"),
            Told("week_begins", Kind.DAY, days_later(day, 1 - weekday), "Monday of the week", "ISO 8601"),
            Told("weekday", Kind.COUNT, weekday, "1 for Monday to 7 for Sunday", "ISO 8601"),
            Told("weekday_lv", Kind.TEXT, _named(weekday, WEEKDAYS_LV), "Day of the week in Latvian", "calendar"),
            Told("weekday_en", Kind.TEXT, _named(weekday, WEEKDAYS_EN), "Day of the week in English", "calendar"),
        ),
    )  # fmt: skip


def _named(number: ColumnElement[int], names: tuple[str, ...]) -> ColumnElement[str]:
    return case(*((number == at, literal(name)) for at, name in enumerate(names, start=1)))
