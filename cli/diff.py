"""`eindekss diff`: what is different between two nights of a municipality, and what moved each score."""

from datetime import datetime
from typing import Annotated

import typer

from cli.console import out, write_json
from cli.days import DAY
from pipeline.differences import difference_between
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.difference import difference_json, render_difference
from reports.language import ZONE


def command(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which municipality or site.")],
    early: Annotated[datetime, typer.Option("--from", formats=DAY, help="The last night that saw it, then or before.")],
    late: Annotated[
        datetime | None, typer.Option("--to", formats=DAY, help="The same for the end; else today.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show issues that are new, fixed or back, features gained and lost, and why each score moved."""
    with Workplace.open({"language": lang}) as workplace:
        until = late or datetime.now(ZONE)
        difference = difference_between(workplace, target, early.date(), until.date())
        texts = report_texts(workplace.settings, workplace.methodology)
        language = workplace.settings.language
    if json_file:
        write_json(difference_json(difference), json_file)
    else:
        render_difference(difference, texts, out, language)
