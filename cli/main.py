"""The command `eindekss` and the border where every error becomes one sentence and an exit status."""

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Annotated, Any, Literal

from cli.imports import unwatched

with unwatched():
    import typer
    from typer.core import TyperGroup
    from typer.main import get_group

    from cli.console import EXIT_SETUP, say
    from pipeline.errors import SetupError
    from pipeline.logs import set_up_logs
    from pipeline.settings import SettingsError, read_settings

MARKUP: Literal["markdown"] = "markdown"
# Where each command stands in cli/, in the order of the help.
COMMANDS = {
    "audit": "audit:command",
    "results": "results:command",
    "show": "show:command",
    "history": "history:command",
    "diff": "diff:command",
    "findings": "findings:command",
    "trend": "trend:command",
    "explain": "explain:command",
    "simulate": "simulate:command",
    "rescore": "rescore:command",
    "report": "report:command",
    "statement": "statement:command",
    "worker": "worker:command",
    "serve": "serve:command",
    "settings": "settings:command",
    "doctor": "doctor:command",
    "backup": "backup:backup_command",
    "restore": "backup:restore_command",
    "runs": "runs:app",
    "mail": "mail:app",
    "schedule": "schedule:app",
    "sites": "sites:app",
    "export": "export:app",
    "features": "features:app",
    "register": "register:app",
    "survey": "survey:app",
    "override": "override:app",
    "review": "review:app",
    "objection": "objection:app",
    "methodology": "methodology:app",
    "user": "user:app",
    "token": "user:token_app",
    "db": "database:app",
    "evidence": "evidence:app",
}


class Loaded(MutableMapping[str, Any]):
    """The commands by their names, each imported once it is looked at: no command waits for the packages of others."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            module, _, part = COMMANDS[name].partition(":")
            with unwatched():
                found = getattr(import_module(f"cli.{module}"), part)
            holder = typer.Typer(rich_markup_mode=MARKUP)
            if isinstance(found, typer.Typer):
                holder.add_typer(found, name=name)
            else:
                holder.command(name)(found)
            self._known[name] = get_group(holder).commands[name]
        return self._known[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Loaded()

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    cls=Commands,
    name="eindekss",
    help="Audits Latvian municipal websites and feeds what it proves into the municipal e-index.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
    epilog="Exit status: 0 done, 1 some site failed or some row of sites.csv was refused, 2 usage or set-up, "
    "3 the database was upgraded under a worker.",
)


@app.callback()
def _options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, to standard error.")] = False,
) -> None:
    try:
        log_format = read_settings().log_format
    except SettingsError:
        # The command will say what is wrong, unless it needs none.
        log_format = "text"
    set_up_logs(log_format, verbose=verbose)


def main() -> None:
    try:
        app()
    except SetupError as error:
        say(f"eindekss: {error}")
        sys.exit(EXIT_SETUP)
