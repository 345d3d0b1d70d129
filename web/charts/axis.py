"""Where values and days stand on a chart, and what is written beside its axes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10

from babel.dates import format_skeleton

from reports.language import BABEL_LOCALE, Words
from reports.views import Form, written
from web.charts.thinning import Point

MOST_TICKS = 8
# So many find room on a phone.
FEW_TICKS = 4
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
DAY_STEPS = (1, 2, 7, 14)
# Shorter spans are told by days.
MONTHS_FROM_DAYS = 75
VALUE_STEPS = (1, 2, 2.5, 5, 10)
FULL = {Form.SCORE: 100.0, Form.PERCENT: 100.0, Form.SHARE: 1.0}


@dataclass(frozen=True, slots=True)
class Mark:
    """Text beside an axis; `place` in percent of its length, from the left or from above. `under` stands in a second
    line. A minor mark is left out where there is little room.
    """

    place: float
    text: str
    under: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """First and last day, lowest and highest value of a chart."""

    first: date
    last: date
    low: float
    high: float

    def across(self, day: date) -> float:
        """From 0 to 1; a single day stands in the middle."""
        span = (self.last - self.first).days
        return (day - self.first).days / span if span else 0.5

    def down(self, value: float) -> float:
        """From 0 to 1, also of a value that is outside."""
        return 1 - min(max((value - self.low) / (self.high - self.low), 0), 1)


def frame_of(series: Sequence[Sequence[Point]], form: Form, bounds: tuple[float, float] | None) -> Frame | None:
    """None where nothing is told. Without bounds, from 0 to the whole, or to a round number over the highest."""
    days = [day for points in series for day, _ in points]
    values = [value for points in series for _, value in points if value is not None]
    if not values:
        return None
    low, high = bounds or (0.0, FULL.get(form) or _rounded_up(max(values)))
    return Frame(min(days), max(days), low, high)


def _rounded_up(value: float) -> float:
    if value <= 0:
        return 1.0
    ten = 10 ** floor(log10(value))
    return next(float(step * ten) for step in VALUE_STEPS if step * ten >= value)


def value_marks(frame: Frame, form: Form, words: Words) -> tuple[Mark, ...]:
    """Four equal parts; of counts as many as leave whole numbers."""
    span, parts = frame.high - frame.low, 4
    if form is Form.COUNT:
        parts = int(span) if span < 4 else next((some for some in (4, 5) if span % some == 0), 4)
    values = [frame.low + span * part / parts for part in range(parts + 1)]
    return tuple(Mark(_percent(frame.down(value)), written(value, form, words)) for value in values)


def day_marks(frame: Frame, words: Words) -> tuple[Mark, ...]:
    locale = BABEL_LOCALE[words.language]
    marks: list[Mark] = []
    year = None
    days = list(_days(frame))
    for at, (day, by_months) in enumerate(days):
        if by_months >= 12:
            text, under = str(day.year), ""
        else:
            text = format_skeleton("MMM" if by_months else "MMMd", day, locale=locale)
            under = str(day.year) if day.year != year else ""
        year = day.year
        marks.append(Mark(_percent(frame.across(day)), text, under, minor=at % 2 == 1 and len(days) > FEW_TICKS))
    return tuple(marks)


def _days(frame: Frame) -> Iterator[tuple[date, int]]:
    """The days that are named, with the number of months from one to the next, 0 where they are days."""
    span = (frame.last - frame.first).days
    if span < MONTHS_FROM_DAYS:
        step = next(step for step in DAY_STEPS if span // step < MOST_TICKS)
        yield from ((frame.first + timedelta(days=at), 0) for at in range(0, span + 1, step))
        return
    months = next((step for step in MONTH_STEPS if span / 30.4 / step < MOST_TICKS), MONTH_STEPS[-1])
    at = -(-(frame.first.year * 12 + frame.first.month - 1 + (frame.first.day > 1)) // months) * months
    while (day := date(at // 12, at % 12 + 1, 1)) <= frame.last:
        yield day, months
        at += months


def _percent(part: float) -> float:
    return round(100 * part, 2)
