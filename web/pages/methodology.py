"""The methodology in force: what is scored, with which weight, and where the numbers come from."""

from fastapi import Response

from reports.spreadsheets import Row
from reports.views import Column, Form, View
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.visit import Visit, Visiting

router = page_router()


@router.get("/methodology")
def methodology(visit: Visiting) -> Response:
    _ = visit.words.gettext
    return show(
        visit,
        Page(
            template="methodology.html.j2",
            title=_("Methodology"),
            tables=[_indicators(visit)],
            values={"methodology": visit.workplace.methodology},
        ),
    )


def _indicators(visit: Visit) -> DataTable:
    _, words = visit.words.gettext, visit.words
    columns = [
        Column(_("Section")),
        Column(_("Indicator")),
        Column(_("Weight in the index"), Form.SHARE),
        Column(_("Question")),
    ]
    rows: list[Row] = [
        [words.of(section.title), words.of(one.title), one.weight, words.of(one.question)]
        for section in visit.workplace.methodology.sections
        for one in section.indicators
    ]
    return DataTable(id="indicators", view=View(_("Indicators of the index"), _("Indicators"), columns, rows))
