"""`eindekss export`: the newest finished audits for programs, and the star schema for Power BI, Excel and notebooks."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, say, write_json
from cli.days import DAY
from pipeline.exporting import export_newest
from pipeline.star_export import export_star
from pipeline.star_files import Form
from pipeline.workplace import Workplace

app = typer.Typer(help="Results for programs.", no_args_is_help=True)


class Format(StrEnum):
    JSON = "json"


@app.command()
def audits(
    format_: Annotated[Format, typer.Option("--format", help="The form of the export.")] = Format.JSON,
    output: Annotated[str, typer.Option("--out", "-o", help="File; - for standard output.")] = "-",
) -> None:
    """Write the newest finished audit of every site."""
    with Workplace.open() as workplace:
        if format_ is Format.JSON:
            write_json(export_newest(workplace), output)


@app.command()
def star(
    output: Annotated[Path, typer.Option("--out", "-o", help="Folder, made where it is not there.")] = Path("star"),
    form: Annotated[Form, typer.Option("--format", help="The form of the files.")] = Form.PARQUET,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=DAY, help="Keep the months before this day, where nothing of them changed."),
    ] = None,
) -> None:
    """Write the star schema: facts by year and month, dimensions, and a manifest (docs/star.md)."""
    with Workplace.open() as workplace:
        done = export_star(workplace, output, form, since.date() if since else None, lambda name: say(f"{name} …"))
    for name, rows in done.rows.items():
        out.print(f"{name:14}{rows:>12,}", markup=False)
    say(f"{output}: {done.written} files written, {done.same} as they were, {done.removed} removed.")
