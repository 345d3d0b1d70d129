"""The prerequisites of sections in words: met, missing, not told, and what each still lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text as Line
from rich.tree import Tree

from model.checklist import Checklist, Item, Statement, Subject
from model.text import Language
from reports.export import plain
from reports.language import N_, Words
from reports.terms import CHAT_KINDS, term
from reports.texts import ReportTexts

MET = {True: N_("met"), False: N_("missing"), None: N_("not known")}
SIGNS = {True: "✓", False: "✗", None: "?"}
STYLES = {True: "green", False: "red", None: "yellow"}
OFFERED = {True: N_("found"), False: N_("not found"), None: N_("could not be told")}


def print_checklists(
    checklists: Sequence[Checklist], texts: ReportTexts, console: Console, words: Words, *, whole: bool
) -> None:
    """One tree for each section; `whole`: with what a prerequisite that is not met still lacks."""
    for checklist in checklists:
        if not checklist.items:
            continue
        met = sum(item.statement.met is True for item in checklist.items)
        title = Line(texts.title(texts.sections, checklist.section, words.language), style="bold")
        count = words.gettext("prerequisites met: %(met)s of %(all)s", met=met, all=len(checklist.items))
        title.append(f"  {count}", style="dim")
        tree = Tree(title, guide_style="dim")
        for item in checklist.items:
            branch = tree.add(_item(item, texts, words))
            for statement, said in lacking(item.statement, texts, words) if whole else ():
                branch.add(_line(statement, said))
        console.print(tree)


def checklists_json(checklists: Sequence[Checklist], texts: ReportTexts, language: Language) -> Any:
    """Prerequisites by section, each statement with what it asks for and what is there."""
    return plain(
        {
            one.section: [
                {
                    "id": item.id,
                    "title": texts.title(texts.prerequisites, item.id, language),
                    "met": item.statement.met,
                    "condition": asdict(item.statement, dict_factory=_stated),
                }
                for item in one.items
            ]
            for one in checklists
        }
    )


def _stated(values: list[tuple[str, Any]]) -> dict[str, Any]:
    """A statement without what it does not speak of; whether it is met always stands."""
    return {
        name: value
        for name, value in values
        if name == "met" or not (value in ("", ()) or value is None or value is False)
    }


def _item(item: Item, texts: ReportTexts, words: Words) -> Line:
    met = item.statement.met
    line = Line(f"{SIGNS[met]} {words.gettext(MET[met])}", style=STYLES[met])
    return line.append(f": {texts.title(texts.prerequisites, item.id, words.language)}", style="default")


def _line(statement: Statement, said: str) -> Line:
    """A count of features has no sign: those that it counts have theirs."""
    if statement.subject is Subject.FEATURES:
        return Line(said)
    return Line(f"{SIGNS[statement.met]} ", style=STYLES[statement.met]).append(said, style="default")


def lacking(statement: Statement, texts: ReportTexts, words: Words) -> Iterator[tuple[Statement, str]]:
    """Each part that is missing or not told, and in words; nothing of what is met."""
    if statement.met:
        return
    if statement.parts:
        if statement.subject is Subject.FEATURES:
            said = words.gettext(
                "found %(value)s, at least %(bound)s are needed",
                value=words.number(statement.value or 0),
                bound=words.number(statement.bound or 0),
            )
            yield statement, said
        for part in statement.parts:
            yield from lacking(part, texts, words)
        return
    yield statement, _said(statement, texts, words)


def _said(statement: Statement, texts: ReportTexts, words: Words) -> str:
    language = words.language
    if statement.subject is Subject.FEATURE:
        title = texts.feature_title(statement.id, language)
        kind = f" ({words.gettext(term(CHAT_KINDS, statement.kind))})" if statement.kind else ""
        return f"{title}{kind}: {words.gettext(OFFERED[statement.met])}"
    known = {
        Subject.SURVEY: texts.questions if statement.id in texts.questions else texts.measures,
        Subject.MEASURE: texts.measures,
        Subject.INDICATOR: texts.indicators,
    }[statement.subject]
    title = texts.title(known, statement.id, language)
    not_known, not_yes = words.gettext("not known"), words.gettext("the answer is not a full yes")
    # A question has its mark already.
    colon = "" if title.endswith("?") else ":"
    if statement.value is None:
        return f"{title}{colon} {not_known}"
    if statement.subject is Subject.SURVEY:
        return f"{title}{colon} {not_yes}"
    bound = words.score(statement.bound or 0)
    needed = (
        words.gettext("more than %(bound)s is needed", bound=bound)
        if statement.exceeds
        else words.gettext("at least %(bound)s is needed", bound=bound)
    )
    return f"{title}: {words.score(statement.value)}, {needed}"
