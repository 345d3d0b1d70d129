"""What a chart shows, in words: first and last, lowest and highest value, and what was not measured."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_skeleton

from model.text import Language
from reports.language import BABEL_LOCALE, Words
from reports.views import Form, written
from web.charts.thinning import Point, gaps


def told(day: date, words: Words, months: bool) -> str:
    """The day, or its month, in words."""
    return month_name(day, words) if months else words.date(day)


def month_name(day: date, words: Words) -> str:
    """With its year."""
    return _month_name(day, words.language)


@lru_cache(maxsize=1000)
def _month_name(day: date, language: Language) -> str:
    """Kept, for a page of small charts says the same few months hundreds of times."""
    return str(format_skeleton("yMMMM", day, locale=BABEL_LOCALE[language]))


def account(name: str, points: Sequence[Point], form: Form, words: Words, months: bool = False) -> str:
    """A few sentences about a line; `months`: a point stands for a month."""
    measured = [(day, value) for day, value in points if value is not None]
    _ = words.gettext
    if not measured:
        return _("%(name)s: not measured.", name=name)
    first, last = measured[0], measured[-1]
    if len(measured) == 1:
        said = _(
            "%(name)s: %(value)s on %(day)s.",
            name=name,
            value=written(first[1], form, words),
            day=told(first[0], words, months),
        )
    else:
        lowest = min(measured, key=lambda one: one[1])
        highest = max(measured, key=lambda one: one[1])
        said = _(
            "%(name)s: %(first)s on %(begin)s, %(last)s on %(end)s; "
            "lowest %(low)s (%(low_day)s), highest %(high)s (%(high_day)s).",
            name=name,
            first=written(first[1], form, words),
            begin=told(first[0], words, months),
            last=written(last[1], form, words),
            end=told(last[0], words, months),
            low=written(lowest[1], form, words),
            low_day=told(lowest[0], words, months),
            high=written(highest[1], form, words),
            high_day=told(highest[0], words, months),
        )
    return " ".join(filter(None, (said, _missing(points, words, months))))


def _missing(points: Sequence[Point], words: Words, months: bool) -> str:
    found = gaps(points)
    if not found:
        return ""
    number = sum(value is None for _, value in points)
    first, last = max(found, key=lambda one: one[1] - one[0])
    often = words.ngettext("Not measured at %(num)s point in time", "Not measured at %(num)s points in time", number)
    if first == last:
        return f"{often}, {told(first, words, months)}." if number == 1 else f"{often}."
    return words.gettext(
        "%(told)s, longest from %(first)s to %(last)s.",
        told=often,
        first=told(first, words, months),
        last=told(last, words, months),
    )
