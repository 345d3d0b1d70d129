"""Small multiples: the same small chart for each of many, all on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from reports.language import Words
from reports.views import Form, written
from web.charts.account import account, told
from web.charts.axis import Mark, frame_of, value_marks
from web.charts.lines import path_of
from web.charts.thinning import Point, runs

MOST_POINTS = 120


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the many, with its line; `href` leads to its page."""

    name: str
    href: str | None
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """`last` is its newest value; `end` where that stands, in percent. `dots` are the points that no line leads to."""

    name: str
    href: str | None
    account: str
    path: Markup
    dots: Markup
    last: str
    end: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Multiples:
    """`values` are the marks of the scale that all share, `begin` and `end` its first and last day."""

    id: str
    title: str
    panels: tuple[DrawnPanel, ...]
    values: tuple[Mark, ...] = ()
    begin: str = ""
    end: str = ""
    kind: ClassVar[str] = "multiples"


def multiples(
    id: str,
    title: str,
    panels: Sequence[Panel],
    words: Words,
    *,
    form: Form = Form.SCORE,
    bounds: tuple[float, float] | None = None,
    months: bool = False,
) -> Multiples:
    frame = frame_of([one.points for one in panels], form, bounds)
    if frame is None:
        return Multiples(id, title, ())
    drawn = []
    for one in panels:
        stretches = runs(one.points, MOST_POINTS)
        last = stretches[-1][-1] if stretches else None
        drawn.append(
            DrawnPanel(
                name=one.name,
                href=one.href,
                account=account(one.name, one.points, form, words, months),
                path=path_of(stretches, frame),
                dots=path_of([each for each in stretches if len(each) == 1], frame),
                last=written(last[1] if last else None, form, words),
                end=(round(100 * frame.across(last[0]), 1), round(100 * frame.down(last[1]), 1)) if last else None,
            )
        )
    begin, end = (told(day, words, months) for day in (frame.first, frame.last))
    return Multiples(id, title, tuple(drawn), value_marks(frame, form, words), begin, end)
