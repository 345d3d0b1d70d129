"""What a chart shows, in words: first and last, lowest and highest value, and what was not measured."""

from collections.abc import Sequence

from reports.language import Words
from reports.views import Form, written
from web.charts.thinning import Point, gaps


def account(name: str, points: Sequence[Point], form: Form, words: Words) -> str:
    """A few sentences about a line."""
    measured = [(day, value) for day, value in points if value is not None]
    _ = words.gettext
    if not measured:
        return _("%(name)s: not measured.", name=name)
    first, last = measured[0], measured[-1]
    if len(measured) == 1:
        said = _(
            "%(name)s: %(value)s on %(day)s.", name=name, value=written(first[1], form, words), day=words.date(first[0])
        )
    else:
        lowest = min(measured, key=lambda one: one[1])
        highest = max(measured, key=lambda one: one[1])
        said = _(
            "%(name)s: %(first)s on %(begin)s, %(last)s on %(end)s; "
            "lowest %(low)s (%(low_day)s), highest %(high)s (%(high_day)s).",
            name=name,
            first=written(first[1], form, words),
            begin=words.date(first[0]),
            last=written(last[1], form, words),
            end=words.date(last[0]),
            low=written(lowest[1], form, words),
            low_day=words.date(lowest[0]),
            high=written(highest[1], form, words),
            high_day=words.date(highest[0]),
        )
    return " ".join(filter(None, (said, _missing(points, words))))


def _missing(points: Sequence[Point], words: Words) -> str:
    found = gaps(points)
    if not found:
        return ""
    number = sum(value is None for _, value in points)
    first, last = max(found, key=lambda one: one[1] - one[0])
    told = words.ngettext("Not measured at %(num)s point in time", "Not measured at %(num)s points in time", number)
    if first == last:
        return f"{told}, {words.date(first)}." if number == 1 else f"{told}."
    return words.gettext(
        "%(told)s, longest from %(first)s to %(last)s.", told=told, first=words.date(first), last=words.date(last)
    )
