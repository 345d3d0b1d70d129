"""How the country fared over the months: the index and its sections, each group, and every municipality for itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import fmean
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from model.alphabet import alphabetical
from model.site import Centre
from pipeline.courses import Course
from pipeline.results import Scope
from reports.history import MARKS_IN_FULL
from reports.spreadsheets import Row
from reports.terms import CENTRES
from reports.views import Column, Form, View
from web.charts import Event, Group, Line, Panel, Strip, Tick, line_chart, multiples, strip
from web.charts.account import month_name
from web.filters import Unset
from web.kept.municipalities import path_of, refuse_unknown_region
from web.kept.standings import regions
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.pages.country import courses
from web.pages.country.subjects import INDEX, NOT_TO_SHOW, Kind, Subject, every_subject, subject_of
from web.problems import Problem
from web.visit import Visit, Visiting

router = page_router()

Means = Sequence[tuple[date, float | None]]


class TrendFilters(BaseModel):
    """`show` is a score as subjects.py names it, `years` how far back is looked; without it, to the first night."""

    show: Annotated[str | None, Field(max_length=100), Unset] = None
    group: Annotated[Centre | None, Unset] = None
    region: Annotated[str | None, Field(max_length=100), Unset] = None
    years: Annotated[int | None, Field(ge=1, le=50), Unset] = None


Asked = Annotated[TrendFilters, Query()]


class Member:
    """A municipality with the points of one score."""

    def __init__(self, course: Course, score: str) -> None:
        self.series = course.series
        self.site = course.series.present.site
        self.points = course.points(score)


class Trends:
    """What the filters leave of the courses."""

    def __init__(self, visit: Visit, filters: TrendFilters) -> None:
        self.visit, self.filters = visit, filters
        refuse_unknown_region(visit, filters.region)
        self._since = date(visit.today.year - filters.years, visit.today.month, 1) if filters.years else None
        self.found = courses.courses(visit, self._since, visit.today)
        self.subject = subject_of(visit, filters.show)
        if self.subject.score is None:
            raise Problem(422, *NOT_TO_SHOW)
        self.chosen = self.of(self.subject.score)

    def of(self, score: str) -> Sequence[Member]:
        return [Member(one, score) for one in self.found.courses if self._holds(one)]

    def _holds(self, course: Course) -> bool:
        return self._scope.holds(course.series.present.site)

    @property
    def _scope(self) -> Scope:
        return Scope(on=self.visit.today, group=self.filters.group, region=self.filters.region)

    def means(self, members: Sequence[Member]) -> Means:
        """Of each month, over those whom it saw."""
        by_month: dict[date, list[float]] = {month: [] for month in self.found.months}
        for one in members:
            for month, score in one.points:
                if score is not None:
                    by_month[month].append(score)
        return [(month, fmean(scores) if scores else None) for month, scores in by_month.items()]

    def towns(self, show: str, group: Centre | None = None) -> str:
        """Where each municipality's points of a score are told, of those whom the filters leave."""
        narrowed = self.filters.model_dump(exclude_none=True) | {"show": show}
        return self.visit.to("trend/municipalities", **narrowed | ({"group": group} if group else {}))

    def events(self) -> Iterator[Event]:
        """New versions: over such a border like is not compared with like."""
        for day, mark, version in courses.upgrades(self.visit, self._since, self.visit.today):
            yield Event(day, f"{self.visit.words.gettext(MARKS_IN_FULL[mark])} {version}")

    def values(self) -> dict[str, object]:
        """What the filter form of both pages needs."""
        visit, filters = self.visit, self.filters
        choices = [(title, [one for one in group if one.score is not None]) for title, group in every_subject(visit)]
        return {
            "subject": self.subject,
            "filters": filters,
            "choices": [(title, group) for title, group in choices if group],
            "regions": regions(visit, self._scope),
            "towns": self.towns(self.subject.show),
            "centres": CENTRES,
            "anything": bool(self.found.courses),
        }


@router.get("/trend")
def trend(visit: Visiting, filters: Asked) -> Response:
    _ = visit.words.gettext
    trends = Trends(visit, filters)
    subject = trends.subject
    methodology, words = visit.workplace.methodology, visit.words
    parts = {_("Index"): INDEX} | {words.of(one.title): one.id for one in methodology.sections}
    to_parts = [trends.towns(INDEX), *(trends.towns(f"{Kind.SECTION}:{one.id}") for one in methodology.sections)]
    means = {name: trends.means(trends.of(score)) for name, score in parts.items()}
    groups = _groups(trends)
    to_groups = [
        trends.towns(subject.show, members[0].site.centre if at and members else None)
        for at, members in enumerate(groups.values())
    ]
    by_group = {name: trends.means(members) for name, members in groups.items()}
    titles = _("Mean of the index and its sections"), _("Mean by group: %(subject)s", subject=subject.title)
    events = list(trends.events())
    charts = {
        id: line_chart(id, title, [Line(*one) for one in lines.items()], words, form=form, months=True, events=events)
        for id, title, lines, form in (
            ("parts", titles[0], means, Form.SCORE),
            ("groups", titles[1], by_group, subject.form),
        )
    }
    return show(
        visit,
        Page(
            template="country/trend.html.j2",
            title=_("Over time"),
            tables=[
                _table(trends, "parts", _("Sections"), titles[0], means, Form.SCORE, trends.of(INDEX), to_parts),
                _table(trends, "groups", _("Groups"), titles[1], by_group, subject.form, trends.chosen, to_groups),
                _newest(trends, groups),
            ],
            values=trends.values() | {"charts": charts, "spread": _spread(trends, groups)},
        ),
    )


def _groups(trends: Trends) -> Mapping[str, Sequence[Member]]:
    """All, then each group that there is, by its title."""
    _ = trends.visit.words.gettext
    every = trends.chosen
    groups = {_(title): [one for one in every if one.site.centre == centre] for centre, title in CENTRES.items()}
    return {_("all municipalities"): every, **{name: members for name, members in groups.items() if members}}


def _table(
    trends: Trends,
    id: str,
    short: str,
    title: str,
    lines: Mapping[str, Means],
    form: Form,
    base: Sequence[Member],
    ways: Sequence[str],
) -> DataTable:
    """A row for each month, the newest first; each mean leads to the points that it is of, by the way of its line."""
    _, words, months = trends.visit.words.gettext, trends.visit.words, trends.found.months
    seen: dict[date, int] = dict.fromkeys(months, 0)
    for one in base:
        for month, score in one.points:
            seen[month] += score is not None
    columns = [
        Column(_("Month")),
        *(Column(name, form) for name in lines),
        Column(_("Measured municipalities"), Form.COUNT),
    ]
    by_line = [dict(points) for points in lines.values()]
    rows: list[Row] = [
        [month_name(month, words), *(points[month] for points in by_line), seen[month]] for month in reversed(months)
    ]
    links = {
        (at, column): way
        for at, row in enumerate(rows)
        for column, way in enumerate([*ways, ways[0]], start=1)
        if row[column] is not None
    }
    return DataTable(id=id, view=View(title, short, columns, rows), links=links)


def _last(one: Member, months: Sequence[date]) -> float | None:
    """Of the newest month."""
    if not one.points:
        return None
    month, score = one.points[-1]
    return score if month == months[-1] else None


def _spread(trends: Trends, groups: Mapping[str, Sequence[Member]]) -> Strip:
    visit, months = trends.visit, trends.found.months
    drawn = [
        Group(name, [Tick(one.site.name, _last(one, months)) for one in members]) for name, members in groups.items()
    ]
    return strip("spread", _newest_title(trends), drawn, visit.words, form=trends.subject.form)


def _newest_title(trends: Trends) -> str:
    month = month_name(trends.found.months[-1], trends.visit.words)
    return trends.visit.words.gettext("%(subject)s by group, %(month)s", subject=trends.subject.title, month=month)


def _newest(trends: Trends, groups: Mapping[str, Sequence[Member]]) -> DataTable:
    """Who is where in the newest month: every tick of the strip, the best first."""
    _, months = trends.visit.words.gettext, trends.found.months
    columns = [Column(_("Municipality")), Column(_("Group")), Column(trends.subject.title, trends.subject.form)]
    members = [(name, one) for name, found in list(groups.items())[1:] for one in found]
    order = sorted(members, key=lambda pair: -(_last(pair[1], months) or 0))
    rows: list[Row] = [[one.site.name, name, _last(one, months)] for name, one in order]
    links = {(at, 0): trends.visit.to(path_of(one.series)) for at, (_name, one) in enumerate(order)}
    ledgers = {
        at: trends.subject.ledger(path_of(one.series))
        for at, (_name, one) in enumerate(order)
        if rows[at][2] is not None
    }
    links |= {(at, 2): trends.visit.to(path) for at, path in ledgers.items()}
    return DataTable(id="newest", view=View(_newest_title(trends), _("Newest month"), columns, rows), links=links)


@router.get("/trend/municipalities")
def municipalities(visit: Visiting, filters: Asked) -> Response:
    _ = visit.words.gettext
    trends = Trends(visit, filters)
    subject = trends.subject
    order = sorted(trends.chosen, key=lambda one: alphabetical(one.site.name))
    title = _("%(subject)s by municipality", subject=subject.title)
    panels = [Panel(one.site.name, visit.to(f"{path_of(one.series)}/history"), one.points) for one in order]
    return show(
        visit,
        Page(
            template="country/trend_municipalities.html.j2",
            title=_("Every municipality over time"),
            crumbs=[("trend", _("Over time"))],
            tables=[_summary(visit, title, subject, order), _every_month(visit, title, subject, order)],
            values=trends.values()
            | {"chart": multiples("towns", title, panels, visit.words, form=subject.form, months=True)},
        ),
    )


def _summary(visit: Visit, title: str, subject: Subject, order: Sequence[Member]) -> DataTable:
    _, form = visit.words.gettext, subject.form
    columns = [
        Column(_("Municipality")),
        Column(_("First month")),
        Column(_("Then"), form),
        Column(_("Newest"), form),
        Column(_("Change"), Form.CHANGE),
        Column(_("Lowest"), form),
        Column(_("Highest"), form),
        Column(_("Months measured"), Form.COUNT),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, one in enumerate(order):
        path = path_of(one.series)
        links[at, 0] = visit.to(f"{path}/history")
        links[at, 3] = visit.to(subject.ledger(path))
        links |= {(at, column): links[at, 0] for column in (2, 4, 5, 6, 7)}
        measured = [(month, score) for month, score in one.points if score is not None]
        scores = [score for _month, score in measured]
        name = one.site.name
        if scores:
            first = month_name(measured[0][0], visit.words)
            change = scores[-1] - scores[0]
            rows.append([name, first, scores[0], scores[-1], change, min(scores), max(scores), len(scores)])
        else:
            rows.append([name, None, None, None, None, None, None, 0])
    return DataTable(id="municipalities", view=View(title, _("Municipalities"), columns, rows), links=links)


def _every_month(visit: Visit, title: str, subject: Subject, order: Sequence[Member]) -> DataTable:
    """Every point of every small chart, for programs: too long for the page."""
    _ = visit.words.gettext
    columns = [Column("ATVK"), Column(_("Municipality")), Column(_("Month")), Column(_("Score"), subject.form)]
    rows: list[Row] = [[one.site.atvk, one.site.name, month, score] for one in order for month, score in one.points]
    return DataTable(id="months", view=View(title, _("Every month"), columns, rows))
