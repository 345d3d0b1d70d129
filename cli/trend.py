"""`eindekss trend`: how municipalities fared over months or weeks, all together or group by group."""

from datetime import datetime
from typing import Annotated

import typer

from cli.console import out, write_bytes, write_json
from cli.days import DAY
from model.trend import Subject
from pipeline.errors import SetupError
from pipeline.texts import report_texts
from pipeline.trends import Asked, Step, trend_of
from pipeline.workplace import Workplace
from reports.trend import render_trend, trend_csv, trend_json

ALL_RULES = "all"


def command(
    rule: Annotated[str | None, typer.Option("--rule", help="Open issues of this rule; “all” for all rules.")] = None,
    feature: Annotated[str | None, typer.Option("--feature", help="The share of sites with this feature.")] = None,
    section: Annotated[
        str | None, typer.Option("--section", help="Mean score of this section; also index, wcag, mobile.")
    ] = None,
    group: Annotated[bool, typer.Option("--group", help="Each group of centres apart.")] = False,
    by: Annotated[Step, typer.Option("--by", help="Month or week.")] = Step.MONTH,
    since: Annotated[datetime | None, typer.Option("--since", formats=DAY, help="From this day on.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    csv_file: Annotated[str | None, typer.Option("--csv", help="Write as CSV; - for standard output.")] = None,
) -> None:
    """Show the mean index over time, or open issues of a rule, the share with a feature, a section's mean."""
    if sum(one is not None for one in (rule, feature, section)) > 1:
        raise SetupError("--rule, --feature and --section are three trends: name one.")
    subject = Subject.ISSUES if rule else Subject.FEATURE if feature else Subject.SCORE
    name = (None if rule == ALL_RULES else rule) or feature or section
    asked = Asked(subject=subject, name=name, by=by, grouped=group, since=since.date() if since else None)
    with Workplace.open({"language": lang}) as workplace:
        trend = trend_of(workplace, asked)
        texts = report_texts(workplace.settings, workplace.methodology)
        language = workplace.settings.language
    if json_file:
        write_json(trend_json(trend), json_file)
    if csv_file:
        write_bytes(trend_csv(trend).encode(), csv_file)
    if "-" not in (json_file, csv_file):
        render_trend(trend, texts, out, language)
