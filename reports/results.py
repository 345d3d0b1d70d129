"""Results of many sites: a table for the terminal, rows for programs, and the page that leads to all reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.audit import Audit, Status
from model.site import Role
from model.text import Language
from reports.export import plain
from reports.language import N_, Words
from reports.result_rows import ResultRow, ranked, remark, result_row, stale_mark
from reports.shown import shown
from reports.templating import render
from reports.terms import BANDS, SHORT_BANDS

__all__ = [
    "ResultRow",
    "render_index",
    "render_results",
    "result_row",
    "results_json",
]

NAME_LIMIT = 60
DETAIL_LIMIT = 200
NOTHING = "–"
# The shape that an index page leads to first.
WEB_PAGE = "html"
VERDICTS = {True: N_("passes"), False: N_("does not pass"), None: NOTHING}


def results_json(rows: Iterable[ResultRow]) -> list[dict[str, Any]]:
    """The rows with JSON's own types, in the order of the table; numbers are not rounded."""
    return [plain(asdict(row)) for row in ranked(rows)]


def render_results(rows: Iterable[ResultRow], console: Console, language: Language) -> None:
    """Prints the sites that have figures, old ones marked, then what is missing and why.

    Words of audited sites cannot steer the terminal.
    """
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Site"), ratio=1, overflow="fold")
    table.add_column(words.gettext("Index"), justify="right", no_wrap=True)
    table.add_column(words.gettext("Measured"), justify="right", no_wrap=True)
    table.add_column(words.gettext("Level"), justify="right", no_wrap=True)
    table.add_column("WCAG", no_wrap=True)
    table.add_column(words.gettext("Phone"), no_wrap=True)
    table.add_column(words.gettext("Pages"), justify="right", no_wrap=True)
    in_order = ranked(rows)
    for row in in_order:
        if row.measured_at is not None:
            table.add_row(*_cells(row, words))
    remarks = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    remarks.add_column(words.gettext("Site"), ratio=2, overflow="fold")
    remarks.add_column(words.gettext("Remark"), ratio=3, overflow="fold")
    for row in in_order:
        if said := remark(row, words):
            style = "red" if row.status is Status.FAILED else "yellow"
            remarks.add_row(Cell(_name(row)), Cell(shown(said, DETAIL_LIMIT), style=style))
    for part in (table, remarks):
        if part.row_count:
            console.print(part)


def _name(row: ResultRow) -> str:
    return shown(row.name if row.role is Role.MAIN else f"{row.name} ({row.url})", NAME_LIMIT)


def _cells(row: ResultRow, words: Words) -> tuple[Cell, ...]:
    wcag = NOTHING if row.wcag_score is None else words.score(row.wcag_score)
    band = f" {words.gettext(SHORT_BANDS[row.wcag_band])}" if row.wcag_band else ""
    name = Cell(_name(row))
    if mark := stale_mark(row, words):
        name.append(f" ({mark})", style="yellow")
    return (
        name,
        Cell(NOTHING if row.index is None else words.score(row.index), style="bold"),
        Cell(words.share(row.coverage)),
        Cell(NOTHING if row.maturity is None else str(row.maturity)),
        Cell(wcag + band),
        Cell(words.gettext(VERDICTS[row.mobile_passes])),
        Cell(words.number(row.pages)),
    )


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site of the index page: its results, what is to be said about them, and the addresses of its reports.

    `link` is that of the web page, `further` are the others by shape.
    """

    row: ResultRow
    remark: str
    link: str | None
    further: Mapping[str, str]


def render_index(
    audits: Sequence[Audit],
    files: Mapping[str, Mapping[str, str]],
    language: Language,
    last_good: Mapping[str, Audit] | None = None,
) -> str:
    """One self-contained HTML page. `files` maps a site's URL to its reports, by shape to addresses relative to this
    page; `last_good` that of a failed one to its last audit that saw it.
    """
    words = Words(language)
    rows = ranked(result_row(audit, (last_good or {}).get(audit.site.url)) for audit in audits)
    return render(
        "index.html.j2",
        language,
        lines=[_line(row, files.get(row.url, {}), words) for row in rows],
        scored=sum(row.index is not None for row in rows),
        newest=max((audit.finished_at for audit in audits), default=None),
        methodologies=sorted({audit.index.methodology for audit in audits}),
        versions=sorted({audit.versions.tool for audit in audits}),
        terms={"bands": BANDS},
    )


def _line(row: ResultRow, files: Mapping[str, str], words: Words) -> SiteLine:
    further = {shape.upper(): address for shape, address in files.items() if shape != WEB_PAGE}
    return SiteLine(row, remark(row, words), files.get(WEB_PAGE), further)
