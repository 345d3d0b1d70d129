"""How values spread in each group: a tick for each member, the middle half, the median, and who is singled out."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import ClassVar

from reports.language import Words
from reports.views import Form, written
from web.charts.axis import FULL, Mark

QUARTERS = 4
# From how many on a middle half says something.
HALF_FROM = 4
PLACES = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Tick:
    """A member of a group; None where nothing was measured, and then it is only counted."""

    name: str
    value: float | None
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    ticks: Sequence[Tick]


@dataclass(frozen=True, slots=True)
class Row:
    """A group as it is drawn; places in percent. `half` is the middle half, `single` who is singled out, by name."""

    name: str
    account: str
    places: tuple[float, ...]
    median: float | None
    half: tuple[float, float] | None
    single: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    id: str
    title: str
    rows: tuple[Row, ...]
    values: tuple[Mark, ...]
    kind: ClassVar[str] = "strip"


def strip(
    id: str,
    title: str,
    groups: Sequence[Group],
    words: Words,
    *,
    form: Form = Form.SCORE,
    bounds: tuple[float, float] | None = None,
) -> Strip:
    low, high = bounds or (0.0, FULL.get(form, 100.0))
    rows = tuple(_row(group, low, high, form, words) for group in groups)
    values = tuple(Mark(place, written(low + (high - low) * place / 100, form, words)) for place in PLACES)
    return Strip(id, title, rows, values)


def _row(group: Group, low: float, high: float, form: Form, words: Words) -> Row:
    def place(value: float) -> float:
        return round(100 * min(max((value - low) / (high - low), 0), 1), 2)

    told = sorted((one.value, one.name) for one in group.ticks if one.value is not None)
    values = [value for value, _ in told]
    quarters = quantiles(values, n=QUARTERS, method="inclusive") if len(values) >= HALF_FROM else None
    return Row(
        name=group.name,
        account=_account(group, told, quarters, form, words),
        places=tuple(place(value) for value in values),
        median=place(median(values)) if values else None,
        half=(place(quarters[0]), place(quarters[-1])) if quarters else None,
        single=tuple(
            Mark(place(one.value), f"{one.name} {written(one.value, form, words)}")
            for one in group.ticks
            if one.highlighted and one.value is not None
        ),
    )


def _account(
    group: Group, told: Sequence[tuple[float, str]], quarters: Sequence[float] | None, form: Form, words: Words
) -> str:
    _ = words.gettext
    if not told:
        return _("%(name)s: not measured.", name=group.name)
    said = [
        _(
            "%(name)s: %(num)s measured, from %(low)s (%(lowest)s) to %(high)s (%(highest)s), median %(median)s.",
            name=group.name,
            num=words.number(len(told)),
            low=written(told[0][0], form, words),
            lowest=told[0][1],
            high=written(told[-1][0], form, words),
            highest=told[-1][1],
            median=written(median(value for value, _ in told), form, words),
        )
    ]
    if quarters:
        low, high = written(quarters[0], form, words), written(quarters[-1], form, words)
        said.append(_("The middle half lies between %(low)s and %(high)s.", low=low, high=high))
    said += [f"{one.name}: {written(one.value, form, words)}." for one in group.ticks if one.highlighted]
    return " ".join(said)
