"""The reports of a municipality to take along, and the draft of its accessibility statement."""

import logging

from fastapi import Response

from model.text import LANGUAGES, Language
from pipeline.drafting import draft_of
from pipeline.errors import SetupError
from pipeline.exporting import row_of
from pipeline.reporting import Shape, report_of
from reports.language import N_
from reports.spreadsheets import Row
from reports.templating import content_policy
from reports.views import Column, View
from web.page import DataTable, show
from web.page_route import live_router, page_router
from web.pages.municipality.dossier import Dossier, Moment, dossier_of
from web.pages.municipality.report_files import Busy, ReportFiles
from web.problems import Problem
from web.visit import Visit, Visiting

log = logging.getLogger(__name__)

router = page_router()
# Reports have files of their own, and would only push pages out of what is kept.
files = live_router()

NAMES = {
    Shape.HTML: N_("Web page"),
    Shape.PDF: N_("PDF for printing and sending"),
    Shape.XLSX: N_("Excel workbook for the work on the findings"),
    Shape.JSON: N_("JSON for programs"),
    Shape.EARL: N_("EARL for accessibility tools"),
}
TYPES = {
    Shape.HTML: "text/html; charset=utf-8",
    Shape.PDF: "application/pdf",
    Shape.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Shape.JSON: "application/json",
    Shape.EARL: "application/ld+json",
}
# JSON says everything in both languages.
WITHOUT_LANGUAGE = frozenset({Shape.JSON})
AGAIN_S = "20"


@router.get("/municipality/{key}/reports")
def reports(visit: Visiting, key: str) -> Response:
    dossier = dossier_of(visit, key, Moment())
    _ = visit.words.gettext
    return show(
        visit,
        dossier.page(
            "reports",
            "reports",
            _("Reports"),
            tables=[_table(dossier)],
            shapes=[(shape.value, _(name), _ways(dossier, shape)) for shape, name in NAMES.items()],
        ),
    )


@router.get("/municipality/{key}/reports/statement")
def statement(visit: Visiting, key: str) -> Response:
    dossier = dossier_of(visit, key, Moment())
    _ = visit.words.gettext
    try:
        draft = draft_of(visit.workplace, dossier.target)
    except SetupError as error:
        raise Problem(
            404,
            N_("There is no draft of a statement"),
            N_("It is made of an audit that saw the site: come again after the next night."),
        ) from error
    crumbs = [(dossier.crumb("reports"), _("Reports"))]
    return show(visit, dossier.page("statement", "reports", _("Accessibility statement"), crumbs=crumbs, draft=draft))


@files.get("/municipality/{key}/reports/{name}")
def report(visit: Visiting, key: str, name: str) -> Response:
    """Of the newest audit, named as `report.lv.pdf`."""
    dossier = dossier_of(visit, key, Moment())
    shape, language = _asked(name)
    row = row_of(visit.workplace, dossier.target)
    kept: ReportFiles = visit.request.app.state.report_files
    told = (dossier.key, row.result_ref, shape.value, language, visit.shelf.stamp(), visit.today)
    try:
        content = kept.get(
            told,
            lambda: report_of(visit.workplace, dossier.target, language, shape),
            waits=shape is not Shape.PDF,
        )
    except Busy:
        return _busy(visit, dossier)
    except SetupError as error:
        # A PDF needs a browser on the server.
        log.warning("%s", error)
        raise Problem(
            503, N_("This report cannot be made just now"), N_("Take another form of it, or try again later.")
        ) from error
    headers = {"Cache-Control": "no-cache"}
    if shape is Shape.HTML:
        headers["Content-Security-Policy"] = f"{content_policy()}; frame-ancestors 'none'"
    else:
        headers["Content-Disposition"] = f'attachment; filename="{dossier.key}-{language}.{shape.ending}"'
    return Response(content, media_type=TYPES[shape], headers=headers)


def _asked(name: str) -> tuple[Shape, Language]:
    for shape in Shape:
        for language in LANGUAGES:
            if name == file_name(shape, language):
                return shape, language
    raise Problem(404, N_("There is no such report"), N_("The page of reports has those that there are."))


def file_name(shape: Shape, language: Language) -> str:
    return f"report.{language}.{shape.ending}"


def _busy(visit: Visit, dossier: Dossier) -> Response:
    _ = visit.words.gettext
    page = dossier.page("busy", "reports", _("The report is not ready yet"))
    answer = show(visit, page)
    answer.status_code = 503
    answer.headers["Retry-After"] = AGAIN_S
    return answer


def _ways(dossier: Dossier, shape: Shape) -> list[tuple[Language, str]]:
    told: list[Language] = [dossier.visit.language] if shape in WITHOUT_LANGUAGE else list(LANGUAGES)
    return [(language, dossier.to(f"reports/{file_name(shape, language)}")) for language in told]


def _table(dossier: Dossier) -> DataTable:
    visit = dossier.visit
    _ = visit.words.gettext
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for shape, name in NAMES.items():
        for language, address in _ways(dossier, shape):
            links[len(rows), 2] = address
            rows.append([_(name), language, address])
    columns = [Column(_("Report")), Column(_("Language")), Column(_("Address"))]
    return DataTable(id="reports", view=View(_("Reports to take along"), _("Reports"), columns, rows), links=links)
