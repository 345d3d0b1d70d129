"""A trend as a table of periods, for the terminal and for programs."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.text import Language
from model.trend import Subject, Trend, TrendPoint
from reports.export import plain
from reports.history import MARKS, NOTHING
from reports.language import N_, Words
from reports.reasons import SCORES
from reports.shown import shown
from reports.spreadsheets import as_csv
from reports.terms import CENTRES
from reports.texts import ReportTexts

SUBJECTS = {
    Subject.SCORE: N_("mean of %(name)s"),
    Subject.ISSUES: N_("open issues: %(name)s"),
    Subject.FEATURE: N_("share with: %(name)s"),
    Subject.SITES: N_("municipalities with faults: %(name)s"),
}
COUNTED = frozenset({Subject.ISSUES, Subject.SITES})


def trend_json(trend: Trend) -> dict[str, Any]:
    """Every period of every group; numbers are not rounded."""
    known: dict[str, Any] = plain(
        {
            "subject": trend.subject,
            "name": trend.name,
            "points": [
                {"begins": point.begins, "group": point.group, "value": point.value, "base": point.base}
                for point in trend.points
            ],
            "upgrades": [{"begins": day, "mark": mark, "version": name} for day, mark, name in trend.upgrades],
        }
    )
    return known


def trend_csv(trend: Trend) -> str:
    """The same as lines of a spreadsheet."""
    head = ("subject", "name", "begins", "group", "value", "base")
    lines = ((trend.subject, trend.name, point.begins, point.group, point.value, point.base) for point in trend.points)
    return as_csv([head, *lines])


def render_trend(trend: Trend, texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints a row for each period, with a column for each group."""
    words = Words(language)
    title = words.gettext(SUBJECTS[trend.subject], name=_name(trend, texts, words))
    console.print(Cell(title, style="bold"))
    groups = list(dict.fromkeys(point.group for point in trend.points))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("From"), no_wrap=True)
    for group in groups:
        table.add_column(words.gettext(CENTRES[group]) if group else words.gettext("all"), justify="right")
        table.add_column(words.gettext("Municipalities"), justify="right", style="dim")
    table.add_column(words.gettext("What changed"), ratio=1, overflow="fold")
    for begins in dict.fromkeys(point.begins for point in trend.points):
        found = {point.group: point for point in trend.points if point.begins == begins}
        upgrades = [f"{words.gettext(MARKS[mark])} {name}" for day, mark, name in trend.upgrades if day == begins]
        cells = _cells([found[group] for group in groups], trend.subject, words)
        table.add_row(begins.isoformat(), *cells, Cell(shown(", ".join(upgrades))))
    console.print(table)


def _name(trend: Trend, texts: ReportTexts, words: Words) -> str:
    name = trend.name or ("index" if trend.subject is Subject.SCORE else "")
    if trend.subject in COUNTED:
        return texts.rule_title(name, words.language) if name else words.gettext("all rules")
    if trend.subject is Subject.FEATURE:
        return texts.feature_title(name, words.language)
    return words.gettext(SCORES[name]) if name in SCORES else texts.title(texts.sections, name, words.language)


def _cells(points: Sequence[TrendPoint], subject: Subject, words: Words) -> list[str]:
    cells: list[str] = []
    for point in points:
        cells += [_value(point.value, subject, words), words.number(point.base)]
    return cells


def _value(value: float | None, subject: Subject, words: Words) -> str:
    if value is None:
        return NOTHING
    if subject in COUNTED:
        return words.number(value)
    return words.share(value) if subject is Subject.FEATURE else words.score(value)
