"""The first page: every municipality as a tile coloured by what is asked for, and the table that says the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from model.alphabet import alphabetical
from model.municipality import municipality_key
from model.site import Role
from pipeline.results import Scope, SiteOnDay, result_row
from reports.language import N_, NO_BREAK_SPACE, riga_day
from reports.result_rows import remark
from reports.spreadsheets import Row
from reports.terms import CENTRES
from reports.views import NOTHING, Column, Form, View, written
from web.charts import Group, Sparkline, Strip, Tick, sparkline, strip
from web.filters import Filters, Unset
from web.kept.municipalities import every, path_to
from web.kept.standings import regions, sites
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.pages.country.courses import newest_months
from web.pages.country.subjects import Kind, Subject, Teller, Told, every_subject, subject_of
from web.pages.country.tiles import Tile, tiles
from web.parts import columns_of
from web.visit import Visit, Visiting

router = page_router()

# What is told beside the score, and its title; of a feature nothing else is told.
LEVELS = {kind: N_("Level") for kind in Kind if kind is not Kind.FEATURE} | {Kind.MOBILE: N_("Phone")}


class CountryFilters(Filters):
    """`show` is what the tiles are coloured by, as subjects.py names it."""

    show: Annotated[str | None, Field(max_length=100), Unset] = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A municipality with what is told of it; `path` leads to its page, behind the language."""

    one: SiteOnDay
    told: Told
    path: str

    @property
    def name(self) -> str:
        return self.one.site.name


@dataclass(frozen=True, slots=True)
class Placed:
    """A tile of the map; one that the filters leave out has no link and no text."""

    tile: Tile
    text: str
    step: int | None
    link: str | None
    spark: Sparkline | None


@router.get("/")
def country(visit: Visiting, filters: Annotated[CountryFilters, Query()]) -> Response:
    _ = visit.words.gettext
    subject, scope = subject_of(visit, filters.show), filters.scope(visit)
    title = _("How municipal websites fare")
    if not every(visit):
        return show(visit, Page(template="country/empty.html.j2", title=title))
    teller = Teller(visit, subject)
    found = [
        Shown(one, teller(one), path_to(visit, one.site))
        for one in sites(visit, scope)
        if one.site.role is Role.MAIN and one.site.atvk is not None
    ]
    by_group = _by_group(visit, found)
    return show(
        visit,
        Page(
            template="country/overview.html.j2",
            title=title,
            tables=[_table(visit, subject, scope, found), _groups(visit, subject, by_group)],
            values={
                "publisher": visit.workplace.settings.publisher,
                "subject": subject,
                "scope": scope,
                "choices": every_subject(visit),
                "regions": regions(visit, scope),
                "centres": CENTRES,
                "figures": _figures(visit, subject, found),
                "tiles": list(_placed(visit, subject, scope, found)),
                "legend": teller.legend(),
                "spread": None if subject.kind is Kind.FEATURE else _spread(visit, subject, by_group),
            },
        ),
    )


def _figures(visit: Visit, subject: Subject, found: Sequence[Shown]) -> Iterator[tuple[str, str]]:
    """What stands above the map; all are figures of the list below it."""
    _, words = visit.words.gettext, visit.words
    values = [one.told.value for one in found if one.told.value is not None]
    counted = _("%(count)s of %(base)s", count=words.number(len(values)), base=words.number(len(found)))
    if subject.kind is Kind.FEATURE:
        offered = sum(value > 0 for value in values)
        yield _("Offered by"), _("%(count)s of %(base)s", count=words.number(offered), base=words.number(len(values)))
        yield _("Could be told of"), counted
        return
    yield _("Mean"), written(fmean(values) if values else None, subject.form, words)
    yield _("Median"), written(median(values) if values else None, subject.form, words)
    yield _("Measured municipalities"), counted


def _placed(visit: Visit, subject: Subject, scope: Scope, found: Sequence[Shown]) -> Iterator[Placed]:
    known = {municipality_key(one.one.site.atvk or ""): one for one in found}
    sparks = _sparks(visit, subject, scope)
    for key, tile in tiles().items():
        if (one := known.get(key)) is None:
            yield Placed(tile, "", None, None, None)
        else:
            text = _short(visit, subject, one.told)
            yield Placed(tile, text, one.told.step, visit.to(one.path), sparks.get(key))


def _short(visit: Visit, subject: Subject, told: Told) -> str:
    _ = visit.words.gettext
    if told.value is None:
        return NOTHING
    if subject.kind is Kind.FEATURE:
        return NO_BREAK_SPACE.join(("✓", _("yes")) if told.value else ("✕", _("no")))
    return written(told.value, subject.form, visit.words)


def _sparks(visit: Visit, subject: Subject, scope: Scope) -> Mapping[str, Sparkline]:
    """The last two years of each, of what is told over time."""
    if subject.score is None:
        return {}
    courses = newest_months(visit, scope.on, subject.score)
    return {
        key: sparkline(subject.title, points, visit.words, form=subject.form, months=True)
        for key, points in courses.items()
    }


def _table(visit: Visit, subject: Subject, scope: Scope, found: Sequence[Shown]) -> DataTable:
    """The best first, those of whom nothing could be told at the end."""
    _, words = visit.words.gettext, visit.words
    order = sorted(found, key=lambda one: (one.told.value is None, -(one.told.value or 0), alphabetical(one.name)))
    feature = subject.kind is Kind.FEATURE
    columns = [
        Column(_("Municipality")),
        *([] if feature else [Column(_("Score"), subject.form)]),
        Column(_(LEVELS[subject.kind]) if subject.kind in LEVELS else subject.title),
        Column(_("Group")),
        Column(_("Region")),
        Column(_("Measured"), Form.SHARE),
        Column(_("Measured on")),
        Column(_("Note")),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    on = scope.on if scope.on != visit.today else None
    for at, one in enumerate(order):
        site, seen = one.one.site, one.one.newest.seen
        rows.append(
            [
                site.name,
                *([] if feature else [one.told.value]),
                one.told.level,
                _(CENTRES[site.centre]) if site.centre else None,
                site.region,
                one.told.coverage,
                riga_day(seen.started_at) if seen else None,
                # What a program said of the failure is for the page of the run.
                remark(replace(result_row(one.one), failure_detail=None), words) or None,
            ]
        )
        links[at, 0] = visit.to(one.path)
        if one.told.value is not None:
            ledger = visit.to(subject.ledger(one.path), on=on)
            figures = (1,) if feature else (1, 2, 5)
            links |= {(at, column): ledger for column in figures if rows[at][column] is not None}
    title = _("%(subject)s by municipality", subject=subject.title)
    keep = [at for at, column in enumerate(columns) if at < 2 or any(row[at] is not None for row in rows)]
    table = DataTable(id="municipalities", view=View(title, _("Municipalities"), columns, rows), links=links)
    return columns_of(table, keep)


def _by_group(visit: Visit, found: Sequence[Shown]) -> Mapping[str, Sequence[Shown]]:
    """All, then each group that there is, by its title."""
    _ = visit.words.gettext
    groups = {_(title): [one for one in found if one.one.site.centre == centre] for centre, title in CENTRES.items()}
    return {_("all municipalities"): found, **{title: members for title, members in groups.items() if members}}


def _spread(visit: Visit, subject: Subject, groups: Mapping[str, Sequence[Shown]]) -> Strip:
    title = _title_of_groups(visit, subject)
    drawn = [Group(name, [Tick(one.name, one.told.value) for one in members]) for name, members in groups.items()]
    return strip("spread", title, drawn, visit.words, form=subject.form)


def _title_of_groups(visit: Visit, subject: Subject) -> str:
    return visit.words.gettext("%(subject)s by group", subject=subject.title)


def _groups(visit: Visit, subject: Subject, groups: Mapping[str, Sequence[Shown]]) -> DataTable:
    _ = visit.words.gettext
    feature = subject.kind is Kind.FEATURE
    parts = [_("Offered by")] if feature else [_("Lowest"), _("Median"), _("Mean"), _("Highest")]
    form = Form.COUNT if feature else subject.form
    columns = [
        Column(_("Group")),
        Column(_("Municipalities"), Form.COUNT),
        Column(_("Measured municipalities"), Form.COUNT),
        *(Column(part, form) for part in parts),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for name, members in groups.items():
        # All of them are those that the page itself lists.
        group = members[0].one.site.centre if rows else visit.request.query_params.get("group")
        listed = visit.here(group=group, format=None, table=None) + "#municipalities"
        links |= {(len(rows), column): listed for column in range(1, len(columns))}
        values = [one.told.value for one in members if one.told.value is not None]
        told: list[float | None]
        if feature:
            told = [sum(value > 0 for value in values)]
        else:
            told = [min(values), median(values), fmean(values), max(values)] if values else [None] * 4
        rows.append([name, len(members), len(values), *told])
    view = View(_title_of_groups(visit, subject), _("Groups"), columns, rows)
    return DataTable(id="groups", view=view, links=links)
