"""`eindekss doctor`: whether this installation can work, check by check, and what to do where it cannot."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.console import EXIT_SOME_FAILED, out, write_json
from cli.sites import SITES
from pipeline.doctor.check import State
from pipeline.doctor.examination import Finding, examination
from reports.shown import lines

COLOURS = {State.OK: "green", State.WARN: "yellow", State.FAIL: "bold red"}


def command(
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    allow_private_sites: Annotated[
        bool, typer.Option("--allow-private-sites", help="Open the first site's origin on a private address.")
    ] = False,
) -> None:
    """Check this installation: browser, database, versions, disk, clock, mail, network. It changes and sends nothing.

    Exit status: 0 nothing failed, 1 something did.
    """
    found = []
    for finding in examination(sites, open_sites=allow_private_sites):
        found.append(finding)
        if json_file != "-":
            _tell(finding)
    if json_file:
        write_json([asdict(finding) for finding in found], json_file)
    if any(finding.state is State.FAIL for finding in found):
        raise typer.Exit(EXIT_SOME_FAILED)


def _tell(finding: Finding) -> None:
    out.print(f"{finding.state:<5}", style=COLOURS[finding.state], end="")
    out.print(lines(f"{finding.check}: {finding.text}"), markup=False, soft_wrap=True)
    if finding.advice:
        out.print(lines(f"     → {finding.advice}"), markup=False, soft_wrap=True)
