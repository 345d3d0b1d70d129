"""`eindekss export audits`: the newest finished audits in the form of reports/audit.schema.json."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.console import write_json
from pipeline.exporting import export_newest
from pipeline.workplace import Workplace

app = typer.Typer(help="Results for programs.", no_args_is_help=True)


class Format(StrEnum):
    JSON = "json"


@app.callback()
def _group() -> None:
    """Keeps `audits` a sub-command though it is the only one."""


@app.command()
def audits(
    format_: Annotated[Format, typer.Option("--format", help="The form of the export.")] = Format.JSON,
    output: Annotated[str, typer.Option("--out", "-o", help="File; - for standard output.")] = "-",
) -> None:
    """Write the newest finished audit of every site."""
    with Workplace.open() as workplace:
        if format_ is Format.JSON:
            write_json(export_newest(workplace), output)
