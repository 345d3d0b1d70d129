"""`eindekss results`: the newest audit of every site as a table, on the terminal or for a spreadsheet."""

from typing import Annotated

import typer

from cli.console import out, write_bytes, write_json
from pipeline.errors import SetupError
from pipeline.exporting import standings
from pipeline.workplace import Workplace
from reports.results import render_results, results_json
from reports.spreadsheets import results_csv, results_xlsx


def command(
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    csv_file: Annotated[str | None, typer.Option("--csv", help="Write as CSV; - for standard output.")] = None,
    xlsx_file: Annotated[str | None, typer.Option("--xlsx", help="Write as an Excel workbook.")] = None,
) -> None:
    """Show the newest audit of every site: index, maturity, WCAG band, mobile verdict, and why a site failed."""
    with Workplace.open({"language": lang}) as workplace:
        rows = list(standings(workplace))
        language = workplace.settings.language
    if not rows:
        raise SetupError("the database holds no audit yet: run `eindekss audit` first.")
    if json_file:
        write_json(results_json(rows), json_file)
    if csv_file:
        write_bytes(results_csv(rows, language).encode(), csv_file)
    if xlsx_file:
        write_bytes(results_xlsx(rows, language), xlsx_file)
    if "-" not in (json_file, csv_file, xlsx_file):
        render_results(rows, out, language)
