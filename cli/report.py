"""`eindekss report`: one self-contained file for a municipality."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out
from pipeline.errors import SetupError
from pipeline.reporting import Shape, report_of, write_reports
from pipeline.workplace import Workplace


class Lang(StrEnum):
    LV = "lv"
    EN = "en"


def command(
    target: Annotated[
        str | None, typer.Argument(metavar="[ATVK|URL]", help="Which site; without it, all of them.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the report.")] = None,
    format_: Annotated[Shape, typer.Option("--format", help="The form of the report.")] = Shape.HTML,
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="File for one site, folder for all; - for standard output.")
    ] = None,
) -> None:
    """Write the report of a site, or of every site into a folder with an index page."""
    with Workplace.open({"language": lang}) as workplace:
        language = workplace.settings.language
        if target is None:
            folder = output or Path("reports-out")
            out.print(f"{write_reports(workplace, folder, language, format_)}", markup=False)
            return
        report = report_of(workplace, target, language, format_)
        path = output or Path(f"{target.rpartition('/')[2] or 'report'}-{language}.{format_}")
        if str(path) == "-":
            typer.echo(report, nl=False)
            return
        try:
            path.write_bytes(report)
        except OSError as error:
            raise SetupError(f"{path} cannot be written ({error.strerror}): name another file with --out.") from error
        out.print(str(path), markup=False)
