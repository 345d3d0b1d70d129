"""`eindekss sites check`: what is wrong with the list of sites, and which of them cannot be audited tonight."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.console import EXIT_INTERRUPTED, EXIT_SOME_FAILED, err, out, say, write_bytes, write_json
from cli.site_table import LookProgress, print_looks
from pipeline.errors import SetupError
from pipeline.site_checking import AT_ONCE, WITHIN_S, Looked, Round, look_at_sites
from pipeline.site_proposals import Proposals, propose
from pipeline.site_remarks import look_json
from pipeline.sites_file import SitesFile, SitesFileError, parse_sites, sites_bytes
from pipeline.sites_patch import patch_of
from pipeline.workplace import Workplace
from reports.shown import shown

app = typer.Typer(help="The list of sites.", no_args_is_help=True)
SITES = Path("sites.csv")
JSON = typer.Option("--json", help="Write as JSON; - for standard output.")


@app.callback()
def _group() -> None:
    """Keeps `check` a sub-command though it is the only one."""


@app.command()
def check(
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
    offline: Annotated[bool, typer.Option("--offline", help="Only read the list; visit nothing.")] = False,
    patch_file: Annotated[
        str | None, typer.Option("--patch", help="Write the proposed changes of the list; - for standard output.")
    ] = None,
    json_file: Annotated[str | None, JSON] = None,
    every_site: Annotated[bool, typer.Option("--all", help="Show sites with which all is well, however many.")] = False,
    at_once: Annotated[int, typer.Option("--at-once", min=1, max=256, help="Sites looked at at once.")] = AT_ONCE,
    within_s: Annotated[float, typer.Option("--within", min=1, help="Seconds for all of them.")] = WITHIN_S,
    allow_private_sites: Annotated[
        bool, typer.Option("--allow-private-sites", help="Open exactly each site's own origin on a private address.")
    ] = False,
) -> None:
    """Check the list line by line, then look at each site without a browser: can it be audited tonight?

    Names, certificates, redirects, robots.txt and bot walls are looked at. Changes of the list are proposed as a patch;
    the list itself is never written.
    """
    if patch_file == "-" and json_file == "-":
        raise SetupError("--patch and --json cannot both write to standard output: name a file for one of them.")
    if patch_file and offline:
        raise SetupError("--patch needs a look at the sites: leave --offline out.")
    raw, read = _read(sites)
    told = f"{sites}: {len(read.sites)} sites can be audited, {len(read.problems)} lines are refused."
    report: dict[str, Any] = {
        "sites": len(read.sites),
        "problems": [{"line": problem.line, "problem": problem.text} for problem in read.problems],
        "warnings": list(read.warnings),
    }
    if offline:
        if json_file:
            write_json(report, json_file)
        else:
            out.print(told, markup=False)
        if read.problems:
            raise typer.Exit(EXIT_SOME_FAILED)
        return
    today = datetime.now(UTC).date()
    asked = Round([site for site in read.sites if site.valid_on(today)], at_once, within_s, allow_private_sites)
    if not asked.sites:
        raise SetupError(f"{sites} holds no site that can be audited today.")
    with Workplace.open() as workplace, LookProgress(err, len(asked.sites)) as progress:
        looked = look_at_sites(workplace, asked, progress.looked)
    proposals = propose(raw, sites, looked.looks, looked.before, today)
    patch = _patch(raw, proposals, sites, today)
    if json_file != "-" and patch_file != "-":
        print_looks(asked, looked, proposals, out, every_site=every_site)
        if patch_file is None:
            _show(patch)
    if json_file:
        write_json({**report, **_report(asked, looked, proposals, patch)}, json_file)
    if patch_file:
        write_bytes(patch, patch_file)
    _close(asked, looked, proposals, patch_file, sites)
    if looked.interrupted:
        raise typer.Exit(EXIT_INTERRUPTED)
    if read.problems or len(looked.looks) < len(asked.sites) or not all(look.ready for look in looked.looks.values()):
        raise typer.Exit(EXIT_SOME_FAILED)


def listed(path: Path) -> SitesFile:
    """The list, its warnings and refused lines told. Raises SetupError where the file cannot be used at all."""
    return _read(path)[1]


def _read(path: Path) -> tuple[bytes, SitesFile]:
    try:
        raw = sites_bytes(path)
        read = parse_sites(raw, path)
    except SitesFileError as error:
        raise SetupError(str(error)) from error
    for warning in read.warnings:
        say(f"Warning: {warning}")
    for problem in read.problems:
        say(f"{path}, line {problem.line}: {problem.text}. The row is left out.")
    return raw, read


def _patch(raw: bytes, proposals: Proposals, path: Path, today: date) -> bytes:
    """The proposals as a patch for this folder, or the list's own where that is elsewhere; empty without any."""
    if not proposals.made:
        return b""
    here, whole = Path.cwd(), path.resolve()
    name = whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.name
    title = f"Proposed by `eindekss sites check` on {today}; nothing of it was applied."
    return patch_of(raw, proposals.after, name, [title, *(one.reason for one in proposals.made)])


def _show(patch: bytes) -> None:
    for line in patch.decode("utf-8", "replace").splitlines():
        out.print(shown(line), markup=False, soft_wrap=True)


def _report(asked: Round, looked: Looked, proposals: Proposals, patch: bytes) -> dict[str, Any]:
    looks, before = looked.looks, looked.before
    return {
        "looks": [look_json(site, looks[site.url], before.get(site.url)) for site in asked.sites if site.url in looks],
        "not_looked_at": [site.url for site in asked.sites if site.url not in looks],
        "proposals": [{"line": one.edit.line, "url": one.site.url, "reason": one.reason} for one in proposals.made],
        "not_proposed": dict(proposals.waiting),
        "patch": patch.decode("utf-8", "replace") or None,
    }


def _close(asked: Round, looked: Looked, proposals: Proposals, patch_file: str | None, path: Path) -> None:
    for url, text in looked.crashed.items():
        say(f"{url}: a fault of eindekss, it was not looked at: {text}. Please report it.")
    missing = len(asked.sites) - len(looked.looks) - len(looked.crashed)
    if looked.interrupted:
        say(f"Stopped. {missing} sites were not looked at.")
    elif missing:
        say(f"The time is spent: {missing} sites were not looked at. Raise --within.")
    if looked.no_network is not None:
        say(f"Every site failed with “{looked.no_network}”: is there a network on this machine? Nothing was kept.")
    ready = sum(look.ready for look in looked.looks.values())
    say(f"{path}: {ready} of {len(asked.sites)} sites can be audited tonight.")
    if proposals.made:
        many = len(proposals.made)
        written = patch_file not in (None, "-")
        file = patch_file if written else "FILE"
        how = "Read them" if written or patch_file == "-" else "Write them with --patch FILE, read them"
        say(f"Proposed changes: {many}. {how}, then apply them with `patch -p1 < {file}` or `git apply {file}`.")
