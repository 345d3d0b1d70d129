"""`eindekss settings`: every setting, its value in force and what it is for."""

from typing import Annotated

import typer
from rich.table import Table

from cli.console import out, write_json
from pipeline.settings import PREFIX, Settings, settings_file
from pipeline.workplace import settings_in_force


def command(
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show every setting, its value in force and what it is for."""
    shown = settings_in_force().shown()
    if json_file:
        write_json(shown, json_file)
        return
    table = Table("setting", "value", "what it is for", title=f"Environment over {settings_file()} over defaults")
    for name, field in Settings.model_fields.items():
        variable = f"{PREFIX}{name.upper()}"
        table.add_row(variable, shown[variable], field.description)
    out.print(table, markup=False)
