"""Open data about open data: which datasets there are, what they hold, under which licence, and how they are used."""

from collections.abc import Sequence

from fastapi import Response

from model.dataset import DataFile, Dataset, Format
from pipeline.data_files import file_name
from reports.datasets import datasets, star_datasets
from reports.language import N_
from reports.spreadsheets import Row
from reports.views import Column, Form, View
from web.open_data.published import dataset_named, listing_of, publication_of, star_of
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.visit import Visit, Visiting

router = page_router()

TITLE = N_("Open data")
# Of a dataset by years, the first page names so many.
YEARS_SHOWN = 2
KIB = 1024


@router.get("/data")
def overview(visit: Visiting) -> Response:
    _, words = visit.words.gettext, visit.words
    listing, publication = listing_of(visit.request), publication_of(visit.request)
    columns = [Column(_("Dataset")), Column(_("What it holds"), ratio=3), Column(_("Formats"))]
    rows: list[Row] = [
        [words.of(one.title), words.of(one.holds), ", ".join(map(_called, one.formats))] for one in datasets().values()
    ]
    links = {(at, 0): visit.to(f"data/{one.id}") for at, one in enumerate(datasets().values())}
    view = View(_("Datasets"), _("Datasets"), columns, rows)
    held = [
        (one, [(year, _names(one, year)) for year in sorted(publication.years(one), key=_newest_first)[:YEARS_SHOWN]])
        for one in datasets().values()
    ]
    return show(
        visit,
        Page(
            template="data/overview.html.j2",
            title=_(TITLE),
            tables=[DataTable(id="datasets", view=view, links=links)],
            values={"listing": listing, "held": held, "words": words, "star": _star(visit), "to": visit.to},
        ),
    )


@router.get("/data/{name}")
def dataset(visit: Visiting, name: str) -> Response:
    _, words = visit.words.gettext, visit.words
    found, listing = dataset_named(name), listing_of(visit.request)
    return show(
        visit,
        Page(
            template="data/dataset.html.j2",
            title=words.of(found.title),
            tables=[_files(visit, found), _columns(visit, found)],
            values={"listing": listing, "dataset": found, "words": words},
            crumbs=[("data", _(TITLE))],
        ),
    )


def _star(visit: Visit) -> Sequence[Dataset]:
    """The tables of the star schema, where they are published."""
    return list(star_datasets().values()) if star_of(visit.request).is_wanted else []


def _newest_first(year: int | None) -> int:
    return -(year or 0)


def _called(form: Format) -> str:
    """As the texts call it: Parquet is a name, the others are abbreviations."""
    return "Parquet" if form is Format.PARQUET else form.upper()


def _names(dataset: Dataset, year: int | None) -> Sequence[tuple[str, str]]:
    return [(_called(form), file_name(dataset, form, year)) for form in dataset.formats]


def _columns(visit: Visit, dataset: Dataset) -> DataTable:
    _, words = visit.words.gettext, visit.words
    columns = [Column(_("Column")), Column(_("Type")), Column(_("Meaning"), ratio=3)]
    rows: list[Row] = [[one.id, one.datatype, words.of(one.means)] for one in dataset.columns]
    return DataTable(id="columns", view=View(_("Columns"), _("Columns"), columns, rows))


def _files(visit: Visit, dataset: Dataset) -> DataTable:
    """With sizes, for which the files must be there: those of many years are made when somebody asks for one."""
    _, publication = visit.words.gettext, publication_of(visit.request)
    if dataset.by_year:
        columns = [Column(_("File"))]
        years = sorted(publication.years(dataset), key=_newest_first)
        rows: list[Row] = [[name] for year in years for _form, name in _names(dataset, year)]
    else:
        columns = [Column(_("File")), Column("KiB", Form.COUNT), Column("SHA-256")]
        rows = [file_row(one) for one in publication.files(dataset)]
    links = {(at, 0): f"/data/{row[0]}" for at, row in enumerate(rows)}
    return DataTable(id="files", view=View(_("Files"), _("Files"), columns, rows), links=links)


def file_row(file: DataFile) -> Row:
    return [file.name, -(-file.size_bytes // KIB), file.sha256]
