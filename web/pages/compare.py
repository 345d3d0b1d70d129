"""Any municipalities beside each other on a day, and any two days of them; of one also what moved it, and why."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from model.alphabet import alphabetical
from model.change import Difference
from model.municipality import Series
from model.site import Role
from pipeline.differences import difference_between
from pipeline.errors import SetupError
from pipeline.results import Scope
from pipeline.trends import index_by_month
from reports.difference import remarks
from reports.difference_views import feature_changes_view, issue_changes_view, moves_view, reasons_view
from reports.language import N_, riga_day
from reports.spreadsheets import Row
from reports.views import Column, Form, View
from web.charts import Multiples, Panel, multiples
from web.charts.account import month_name
from web.filters import Unset, end_of_month, past
from web.kept.municipalities import key_of, named, path_of, standing
from web.kept.standings import municipalities
from web.ledgers import ledger_of
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.pages.compare_tables import Compared, CompareTables
from web.problems import Problem
from web.visit import Visit, Visiting

router = page_router()

MOST = 8


class Asked(BaseModel):
    """`to` is today without it; without `from` only that day is told."""

    model_config = ConfigDict(populate_by_name=True)

    site: Annotated[list[str], Field(max_length=100)] = []
    begin: Annotated[date | None, Field(alias="from"), Unset] = None
    end: Annotated[date | None, Field(alias="to"), Unset] = None


@router.get("/compare")
def compare(visit: Visiting, asked: Annotated[Asked, Query()]) -> Response:
    _ = visit.words.gettext
    begin, end = _days(visit, asked)
    chosen = _chosen(visit, asked.site)
    told = [_compared(visit, one, begin, end) for one in chosen]
    tables = CompareTables(visit, told, begin, end).all() if told else []
    over_time = _over_time(visit, chosen) if chosen else None
    difference = _difference(visit, chosen[0], begin, end) if len(chosen) == 1 and begin else None
    return show(
        visit,
        Page(
            template="compare.html.j2",
            title=_("Comparison"),
            tables=[
                *tables,
                *([over_time[1]] if over_time else []),
                *(_differences(visit, chosen[0], difference) if difference else []),
            ],
            values={
                "begin": begin,
                "end": end,
                "chosen": [
                    {
                        "name": one.present.site.name,
                        "path": visit.to(path_of(one)),
                        "alone": visit.to("compare", site=key_of(one), **{"from": begin, "to": end}),
                        "without": visit.here(site=[key_of(each) for each in chosen if each is not one]),
                    }
                    for one in chosen
                ],
                "choices": _choices(visit, chosen),
                "remarks": list(remarks(difference, visit.words)) if difference else [],
                "differs": difference is not None,
                "most": MOST,
                "chart": over_time[0] if over_time else None,
            },
        ),
    )


def _days(visit: Visit, asked: Asked) -> tuple[date | None, date]:
    """Raises Problem for a day that is still to come, and where the first is after the second."""
    end = past(visit, asked.end or visit.today)
    begin = past(visit, asked.begin) if asked.begin else None
    if begin is not None and begin > end:
        raise Problem(
            422,
            N_("The first day is after the second"),
            N_("Choose a day until %(day)s to count from."),
            day=visit.words.date(end),
        )
    return begin, end


def _chosen(visit: Visit, keys: Sequence[str]) -> list[Series]:
    """Each once, in the order of the address. Raises Problem for too many, and for what there is not."""
    found = list({one.present.id: one for one in (named(visit, key) for key in dict.fromkeys(keys) if key)}.values())
    if len(found) > MOST:
        raise Problem(
            422,
            N_("Too many municipalities are chosen"),
            N_("Choose at most %(most)s: go back and take some away."),
            most=MOST,
        )
    return found


def _compared(visit: Visit, series: Series, begin: date | None, end: date) -> Compared:
    days = [
        next(
            (one for one in municipalities(visit, Scope(on=day)) if one.site.atvk and series.is_named(one.site.atvk)),
            None,
        )
        if day
        else None
        for day in (begin, end)
    ]
    return Compared(series, *days)


def _choices(visit: Visit, chosen: Sequence[Series]) -> list[tuple[str, str, bool]]:
    """Key, name, and whether it is chosen: the municipalities of today, and those chosen that are there no more."""
    there = {one.present.id: one for one in standing(visit) if one.present.site.role is Role.MAIN and one.key}
    there |= {one.present.id: one for one in chosen}
    ordered = sorted(there.values(), key=lambda one: alphabetical(one.present.site.name))
    return [(key_of(one), one.present.site.name, one in chosen) for one in ordered]


def _over_time(visit: Visit, chosen: Sequence[Series]) -> tuple[Multiples, DataTable]:
    """The index of each, month by month, and its numbers."""
    months = visit.kept(("index by month", visit.workplace.methodology.id), lambda: index_by_month(visit.workplace))
    days = sorted({day for points in months.values() for day in points})
    panels = []
    for one in chosen:
        points = {day: score for known in one.sites for day, score in months.get(known.id, {}).items()}
        panels.append(Panel(one.present.site.name, visit.to(path_of(one)), [(day, points.get(day)) for day in days]))
    title = visit.words.gettext("Index month by month")
    columns = [Column(visit.words.gettext("Month")), *(Column(one.name, Form.SCORE) for one in panels)]
    rows: list[Row] = [
        [month_name(day, visit.words), *(one.points[at][1] for one in panels)] for at, day in enumerate(days)
    ]
    links = {
        (at, column): visit.to(f"{path_of(one)}/scores", on=end_of_month(day, visit.today))
        for at, day in enumerate(days)
        for column, one in enumerate(chosen, start=1)
        if rows[at][column] is not None
    }
    view = View(title, visit.words.gettext("Index month by month"), columns, rows)
    return multiples("index-over-time", title, panels, visit.words), DataTable(id="months", view=view, links=links)


def _difference(visit: Visit, series: Series, begin: date, end: date) -> Difference:
    """Raises Problem where nothing has seen the site yet."""
    site = series.present.site
    target = site.atvk if series.key and site.atvk else site.url
    try:
        return visit.kept(
            ("difference", target, begin, end), lambda: difference_between(visit.workplace, target, begin, end)
        )
    except SetupError as error:
        raise Problem(
            404, N_("Nothing has seen this site yet"), N_("Choose another municipality, or one day only.")
        ) from error


def _differences(visit: Visit, series: Series, difference: Difference) -> list[DataTable]:
    texts, words, path = visit.texts, visit.words, path_of(series)
    issues, fingerprints = issue_changes_view(difference, texts, words)
    features, names = feature_changes_view(difference, texts, words)
    moves = moves_view(difference, texts, words)
    return [
        DataTable(id="moves", view=moves, links=_ledgers(visit, path, difference)),
        DataTable(id="reasons", view=reasons_view(difference, texts, words)),
        DataTable(
            id="issues",
            view=issues,
            links={(at, 1): visit.to(f"{path}/issues/{one}") for at, one in enumerate(fingerprints)},
        ),
        DataTable(
            id="feature-changes",
            view=features,
            links={(at, 0): visit.to(f"features/{one}") for at, one in enumerate(names)},
        ),
    ]


def _ledgers(visit: Visit, path: str, difference: Difference) -> dict[tuple[int, int], str]:
    """Of each score on both nights, and of its change by what stands for it now."""
    told = [move for move in difference.moves if move.before is not None or move.after is not None]
    nights = (riga_day(difference.before.started_at), riga_day(difference.after.started_at))
    links: dict[tuple[int, int], str] = {}
    for at, move in enumerate(told):
        before, after = (visit.to(f"{path}/{ledger_of(move.score)}", on=day) for day in nights)
        links |= {(at, 1): before} if move.before is not None else {}
        links |= {(at, 2): after, (at, 3): after} if move.after is not None else {}
    return links
