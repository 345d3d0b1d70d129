"""A line as small as a word: whether it goes up or down, without axes."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.language import Words
from reports.views import Form
from web.charts.account import account
from web.charts.axis import frame_of
from web.charts.lines import path_of
from web.charts.thinning import Point, runs

MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`end` is the newest point, in percent; None where nothing was measured."""

    account: str
    path: Markup
    end: tuple[float, float] | None


def sparkline(
    name: str,
    points: Sequence[Point],
    words: Words,
    *,
    form: Form = Form.SCORE,
    bounds: tuple[float, float] | None = None,
    months: bool = False,
) -> Sparkline:
    said = account(name, points, form, words, months)
    frame = frame_of([points], form, bounds)
    if frame is None:
        return Sparkline(said, Markup(), None)
    stretches = runs(points, MOST_POINTS)
    day, value = stretches[-1][-1]
    end = round(100 * frame.across(day), 1), round(100 * frame.down(value), 1)
    return Sparkline(said, path_of(stretches, frame), end)
