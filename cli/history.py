"""`eindekss history`: a municipality's scores night by night, whatever it was called and wherever its site stood."""

from datetime import datetime
from typing import Annotated

import typer

from cli.console import out, say, write_bytes, write_json
from cli.days import DAY, begin_of
from pipeline.history import History, history_of
from pipeline.workplace import Workplace
from reports.history import Told, history_csv, history_json, render_history


def command(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which municipality or site.")],
    methodology: Annotated[
        str | None, typer.Option("--methodology", help="Index and sections by this one; else by each night's own.")
    ] = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=DAY, help="From this day on.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every night, also those that show nothing new.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    csv_file: Annotated[str | None, typer.Option("--csv", help="Write as CSV; - for standard output.")] = None,
) -> None:
    """Show the scores over time, and where versions, methodology, sample, name or address changed."""
    with Workplace.open({"language": lang}) as workplace:
        history = history_of(workplace, target, methodology, begin_of(since))
        language = workplace.settings.language
    told, predecessors = _told(history), [_told(other, merger.since) for merger, other in history.predecessors]
    if json_file:
        write_json(history_json(told, predecessors), json_file)
    if csv_file:
        write_bytes(history_csv(told, predecessors).encode(), csv_file)
    if "-" not in (json_file, csv_file):
        render_history(told, predecessors, out, language, every=every)
    if history.successor is not None:
        merger = history.successor
        say(f"{told.name} became part of {merger.successor} in {merger.since}: eindekss history {merger.successor}")


def _told(history: History, since: str | None = None) -> Told:
    return Told(history.series.present.site.name, history.nights, since)
