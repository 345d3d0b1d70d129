"""A line chart over time: lines that differ by dash and mark, gaps where nothing was measured, and numbered events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from markupsafe import Markup

from reports.language import Words
from reports.views import Form, written
from web.charts.account import account, told
from web.charts.axis import Frame, Mark, day_marks, frame_of, value_marks
from web.charts.thinning import Measured, Point, gaps, runs

# Units of the drawing; it is stretched to the width and height that there are.
WIDTH, HEIGHT = 2000, 1000
MOST_POINTS = 1800
MARKED_POINTS = 24
MARKS_OF_LINE = 6
# So wide at least, and so far apart at least, are marks of what was not measured.
GAP_WIDTH = 6
# In percent of the height: a line of text.
LABEL_ROOM = 9.0
# In percent of the width: the number of an event on a phone.
EVENT_ROOM = 10.0
STYLES = 6
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured on each day, in the order of days; None where nothing was."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; `href` leads to more about it."""

    day: date
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as drawn; places in percent. `style` is 1 to 6, `label` stands at its end at the height `label_at`."""

    name: str
    letter: str
    style: int
    path: Markup
    marks: tuple[tuple[float, float], ...]
    label: str
    label_at: float


@dataclass(frozen=True, slots=True)
class Numbered:
    """Events that lie so near that they share a number on the chart; `place` in percent of the width, `told` are when,
    what, and the link to more of each.
    """

    number: int
    place: float
    told: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """`account` says in words what it shows; without a line that was measured there is nothing to draw."""

    id: str
    title: str
    account: str
    lines: tuple[Drawn, ...] = ()
    values: tuple[Mark, ...] = ()
    days: tuple[Mark, ...] = ()
    gaps: Markup | None = None
    events: tuple[Numbered, ...] = ()
    kind: ClassVar[str] = "lines"


def line_chart(
    id: str,
    title: str,
    lines: Sequence[Line],
    words: Words,
    *,
    form: Form = Form.SCORE,
    bounds: tuple[float, float] | None = None,
    months: bool = False,
    events: Iterable[Event] = (),
) -> LineChart:
    """`months`: a point stands for the month that begins with its day."""
    said = " ".join(account(one.name, one.points, form, words, months) for one in lines)
    frame = frame_of([one.points for one in lines], form, bounds)
    if frame is None:
        return LineChart(id, title, said)
    drawn = [_drawn(at, one, frame, form, words, MOST_POINTS // len(lines)) for at, one in enumerate(lines)]
    return LineChart(
        id=id,
        title=title,
        account=said,
        lines=tuple(_apart(drawn)),
        values=value_marks(frame, form, words),
        days=day_marks(frame, words),
        gaps=_gaps(lines, frame),
        events=tuple(_numbered(events, frame, words, months)),
    )


def path_of(stretches: Iterable[Sequence[Measured]], frame: Frame) -> Markup:
    """A line for each stretch; a point that stands alone is a dot."""
    parts = []
    for stretch in stretches:
        places = [f"{frame.across(day) * WIDTH:.0f} {frame.down(value) * HEIGHT:.0f}" for day, value in stretch]
        parts.append("M" + " ".join(places) + ("" if len(places) > 1 else "h0"))
    return Markup("".join(parts))  # noqa: S704 - nothing but numbers


def _drawn(at: int, line: Line, frame: Frame, form: Form, words: Words, most: int) -> Drawn:
    stretches = runs(line.points, most)
    known = [point for stretch in stretches for point in stretch]
    last = known[-1][1] if known else None
    return Drawn(
        name=line.name,
        letter=LETTERS[at % len(LETTERS)],
        style=at % STYLES + 1,
        path=path_of(stretches, frame),
        marks=tuple(_place(point, frame) for point in _marked(known)),
        label=written(last, form, words),
        label_at=round(frame.down(last) * 100, 1) if last is not None else 0,
    )


def _marked(known: Sequence[Measured]) -> Sequence[Measured]:
    """All of a few points; of many some, the last among them."""
    if len(known) <= MARKED_POINTS:
        return known
    step = len(known) // MARKS_OF_LINE
    return known[::-1][::step][::-1]


def _place(point: Measured, frame: Frame) -> tuple[float, float]:
    return round(100 * frame.across(point[0]), 2), round(100 * frame.down(point[1]), 2)


def _apart(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Labels at the ends of lines moved as little as leaves none upon another."""
    order = sorted(range(len(drawn)), key=lambda at: drawn[at].label_at)
    # Each cluster of labels that touch has its middle where the middle of its lines is.
    clusters: list[list[int]] = []
    for at in order:
        clusters.append([at])
        while len(clusters) > 1 and _top(clusters[-1], drawn) < _top(clusters[-2], drawn) + _room(clusters[-2]):
            last = clusters.pop()
            clusters[-1] += last
    places = {at: _top(cluster, drawn) + LABEL_ROOM * nth for cluster in clusters for nth, at in enumerate(cluster)}
    return [replace(one, label_at=round(places[at], 1)) for at, one in enumerate(drawn)]


def _room(cluster: Sequence[int]) -> float:
    return LABEL_ROOM * len(cluster)


def _top(cluster: Sequence[int], drawn: Sequence[Drawn]) -> float:
    """Where its first label stands, within the chart."""
    middle = sum(drawn[at].label_at for at in cluster) / len(cluster)
    return max(0.0, min(middle - (_room(cluster) - LABEL_ROOM) / 2, 100 + LABEL_ROOM - _room(cluster)))


def _gaps(lines: Sequence[Line], frame: Frame) -> Markup | None:
    """Strokes where no line was measured, if any; those that would lie on each other are one."""
    measured = {day for line in lines for day, value in line.points if value is not None}
    days = sorted({day for line in lines for day, _ in line.points})
    spans: list[list[int]] = []
    for first, last in gaps([(day, 1.0 if day in measured else None) for day in days]):
        begin = round(frame.across(first) * WIDTH)
        end = max(round(frame.across(last) * WIDTH), begin + GAP_WIDTH)
        if spans and begin - spans[-1][1] < GAP_WIDTH:
            spans[-1][1] = end
        else:
            spans.append([begin, end])
    if not spans:
        return None
    return Markup("".join(f"M{begin} 0h{end - begin}" for begin, end in spans))  # noqa: S704 - nothing but numbers


def _numbered(events: Iterable[Event], frame: Frame, words: Words, months: bool) -> Iterable[Numbered]:
    within = sorted((one for one in events if frame.first <= one.day <= frame.last), key=lambda one: one.day)
    near: list[list[Event]] = []
    for one in within:
        if near and 100 * (frame.across(one.day) - frame.across(near[-1][0].day)) < EVENT_ROOM:
            near[-1].append(one)
        else:
            near.append([one])
    for number, found in enumerate(near, 1):
        yield Numbered(
            number,
            round(100 * frame.across(found[0].day), 2),
            tuple((told(one.day, words, months), one.text, one.href) for one in found),
        )
