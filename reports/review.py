"""The queue for a person's look, and people's decisions, as tables for the terminal and for programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.decision import About, Decision, Ruling
from model.finding import Feature, Issue
from model.text import Language
from reports.export import plain
from reports.language import N_, Words
from reports.shown import shown
from reports.texts import ReportTexts

SNIPPET_LIMIT = 200
TEXT_LIMIT = 300

RULINGS: dict[tuple[About, Ruling], str] = {
    (About.FEATURE, Ruling.PASS): N_("is there"),
    (About.FEATURE, Ruling.FAIL): N_("is not there"),
    (About.FEATURE, Ruling.DISMISS): N_("stays as it is"),
    (About.FINDING, Ruling.PASS): N_("is no fault"),
    (About.FINDING, Ruling.FAIL): N_("is a fault"),
    (About.FINDING, Ruling.DISMISS): N_("is not counted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One thing to decide: a finding by its rule, or a feature by its id, with the first place to look at.

    `found` is a feature's state, None where it could not be told; its proof is weak otherwise.
    """

    item: str
    site: str
    about: About
    rule: str
    page: str | None
    what: str | None
    found: bool | None = None
    impact: str | None = None
    pages: int = 0
    occurrences: int = 0

    @classmethod
    def of_issue(cls, item: str, site: str, issue: Issue) -> Self:
        first = issue.examples[0] if issue.examples else None
        return cls(
            item=item,
            site=site,
            about=About.FINDING,
            rule=issue.rule,
            page=first.page if first else None,
            what=(first.snippet or first.selector) if first else None,
            impact=issue.impact,
            pages=issue.pages,
            occurrences=issue.occurrences,
        )

    @classmethod
    def of_feature(cls, item: str, site: str, feature: Feature) -> Self:
        first = feature.evidence[0] if feature.evidence else None
        return cls(
            item=item,
            site=site,
            about=About.FEATURE,
            rule=feature.id,
            page=first.page if first else None,
            what=first.what if first else None,
            found=feature.found,
        )


def review_json(items: Sequence[ReviewItem]) -> list[dict[str, Any]]:
    return [plain(asdict(item)) for item in items]


def render_review(items: Sequence[ReviewItem], texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints each item with its name for `review decide`, what it is about, and the first place to look at."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Item"), overflow="fold")
    table.add_column(words.gettext("What is in doubt"), ratio=2, overflow="fold")
    table.add_column(words.gettext("Where"), ratio=3, overflow="fold")
    for item in items:
        table.add_row(Cell(shown(item.item)), _doubt(item, texts, words), _place(item))
    console.print(table)


def decisions_json(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    return [plain(asdict(decision)) for decision in decisions]


def render_decisions(decisions: Sequence[Decision], texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints who decided what and why, and until when it holds."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, ratio in (("ID", None), (words.gettext("Site"), 1), (words.gettext("Decision"), 2)):
        table.add_column(title, ratio=ratio, overflow="fold")
    table.add_column(words.gettext("Who and why"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Holds"), ratio=1, overflow="fold")
    for decision in decisions:
        said = Cell(shown(decided(decision, texts, words)))
        if decision.place:
            said.append(f" {shown(decision.place, SNIPPET_LIMIT)}", style="dim")
        why = Cell(shown(f"{decision.who}: {decision.why}", TEXT_LIMIT))
        if decision.proof:
            why.append(f" {shown(decision.proof, TEXT_LIMIT)}", style="dim")
        table.add_row(str(decision.id), Cell(shown(decision.site)), said, why, Cell(holds(decision, words)))
    console.print(table)


def decided(decision: Decision, texts: ReportTexts, words: Words) -> str:
    """What was decided, in a line: the feature or the rule, and the ruling."""
    if decision.about is About.FEATURE:
        title = texts.feature_title(decision.subject, words.language)
    else:
        title = texts.rule_title(decision.rule or decision.subject, words.language)
    ruling = words.gettext(RULINGS[decision.about, decision.ruling])
    return f"{title}: {ruling}"


def holds(decision: Decision, words: Words) -> str:
    """From when until when, and whether somebody ended it."""
    until = words.date(decision.until) if decision.until else words.gettext("until it is ended")
    span = f"{words.date(decision.from_day)} – {until}"
    if decision.ended_at is None:
        return span
    who = shown(decision.ended_by or "")
    return words.gettext("%(span)s; ended on %(day)s by %(who)s", span=span, day=words.date(decision.ended_at), who=who)


def _doubt(item: ReviewItem, texts: ReportTexts, words: Words) -> Cell:
    if item.about is About.FINDING:
        said = texts.rule_title(item.rule, words.language)
        many = words.ngettext("%(num)s page", "%(num)s pages", item.pages)
        return Cell(said).append(f" {item.rule}, {many}", style="dim")
    state = N_("could not be told") if item.found is None else N_("weak proof")
    said = texts.feature_title(item.rule, words.language)
    return Cell(said).append(f" {item.rule}, {words.gettext(state)}", style="dim")


def _place(item: ReviewItem) -> Cell:
    parts = [shown(part, SNIPPET_LIMIT) for part in (item.site, item.page, item.what) if part]
    return Cell(" → ".join(parts))
