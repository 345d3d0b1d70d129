"""`eindekss register fetch` and `eindekss register show`: what the open data register holds of the municipalities."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.console import EXIT_SOME_FAILED, out, say, write_bytes, write_json
from cli.sites import SITES, listed
from model.evidence import Register
from model.site import Site
from pipeline.errors import SetupError
from pipeline.registering import ask_register, fetch_register, register_as_json
from pipeline.workplace import settings_in_force
from reports.shown import shown

app = typer.Typer(help="The open data register (data.gov.lv).", no_args_is_help=True)

SNAPSHOT = "register.json"


@app.command()
def fetch(
    output: Annotated[
        str | None, typer.Option("--out", "-o", help="File; EINDEKSS_REGISTER_SNAPSHOT or register.json without it.")
    ] = None,
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
) -> None:
    """Store what the register holds of the municipalities of the list, for runs without a network."""
    settings = settings_in_force()
    fetched = fetch_register(settings, _today(sites), lambda site, register: say(f"{site.name}: {_told(register)}"))
    if fetched.snapshot is None:
        why = f"{fetched.failure.kind}: {fetched.failure.detail}" if fetched.failure else "nothing was asked"
        say(f"Nothing is stored, for the register did not answer everything ({why}).")
        raise typer.Exit(EXIT_SOME_FAILED)
    target = output or settings.register_snapshot or SNAPSHOT
    write_bytes(fetched.snapshot.dump(), target)
    nobody = [site.name for site, register in fetched.answers if register.organisation is None]
    say(f"{target}: {len(fetched.answers) - len(nobody)} of {len(fetched.answers)} sites are known to the register.")
    if nobody:
        say(f"Not known for certain: {', '.join(nobody)}. Column data_gov_lv of {sites} can name their organisation.")


@app.command()
def show(
    atvk: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site of the list.")],
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show what the register holds of one municipality."""
    found = [site for site in _today(sites) if atvk in (site.atvk, site.url, site.url.rstrip("/"))]
    if not found:
        raise SetupError(f"{sites} holds no site “{atvk}” today.")
    register = ask_register(settings_in_force(), found[0])
    if json_file:
        write_json(register_as_json(register), json_file)
    else:
        _print(found[0], register)
    if register.failure:
        raise typer.Exit(EXIT_SOME_FAILED)


def _today(path: Path) -> list[Site]:
    today = datetime.now(UTC).date()
    return [site for site in listed(path).sites if site.valid_on(today)]


def _told(register: Register) -> str:
    if register.failure:
        return f"{register.failure.kind}: {register.failure.detail}"
    if register.organisation is None:
        return "not known for certain"
    return f"{register.organisation}, datasets: {len(register.datasets)}"


def _print(site: Site, register: Register) -> None:
    stored = f", stored on {register.asked_at:%Y-%m-%d}" if register.snapshot else ""
    out.print(f"{shown(site.name)} in {register.address}{stored}: {shown(_told(register))}", markup=False)
    if not register.datasets:
        return
    table = Table("dataset", "changed", "formats", "licence", "files")
    for dataset in register.datasets:
        changed = f"{dataset.modified:%Y-%m-%d}" if dataset.modified else "?"
        formats = ", ".join(dataset.formats) or "?"
        cells = (dataset.title, changed, formats, dataset.licence or "?", str(dataset.resources))
        table.add_row(*map(shown, cells))
    out.print(table, markup=False)
