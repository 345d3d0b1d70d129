"""`eindekss show`: one site's newest audit, every feature with its proof."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, say, write_json
from cli.evidence import KIND_NAMES
from db.retention import pruned_of
from model.decision import site_key
from pipeline.explaining import case_in
from pipeline.exporting import audit_of, standing
from pipeline.reporting import write_pictures
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.checklists import print_checklists
from reports.feature_rows import features_json, render_features
from reports.indicators import render_indicators
from reports.language import Words
from reports.method import reuse_told
from reports.news import news_line
from reports.people import render_decisions
from reports.results import render_results
from reports.statement_faults import render_statement_faults


def command(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", help="Write the pictures of the proofs into this folder.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", help="Write the features as JSON; - for standard output.")
    ] = None,
) -> None:
    """Show one site's newest audit: its scores, and every feature with its proofs, down to the element."""
    with Workplace.open({"language": lang}) as workplace:
        audit = audit_of(workplace, target)
        row = standing(workplace, audit)
        removed = pruned_of(workplace.database, audit.run, audit.site.url)
        texts = report_texts(workplace.settings, workplace.methodology)
        files = write_pictures(workplace, audit, pictures) if pictures is not None else {}
        checklists = case_in(audit).checklists
    language = workplace.settings.language
    if json_file:
        write_json(features_json(audit, files), json_file)
    else:
        render_results([row], out, language)
        render_indicators(audit, texts, out, language)
        render_features(audit, texts, out, language, files)
        render_statement_faults(audit, texts, out, language)
        print_checklists(checklists, texts, out, Words(language), whole=False)
        if audit.decisions:
            render_decisions(audit.decisions, {site_key(audit.site): audit.site.name}, texts, out, language)
        if audit.news:
            out.print(news_line(audit.news, Words(language)), markup=False)
        if told := reuse_told(audit, Words(language)):
            out.print(told, markup=False)
    for kind, moment in removed.items():
        say(f"The {KIND_NAMES[kind]} of this audit were removed by retention on {moment:%Y-%m-%d}.")
