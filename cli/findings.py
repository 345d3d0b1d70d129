"""`eindekss findings`: what is wrong on which sites, since when; and what one fix would mend on many."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.console import out, write_bytes, write_json
from cli.days import DAY, begin_of
from model.finding import Impact, Standard
from model.site import Centre
from pipeline.errors import SetupError
from pipeline.findings import SharedIssue, Wanted, find, find_shared, seen_for
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.finding_list import (
    SharedLine,
    findings_csv,
    findings_json,
    render_findings,
    render_shared,
    shared_json,
)
from reports.language import riga_day

ON_A_TERMINAL = 100


def command(
    target: Annotated[
        str | None, typer.Argument(metavar="[ATVK|URL]", help="Which site; without it, all that stand.")
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Of this rule.")] = None,
    criterion: Annotated[str | None, typer.Option("--criterion", help="Of this success criterion, as 1.1.1.")] = None,
    group: Annotated[Centre | None, typer.Option("--group", help="Of the sites of this group.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Of the sites of this region.")] = None,
    older_than: Annotated[int | None, typer.Option("--older-than", min=0, help="Seen first so many days ago.")] = None,
    impact: Annotated[Impact | None, typer.Option("--impact", help="Of this impact.")] = None,
    standard: Annotated[Standard | None, typer.Option("--standard", help="Of this standard.")] = None,
    closed: Annotated[
        bool, typer.Option("--closed/--open", help="Those that were fixed, or those that stand.")
    ] = False,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=DAY, help="Seen first, or if --closed fixed, since this day.")
    ] = None,
    shared: Annotated[bool, typer.Option("--shared", help="One line for a fault that many sites share.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    csv_file: Annotated[str | None, typer.Option("--csv", help="Write as CSV; - for standard output.")] = None,
) -> None:
    """List findings over all sites, or with --shared the faults that one fix would mend on many."""
    wanted = Wanted(
        target=target, rule=rule, criterion=criterion, group=group, region=region, impact=impact,
        seen_before=seen_for(older_than, riga_day(datetime.now(UTC))), standard=standard, closed=closed,
        since=begin_of(since),
    )  # fmt: skip
    if shared and (closed or csv_file or target):
        raise SetupError("--shared tells of all sites' open findings, as a table or as --json.")
    with Workplace.open({"language": lang}) as workplace:
        texts = report_texts(workplace.settings, workplace.methodology)
        language = workplace.settings.language
        if shared:
            lines = [_line(one) for one in find_shared(workplace, wanted)]
        else:
            found = find(workplace, wanted, None if json_file or csv_file else ON_A_TERMINAL)
    if shared:
        if json_file:
            write_json(shared_json(lines, texts), json_file)
        else:
            render_shared(lines, texts, out, language)
        return
    if json_file:
        write_json(findings_json(found.issues, texts), json_file)
    if csv_file:
        write_bytes(findings_csv(found.issues, texts, language).encode(), csv_file)
    if not json_file and not csv_file:
        render_findings(found.issues, found.whole, texts, out, language)


def _line(one: SharedIssue) -> SharedLine:
    return SharedLine(one.fault.component, one.fault.maker, one.on_platform, one.issues)
