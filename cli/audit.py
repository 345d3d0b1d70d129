"""`eindekss audit`: audits sites now, saves each as it ends, and closes with a table."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import EXIT_INTERRUPTED, EXIT_SOME_FAILED, err, out, say, write_json
from cli.progress import AuditProgress
from cli.reaudit import audit_asked_pages, reaudit
from cli.sites import SITES, listed
from model.audit import Audit, Status
from model.failure import NETWORK_KINDS
from model.site import Site
from pipeline.errors import SetupError
from pipeline.exporting import export_newest, standing
from pipeline.patience import AWAY_AT_START_S
from pipeline.running import Request, RunEnd, run_audits, stopped_run
from pipeline.sites_file import RowError, site_url
from pipeline.workplace import Workplace
from reports.results import ResultRow, render_results, result_row


def command(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[ATVK|URL]…", help="Which sites; all of the list without any.")
    ] = None,
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
    max_pages: Annotated[int | None, typer.Option("--max-pages", min=1, help="Pages of the sample a site.")] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", help="Write the audits as JSON; - for standard output.")
    ] = None,
    allow_private_sites: Annotated[
        bool, typer.Option("--allow-private-sites", help="Open exactly each audited origin on a private address.")
    ] = False,
    reuse: Annotated[
        bool, typer.Option("--reuse", help="Judge pages that did not change by their last evidence, as nights do.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Finish the newest run that was stopped or killed.")] = False,
    pages: Annotated[
        list[str] | None, typer.Option("--page", metavar="URL", help="Audit only this page of the site anew.")
    ] = None,
    objection: Annotated[
        int | None, typer.Option("--objection", metavar="ID", help="The objection that the page's audit answers.")
    ] = None,
    asked: Annotated[
        bool, typer.Option("--asked", help="Audit the pages that people asked for at the desk or by the API.")
    ] = False,
) -> None:
    """Audit sites now. Every site is saved as soon as it ends; a stop or a crash loses only the sites at work.

    With --page only these pages are audited; the site's results stay as they are.
    """
    if asked:
        if targets or pages or objection is not None or resume or reuse or max_pages is not None:
            raise SetupError("--asked takes no sites and no pages: those who asked named them.")
        audit_asked_pages()
        return
    if pages or objection is not None:
        if resume or reuse or max_pages is not None or not pages or len(targets or []) != 1:
            raise SetupError("a page is audited anew by one site and its pages: `eindekss audit SITE --page URL`.")
        reaudit(chosen(targets or [], sites)[0], pages, objection, allow_private_sites, json_file)
        return
    if resume and (targets or reuse):
        raise SetupError("--resume takes no sites and no --reuse: the stopped run knows its own.")
    wanted, refused = ([], False) if resume else chosen(targets or [], sites)
    rows: list[ResultRow] = []
    failed: list[Audit] = []
    with Workplace.open(away_s=AWAY_AT_START_S) as workplace:
        taken = stopped_run(workplace) if resume else (None, Request(wanted, allow_private_sites, max_pages, reuse))
        if taken is None:
            say("Every site of the stopped run was saved; it is finished now.")
            return
        resumed, request = taken
        with AuditProgress(err, len(request.sites)) as progress:

            def saved(audit: Audit) -> None:
                if audit.status is Status.FAILED:
                    failed.append(audit)
                else:
                    rows.append(result_row(audit))
                progress.finished(audit)

            end = run_audits(workplace, request, resumed=resumed, on_saved=saved, on_progress=progress.moved)
        rows += [standing(workplace, audit) for audit in failed]
        if json_file:
            write_json(export_newest(workplace, [site.url for site in end.saved]), json_file)
    if rows and json_file != "-":
        render_results(rows, out, workplace.settings.language)
    _close(end, rows)
    if end.interrupted:
        raise typer.Exit(EXIT_INTERRUPTED)
    if refused or end.crashed or end.overdue or any(row.status is Status.FAILED for row in rows):
        raise typer.Exit(EXIT_SOME_FAILED)


def chosen(targets: list[str], path: Path) -> tuple[list[Site], bool]:
    """The sites to audit, and whether a row of the list was refused."""
    today = datetime.now(UTC).date()
    only_addresses = bool(targets) and all("://" in target for target in targets)
    if only_addresses and not path.exists():
        return [_bare(target) for target in dict.fromkeys(targets)], False
    read = listed(path)
    valid = [site for site in read.sites if site.valid_on(today)]
    if not targets:
        if not valid:
            raise SetupError(f"{path} holds no site that can be audited today.")
        return valid, bool(read.problems)
    named: dict[str, Site] = {}
    for target in targets:
        found = [site for site in valid if target in (site.atvk, site.url, site.url.rstrip("/"))]
        if not found and "://" not in target:
            raise SetupError(
                f"{path} holds no site with ATVK “{target}” today. Name an ATVK of the list or an address."
            )
        for site in found or [_bare(target)]:
            named[site.url] = site
    return list(named.values()), bool(read.problems)


def _bare(address: str) -> Site:
    try:
        url = site_url(address)
    except RowError as error:
        raise SetupError(f"{error}.") from error
    return Site(url=url, name=url.partition("://")[2].rstrip("/"))


def _close(end: RunEnd, rows: list[ResultRow]) -> None:
    for site, text in end.crashed:
        say(f"{site.name} ({site.url}): a fault of eindekss, nothing of it was saved: {text}. Please report it.")
    kinds = {row.failure_kind for row in rows}
    if len(rows) > 1 and len(kinds) == 1 and kinds <= NETWORK_KINDS:
        say(f"Every site failed with “{kinds.pop()}”: is there a network on this machine?")
    if end.overdue:
        say(
            f"The time for the run is spent. {len(end.saved)} sites are saved whole, {len(end.waiting)} wait. "
            "Go on: eindekss audit --resume; or raise EINDEKSS_RUN_BUDGET_S."
        )
    if end.interrupted:
        say(f"Stopped. {len(end.saved)} sites are saved whole, {len(end.waiting)} wait. Go on: eindekss audit --resume")
