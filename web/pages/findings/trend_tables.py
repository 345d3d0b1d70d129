"""A trend of all municipalities and of each group, month by month: its chart and the table of its numbers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from model.finding import Outcome
from model.site import Centre
from model.trend import Subject, Trend, TrendPoint
from pipeline.trends import Asked
from reports.history import MARKS_IN_FULL
from reports.language import N_
from reports.spreadsheets import Row
from reports.terms import CENTRES
from reports.views import Column, Form, View
from web.charts import Chart, Event, Line, line_chart
from web.filters import end_of_month
from web.kept.findings import trends
from web.page import DataTable
from web.visit import Visit

ALL = N_("all municipalities")


@dataclass(frozen=True, slots=True)
class OverTime:
    """`chart` is None where nothing was audited yet."""

    table: DataTable
    chart: Chart | None


def over_time(visit: Visit, asked: Asked, title: str) -> OverTime:
    """All municipalities together, and each group."""
    told = trends(visit, asked)
    points = [point for one in told or () for point in one.points]
    view = _view(visit, points, asked.subject, title)
    table = DataTable(id="trend", view=view, links=_links(visit, asked, points))
    return OverTime(table, _chart(visit, told[0], points, title) if told else None)


def _chart(visit: Visit, whole: Trend, points: Sequence[TrendPoint], title: str) -> Chart:
    """A line for all and for each group, and what was new in the tools, which may move them without any website."""
    by_group: dict[Centre | None, list[tuple[date, float | None]]] = defaultdict(list)
    for point in points:
        by_group[point.group].append((point.begins, point.value))
    lines = [Line(_name(visit, group), values) for group, values in by_group.items()]
    events = [Event(day, f"{visit.words.gettext(MARKS_IN_FULL[mark])} {name}") for day, mark, name in whole.upgrades]
    return line_chart("over-time", title, lines, visit.words, form=_form(whole.subject), events=events)


def _form(subject: Subject) -> Form:
    return Form.SHARE if subject is Subject.FEATURE else Form.COUNT


def _view(visit: Visit, points: Sequence[TrendPoint], subject: Subject, title: str) -> View:
    _, form = visit.words.gettext, _form(subject)
    groups = list(dict.fromkeys(point.group for point in points)) or [None]
    columns = [Column(_("Month from")), *(Column(_name(visit, group), form) for group in groups)]
    columns.append(Column(_("Municipalities counted"), Form.COUNT))
    by_month: dict[date, dict[Centre | None, TrendPoint]] = defaultdict(dict)
    for point in points:
        by_month[point.begins][point.group] = point
    rows: list[Row] = [
        [month, *(found[group].value if group in found else None for group in groups), found[None].base]
        for month, found in reversed(by_month.items())
    ]
    return View(title, _("Over time"), columns, rows)


def _links(visit: Visit, asked: Asked, points: Sequence[TrendPoint]) -> dict[tuple[int, int], str]:
    """Each number leads to whom it counts at the end of the month, of a rule to their findings."""
    of_feature = asked.subject is Subject.FEATURE
    groups = list(dict.fromkeys(point.group for point in points))
    months = sorted({point.begins for point in points}, reverse=True)
    links = {}
    for point in points:
        row, then = months.index(point.begins), {"on": end_of_month(point.begins, visit.today), "group": point.group}
        if of_feature and point.value is not None:
            links[row, 1 + groups.index(point.group)] = visit.to(f"features/{asked.name}", **then) + "#part-offering"
        elif point.value:
            fails = {"rule": asked.name, "outcome": Outcome.FAIL}
            links[row, 1 + groups.index(point.group)] = visit.to("issues", **fails, **then)
        if point.group is None:
            links[row, 1 + len(groups)] = visit.to(f"features/{asked.name}" if of_feature else "results", **then)
    return links


def _name(visit: Visit, group: Centre | None) -> str:
    return visit.words.gettext(ALL if group is None else CENTRES[group])
