"""Findings of many sites as a list, and faults that many sites share as one line each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.alphabet import alphabetical
from model.history import IssueSpan, SiteIssue
from model.text import Language
from reports.export import plain
from reports.language import Words, riga_day
from reports.shown import shown
from reports.spreadsheets import Row, as_csv
from reports.terms import IMPACTS, OUTCOMES, term
from reports.texts import ReportTexts

NAME_LIMIT = 60
COMPONENT_LIMIT = 120
SITES_NAMED = 4


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One fault of several sites: what they have in common, what it was made with, and each site's own finding."""

    component: str
    maker: str | None
    on_platform: int
    issues: Sequence[SiteIssue]

    @property
    def sites(self) -> list[str]:
        """The sites' names, by the alphabet."""
        names = {one.site.url: one.site.name for one in self.issues}
        return sorted(names.values(), key=alphabetical)


def findings_json(issues: Iterable[SiteIssue], texts: ReportTexts) -> list[dict[str, Any]]:
    """Every finding with its site; times are the starts of audits."""
    return [plain(_finding(issue, texts)) for issue in issues]


def findings_csv(issues: Iterable[SiteIssue], texts: ReportTexts, language: Language) -> str:
    """The same as lines of a spreadsheet."""
    head = (
        "atvk", "name", "url", "centre", "region", "rule", "title", "outcome", "standard", "criteria", "impact",
        "party", "component", "pages", "occurrences", "first_seen", "last_seen", "closed_at", "came_back",
        "fingerprint",
    )  # fmt: skip
    return as_csv([head, *(_line(issue, texts, language) for issue in issues)])


def render_findings(
    issues: Iterable[SiteIssue], whole: int, texts: ReportTexts, console: Console, language: Language
) -> None:
    """Prints them in their order, and of how many they are."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Site"), ratio=2, overflow="fold")
    table.add_column(words.gettext("Finding"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Where"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Pages"), justify="right", no_wrap=True)
    table.add_column(words.gettext("Since"), no_wrap=True)
    table.add_column(words.gettext("Fixed"), no_wrap=True)
    for issue in issues:
        span = issue.span
        table.add_row(
            Cell(shown(issue.site.name, NAME_LIMIT)),
            Cell(_said(span, texts, words)),
            Cell(shown(span.component, COMPONENT_LIMIT)),
            words.number(span.pages),
            riga_day(span.first_seen).isoformat(),
            riga_day(span.closed_at).isoformat() if span.closed_at else "",
        )
    console.print(table)
    if table.row_count < whole:
        console.print(
            words.gettext(
                "%(shown)s of %(whole)s findings; --json and --csv have all.",
                shown=words.number(table.row_count),
                whole=words.number(whole),
            ),
            style="dim",
        )


def shared_json(lines: Iterable[SharedLine], texts: ReportTexts) -> list[dict[str, Any]]:
    """Every shared fault with all its sites."""
    return [
        plain(
            {
                "rule": line.issues[0].span.rule,
                "title": {name: texts.rule_title(line.issues[0].span.rule, name) for name in ("lv", "en")},
                "outcome": line.issues[0].span.outcome,
                "impact": line.issues[0].span.impact,
                "criteria": line.issues[0].span.criteria,
                "component": line.component,
                "made_with": line.maker,
                "sites_on_shared_platform": line.on_platform,
                "sites": len(line.sites),
                "findings": [_finding(issue, texts) for issue in line.issues],
            }
        )
        for line in lines
    ]


def render_shared(lines: Sequence[SharedLine], texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints one line for each fault: how many sites one fix would mend."""
    words = Words(language)
    if not lines:
        console.print(words.gettext("No fault is shared by several sites."), markup=False)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("One fix"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Where"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Made with"), ratio=1, overflow="fold")
    table.add_column(words.gettext("Sites"), ratio=3, overflow="fold")
    for line in lines:
        made_with = [line.maker] if line.maker else []
        if line.on_platform:
            made_with.append(f"TVP ({words.number(line.on_platform)})")
        names = ", ".join(shown(name, NAME_LIMIT) for name in line.sites[:SITES_NAMED])
        count = words.ngettext("%(num)s site", "%(num)s sites", len(line.sites))
        more = " …" if len(line.sites) > SITES_NAMED else ""
        table.add_row(
            Cell(_said(line.issues[0].span, texts, words)),
            Cell(shown(line.component, COMPONENT_LIMIT)),
            Cell(", ".join(made_with)),
            Cell(f"{count}: {names}{more}"),
        )
    console.print(table)


def _said(span: IssueSpan, texts: ReportTexts, words: Words) -> str:
    parts = [texts.rule_title(span.rule, words.language)]
    if span.impact:
        parts.append(words.gettext(term(IMPACTS, span.impact)))
    if span.outcome != "fail":
        parts.append(words.gettext(OUTCOMES[span.outcome]))
    if span.reopened:
        parts.append(words.gettext("came back"))
    return ", ".join(parts)


def _finding(issue: SiteIssue, texts: ReportTexts) -> dict[str, Any]:
    site, span = issue.site, issue.span
    return {
        "site": {
            "atvk": site.atvk,
            "name": site.name,
            "url": site.url,
            "role": site.role,
            "centre": site.centre,
            "region": site.region,
        },
        "fingerprint": span.fingerprint,
        "rule": span.rule,
        "title": {name: texts.rule_title(span.rule, name) for name in ("lv", "en")},
        "engine": span.engine,
        "outcome": span.outcome,
        "standard": span.standard,
        "criteria": span.criteria,
        "impact": span.impact,
        "party": span.party,
        "component": span.component,
        "pages": span.pages,
        "occurrences": span.occurrences,
        "first_seen": span.first_seen.astimezone(UTC),
        "last_seen": span.last_seen.astimezone(UTC),
        "closed_at": span.closed_at.astimezone(UTC) if span.closed_at else None,
        "came_back": span.reopened,
    }


def _line(issue: SiteIssue, texts: ReportTexts, language: Language) -> Row:
    site, span = issue.site, issue.span
    return (
        site.atvk, site.name, site.url, site.centre, site.region, span.rule, texts.rule_title(span.rule, language),
        span.outcome, span.standard, ", ".join(span.criteria), span.impact, span.party, span.component, span.pages,
        span.occurrences, riga_day(span.first_seen), riga_day(span.last_seen),
        riga_day(span.closed_at) if span.closed_at else None, span.reopened, span.fingerprint,
    )  # fmt: skip
