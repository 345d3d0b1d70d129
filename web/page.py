"""A page of the dashboard: what its template shows, and its tables, which are also had as CSV, XLSX and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse

from reports.language import N_
from reports.spreadsheets import as_csv, as_workbook
from reports.views import View
from web.problems import Problem
from web.templating import dashboard
from web.visit import Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(StrEnum):
    """What a page can be had as; the address says which by `format`, a CSV's table by `table`."""

    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table of a page. `id` names it in addresses; `links` lead from a cell (row and column, from 0) to a page, and
    `told` is what the page says in a cell that has a code for programs.
    """

    id: str
    view: View
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    told: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`values` are the template's; `crumbs` the pages above it, as path behind the language and title."""

    template: str
    title: str
    tables: Sequence[DataTable] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    crumbs: Sequence[tuple[str, str]] = ()


def show(visit: Visit, page: Page) -> Response:
    """The page in the format that its address asks for. Raises Problem where there is no such format or table."""
    query = visit.request.query_params
    wanted = query.get("format", Format.HTML)
    if wanted not in list(Format):
        raise Problem(400, N_("There is no such format"), N_("A page is had as html, csv, xlsx or json."))
    if wanted == Format.HTML:
        return HTMLResponse(_html(visit, page))
    if not page.tables:
        raise Problem(400, N_("This page has no table"), N_("Read it as a page."))
    if wanted == Format.CSV:
        return _csv(page, query.get("table"))
    if wanted == Format.XLSX:
        return attached(_workbook(page), XLSX, f"{_name(visit)}.xlsx")
    return Response(json.dumps(_document(visit, page), ensure_ascii=False), media_type="application/json")


def _html(visit: Visit, page: Page) -> str:
    return (
        dashboard(visit.language)
        .get_template(page.template)
        .render(
            title=page.title,
            crumbs=page.crumbs,
            tables={table.id: table for table in page.tables},
            path=visit.path,
            here=visit.here,
            today=visit.today,
            who=visit.who,
            **page.values,
        )
    )


def _csv(page: Page, name: str | None) -> Response:
    """The table of this name; without one, the first."""
    found = next((table for table in page.tables if name in (None, table.id)), None)
    if found is None:
        raise Problem(404, N_("There is no such table"), N_("The page links to the tables that it has."))
    return attached(as_csv(found.view.table()).encode(), "text/csv; charset=utf-8", f"{found.id}.csv")


def _workbook(page: Page) -> bytes:
    return as_workbook((table.view.short, table.view.table()) for table in page.tables)


def attached(content: bytes, media_type: str, name: str) -> Response:
    """A file of this name, which the browser saves."""
    disposition = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


def _name(visit: Visit) -> str:
    return visit.path.strip("/").replace("/", "-") or "eindekss"


def _document(visit: Visit, page: Page) -> Any:
    """Numbers as they are in the data, days as ISO 8601 writes them."""
    return {
        "title": page.title,
        "address": str(visit.request.url),
        "tables": [
            {
                "id": table.id,
                "title": table.view.title,
                "columns": [{"title": column.title, "form": column.form} for column in table.view.columns],
                "rows": [[_plain(value) for value in row] for row in table.view.rows],
                "notes": list(table.view.notes),
            }
            for table in page.tables
        ],
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
