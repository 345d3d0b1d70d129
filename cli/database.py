"""`eindekss db upgrade`: brings the database to this version's schema."""

import typer

from cli.console import out
from pipeline.workplace import upgrade_database

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `upgrade` a sub-command though it is the only one."""


@app.command()
def upgrade() -> None:
    """Bring the database to this version's schema; safe to call again."""
    out.print(upgrade_database(), markup=False)
