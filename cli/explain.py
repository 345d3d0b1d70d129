"""`eindekss explain`: a score from the index down to the element that cost a part of a point."""

from typing import Annotated

import typer

from cli.console import out, say, write_json
from model.account import Kind
from pipeline.explaining import case_of, part_of
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.account import account_json, account_tree
from reports.checklists import checklists_json, print_checklists
from reports.language import Words
from reports.rounding import rounded

# The levels that are shown where nobody says how many: those above checks and features; of an indicator all.
DEPTHS = {Kind.INDEX: 3, Kind.SECTION: 3}


def command(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    part: Annotated[
        str | None, typer.Argument(metavar="[INDICATOR|SECTION]", help="Which part; without it, the index.")
    ] = None,
    methodology: Annotated[
        str | None, typer.Option("--methodology", help="As judged by this one; else by the audit's own.")
    ] = None,
    depth: Annotated[int | None, typer.Option("--depth", min=0, help="How many levels below the first.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", help="Write all of it as JSON, unrounded; - for standard output.")
    ] = None,
) -> None:
    """Explain a score: what every part contributes, in points that add up, and which prerequisites are met."""
    with Workplace.open({"language": lang}) as workplace:
        case = case_of(workplace, target, methodology)
        texts = report_texts(workplace.settings, case.methodology)
        words = Words(workplace.settings.language)
    whole = case.account
    account = part_of(whole, part) if part else whole
    checklists = [one for one in case.checklists if account.kind is Kind.INDEX or one.section == account.id]
    if case.failed is not None and case.failed.failure is not None:
        why = case.failed.failure
        say(f"The audit of {words.date(case.failed.started_at)} saw nothing ({why.kind}: {why.detail}).")
    if json_file:
        write_json(
            {
                "site": {"atvk": case.audit.site.atvk, "name": case.audit.site.name, "url": case.audit.site.url},
                "run": case.audit.run,
                "started_at": case.audit.started_at.isoformat(),
                "methodology": case.methodology.id,
                "account": account_json(account, texts, words.language),
                "prerequisites": checklists_json(checklists, texts, words.language),
            },
            json_file,
        )
        return
    entry = rounded(whole).entry_of(account)
    assert entry is not None
    out.print(f"{case.audit.site.name}, {words.date(case.audit.started_at)}", markup=False)
    out.print(account_tree(entry, texts, words, DEPTHS.get(account.kind) if depth is None else depth))
    print_checklists(checklists, texts, out, words, whole=True)
