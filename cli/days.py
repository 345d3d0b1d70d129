"""How a day is written on the command line, and when it begins."""

from datetime import datetime, time

from reports.language import ZONE

DAY = ["%Y-%m-%d"]


def begin_of(day: datetime | None) -> datetime | None:
    """The moment at which the day begins in Riga."""
    return None if day is None else datetime.combine(day.date(), time(), ZONE)
