"""`eindekss worker`: audits what the queue hands out, on any number of machines."""

import logging
from typing import Annotated

import typer

from cli.console import EXIT_OUTDATED, say
from pipeline.errors import SetupError
from pipeline.logs import set_up_logs
from pipeline.patience import AWAY_AT_START_S
from pipeline.workplace import Workplace
from scheduler.worker import Order, Outdated, work_until_told, worker_name


def command(
    at_once: Annotated[
        int | None, typer.Option("--at-once", min=1, max=64, help="Sites at once; EINDEKSS_SITES_AT_ONCE without it.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="A name that no other worker has; machine and process without it.")
    ] = None,
    drain: Annotated[
        float | None,
        typer.Option("--drain", min=0, help="Seconds for the sites at work when it is told to stop."),
    ] = None,
) -> None:
    """Audit what the queue hands out, until it is told to stop. Any number of workers share one PostgreSQL server."""
    with Workplace.open({"worker_drain_s": drain}, away_s=AWAY_AT_START_S) as workplace:
        settings = workplace.settings
        if workplace.database.dialect.name != "postgresql":
            raise SetupError(
                "An SQLite file has no workers: `eindekss schedule` does the work there itself; for workers set "
                "EINDEKSS_DATABASE_URL to postgresql://user@host/name."
            )
        set_up_logs(settings.log_format, verbose=True)
        for told_by_us in ("alembic", "procrastinate"):
            logging.getLogger(told_by_us).setLevel(logging.WARNING)
        order = Order(name or worker_name(), at_once or settings.sites_at_once, settings.worker_drain_s)
        try:
            work_until_told(workplace, order)
        except Outdated as error:
            say(f"eindekss: {error}")
            raise typer.Exit(EXIT_OUTDATED) from error
