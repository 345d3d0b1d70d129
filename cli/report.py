"""`eindekss report`: the report of a municipality, as a web page, a PDF, a workbook and files for programs."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, write_bytes
from model.text import Language
from pipeline.errors import SetupError
from pipeline.reporting import ReportOrder, Shape, report_of, write_report, write_reports
from pipeline.workplace import Workplace

ALL = "all"
# Every shape, and a word for all of them.
Format = StrEnum("Format", [*Shape, ALL])  # type: ignore[misc]  # its members are those of another


class Lang(StrEnum):
    LV = "lv"
    EN = "en"


def command(
    target: Annotated[
        str | None, typer.Argument(metavar="[ATVK|URL]", help="Which site; without it, all of them.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the report.")] = None,
    format_: Annotated[
        list[Format] | None,
        typer.Option("--format", help="The form of the report: html without it; may be given several times."),
    ] = None,
    folder: Annotated[
        bool, typer.Option("--folder", help="The web page as a folder, its pictures beside it, for a web server.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File for one form of a site, else folder; - for standard output."),
    ] = None,
) -> None:
    """Write the report of a site, or of every site into a folder with an index page."""
    order = ReportOrder(_shapes(format_ or ()), folder)
    with Workplace.open({"language": lang}) as workplace:
        language = workplace.settings.language
        if target is None:
            out.print(f"{write_reports(workplace, output or Path('reports-out'), language, order)}", markup=False)
            return
        name = f"{target.rpartition('/')[2] or 'report'}-{language}"
        if len(order.shapes) == 1 and not folder:
            path = output or Path(f"{name}.{order.shapes[0].ending}")
            _write_one(workplace, target, language, order.shapes[0], path)
            return
        if str(output) == "-":
            raise SetupError("only one form, and no folder, goes to standard output: name a folder with --out.")
        for file in write_report(workplace, target, output or Path(name), language, order):
            out.print(str(file), markup=False)


def _shapes(asked: Sequence[Format]) -> tuple[Shape, ...]:
    """In the order in which they were asked for, each once."""
    named = [one.value for one in asked] or [Shape.HTML]
    return tuple(Shape) if ALL in named else tuple(dict.fromkeys(map(Shape, named)))


def _write_one(workplace: Workplace, target: str, language: Language, shape: Shape, path: Path) -> None:
    write_bytes(report_of(workplace, target, language, shape), str(path))
    if str(path) != "-":
        out.print(str(path), markup=False)
