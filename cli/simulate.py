"""`eindekss simulate`: what the index would be if rules were mended or features offered, and what gains most."""

from typing import Annotated

import typer

from cli.console import out, write_json
from pipeline.explaining import case_of
from pipeline.simulating import Wishes, simulated
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.language import Words
from reports.simulation import print_simulation, simulation_json


def command(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    fix: Annotated[list[str] | None, typer.Option("--fix", help="A rule to mend everywhere, or all.")] = None,
    add: Annotated[list[str] | None, typer.Option("--add", help="A feature to offer: newsletter, chat:bot.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="A feature to offer no longer.")] = None,
    best: Annotated[
        int, typer.Option("--best", min=0, max=50, help="Find so many fixes that gain most for the least work.")
    ] = 0,
    methodology: Annotated[
        str | None, typer.Option("--methodology", help="As judged by this one; else by the audit's own.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show the index, sections, levels and place that a site would have; nothing is saved."""
    with Workplace.open({"language": lang}) as workplace:
        case = case_of(workplace, target, methodology)
        told = simulated(workplace, case, Wishes(fix or (), add or (), remove or (), best))
        texts = report_texts(workplace.settings, case.methodology)
        words = Words(workplace.settings.language)
    if json_file:
        write_json(simulation_json(told), json_file)
    else:
        print_simulation(told, texts, out, words)
