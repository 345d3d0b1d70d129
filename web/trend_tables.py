"""A trend of all municipalities and of each group, month by month, as a table beside its chart."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from model.site import Centre
from model.trend import Subject, Trend, TrendPoint
from pipeline.trends import Asked
from reports.language import N_
from reports.spreadsheets import Row
from reports.terms import CENTRES
from reports.views import Column, Form, View
from web.finding_lists import trend
from web.page import DataTable
from web.visit import Visit

ALL = N_("all municipalities")


def over_time(visit: Visit, asked: Asked, title: str) -> tuple[DataTable, Trend | None]:
    """The table with all and each group, and the trend of all."""
    whole, grouped = trend(visit, asked), trend(visit, replace(asked, grouped=True))
    points = [*(whole.points if whole else ()), *(grouped.points if grouped else ())]
    return DataTable(id="trend", view=_view(visit, points, asked.subject, title)), whole


def _view(visit: Visit, points: list[TrendPoint], subject: Subject, title: str) -> View:
    _ = visit.words.gettext
    groups = list(dict.fromkeys(point.group for point in points)) or [None]
    form = Form.SHARE if subject is Subject.FEATURE else Form.COUNT
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


def _name(visit: Visit, group: Centre | None) -> str:
    return visit.words.gettext(ALL if group is None else CENTRES[group])
