"""`eindekss runs`: which runs there were, how each site of one fares, and the end of one that should not go on."""

from datetime import UTC, datetime
from time import sleep
from typing import Annotated

import typer
from rich.live import Live

from cli.console import out, say, write_json
from db.runs import RunStatus
from pipeline.run_view import cancel_run, newest_runs, run_in_full
from pipeline.workplace import Workplace
from reports.runs import run_json, run_view, runs_json, runs_table

app = typer.Typer(help="Runs and nights: `eindekss runs` alone lists the newest.", invoke_without_command=True)
LOOK_S = 2.0

Json = Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")]


@app.callback()
def list_runs(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the newest first.")] = 20,
    json_file: Json = None,
) -> None:
    """List the newest runs."""
    if context.invoked_subcommand is not None:
        return
    with Workplace.open() as workplace:
        lines = newest_runs(workplace, limit)
    if json_file:
        write_json(runs_json(lines), json_file)
    elif lines:
        out.print(runs_table(lines))
    else:
        say("There is no run yet: `eindekss audit` begins one, `eindekss schedule` one each night.")


@app.command()
def show(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="Which run; the newest without it.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on looking until it has ended.")] = False,
    json_file: Json = None,
) -> None:
    """Show one run: each site's state, how long it took, and why it failed."""
    with Workplace.open() as workplace:
        line, sites = run_in_full(workplace, run)
        if json_file:
            write_json(run_json(line, sites), json_file)
            return
        if not (follow and line.status == RunStatus.RUNNING):
            out.print(run_view(line, sites, datetime.now(UTC)))
            return
        with Live(run_view(line, sites, datetime.now(UTC)), console=out, auto_refresh=False) as live:
            while line.status == RunStatus.RUNNING:
                sleep(LOOK_S)
                line, sites = run_in_full(workplace, line.id)
                live.update(run_view(line, sites, datetime.now(UTC)), refresh=True)


@app.command()
def cancel(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Which night, as `eindekss runs` lists it.")],
) -> None:
    """End a night's sites that still wait; those at work come to their end, and what is saved stays."""
    with Workplace.open() as workplace:
        ended = cancel_run(workplace, run)
    waited = "1 waiting site is" if ended == 1 else f"{ended} waiting sites are"
    say(f"{waited} cancelled; those at work come to their end.")
