"""`eindekss serve`: the dashboard and the API, for browsers and programs."""

from typing import Annotated

import typer

from cli.console import say
from pipeline.logs import set_up_logs
from pipeline.patience import AWAY_AT_START_S
from pipeline.workplace import Workplace


def command(
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="Port; 0 for any that is free.")] = 8000,
) -> None:
    """Show the results as web pages, and give them to programs, until it is stopped."""
    # Here, for no other command should wait for the web's packages.
    from web.serving import serve

    with Workplace.open(away_s=AWAY_AT_START_S) as workplace:
        set_up_logs(workplace.settings.log_format, verbose=False)
        serve(workplace, host, port, lambda address: say(f"The dashboard is at {address}"))
