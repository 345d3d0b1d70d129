"""`eindekss sites check`: what is wrong with the list of sites, line by line."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import EXIT_SOME_FAILED, out, say, write_json
from pipeline.errors import SetupError
from pipeline.sites_file import SitesFile, SitesFileError, read_sites

app = typer.Typer(help="The list of sites.", no_args_is_help=True)
SITES = Path("sites.csv")


@app.callback()
def _group() -> None:
    """Keeps `check` a sub-command though it is the only one."""


@app.command()
def check(
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Check the list of sites line by line; nothing is visited."""
    read = listed(sites)
    if json_file:
        problems = [{"line": problem.line, "problem": problem.text} for problem in read.problems]
        write_json({"sites": len(read.sites), "problems": problems, "warnings": list(read.warnings)}, json_file)
    else:
        out.print(
            f"{sites}: {len(read.sites)} sites can be audited, {len(read.problems)} lines are refused.", markup=False
        )
    if read.problems:
        raise typer.Exit(EXIT_SOME_FAILED)


def listed(path: Path) -> SitesFile:
    """The list, its warnings and refused lines told. Raises SetupError where the file cannot be used at all."""
    try:
        read = read_sites(path)
    except SitesFileError as error:
        raise SetupError(str(error)) from error
    for warning in read.warnings:
        say(f"Warning: {warning}")
    for problem in read.problems:
        say(f"{path}, line {problem.line}: {problem.text}. The row is left out.")
    return read
