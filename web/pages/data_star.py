"""A table of the star schema as open data: its files and its columns, as the newest export left them."""

from fastapi import Response

from db.star import VIEWS
from pipeline.star_published import DATATYPES
from reports.datasets import STAR
from reports.dcat import DICTIONARY
from reports.language import N_
from reports.spreadsheets import Row
from reports.views import Column, Form, View
from web.open_data.published import listing_of, star_held
from web.page import DataTable, Page, show
from web.page_route import live_router
from web.pages.data import TITLE, file_row
from web.problems import not_found
from web.visit import Visit, Visiting

router = live_router()


@router.get(f"/data/{STAR}-{{name}}")
def star_table(visit: Visiting, name: str) -> Response:
    words = visit.words
    held = star_held(visit.request, listing_of(visit.request)).get(f"{STAR}-{name}")
    if held is None:
        raise not_found(N_("There is no such dataset"), N_("The page of open data lists all that there are."))
    rows = [file_row(one) for one in held.files]
    columns = [Column(words.gettext("File")), Column("KiB", Form.COUNT), Column("SHA-256")]
    files = View(words.gettext("Files"), words.gettext("Files"), columns, rows)
    links = {(at, 0): f"/data/{one.name}" for at, one in enumerate(held.files)}
    return show(
        visit,
        Page(
            template="data/star.html.j2",
            title=words.of(held.dataset.title),
            tables=[DataTable(id="files", view=files, links=links), _columns(visit, name.replace("-", "_"))],
            values={"listing": held.listing, "dataset": held.dataset, "words": words, "dictionary": DICTIONARY},
            crumbs=[("data", words.gettext(TITLE))],
        ),
    )


def _columns(visit: Visit, table: str) -> DataTable:
    """By their names; what each means is told by the dictionary, which is in English."""
    _ = visit.words.gettext
    (view,) = (one for one in VIEWS if one.name == table)
    rows: list[Row] = [[one.name, DATATYPES[one.kind], one.to or None] for one in view.columns]
    columns = [Column(_("Column")), Column(_("Type")), Column(_("Leads to"))]
    return DataTable(id="columns", view=View(_("Columns"), _("Columns"), columns, rows))
