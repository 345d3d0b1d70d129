"""The queue for a person's look, as a table for the terminal and for programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.decision import About
from model.finding import Feature, Issue
from model.text import Language
from reports.export import plain
from reports.language import N_, Words
from reports.shown import shown
from reports.texts import ReportTexts

SNIPPET_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One thing to decide: a finding by the name of its rule, or a feature by its id, with the first place to look at.

    `found` is a feature's state, None where it could not be told; its proof is weak otherwise.
    """

    item: str
    site: str
    about: About
    name: str
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
            name=issue.rule,
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
            name=feature.id,
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


def _doubt(item: ReviewItem, texts: ReportTexts, words: Words) -> Cell:
    if item.about is About.FINDING:
        said = texts.rule_title(item.name, words.language)
        many = words.ngettext("%(num)s page", "%(num)s pages", item.pages)
        return Cell(said).append(f" {item.name}, {many}", style="dim")
    state = N_("could not be told") if item.found is None else N_("weak proof")
    said = texts.feature_title(item.name, words.language)
    return Cell(said).append(f" {item.name}, {words.gettext(state)}", style="dim")


def _place(item: ReviewItem) -> Cell:
    parts = [shown(part, SNIPPET_LIMIT) for part in (item.site, item.page, item.what) if part]
    return Cell(" → ".join(parts))
