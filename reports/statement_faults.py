"""What is wrong with the accessibility statement, for the report and for a terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.audit import Audit
from model.finding import Feature
from model.text import Language
from reports.feature_parts import FAULTS, STATEMENT
from reports.language import N_, Words
from reports.shown import shown
from reports.terms import term
from reports.texts import ReportTexts

BREACH = "breach"
SEVERITIES: Mapping[str, str] = {BREACH: N_("not as the form asks"), "advice": N_("advice")}
WORDS_SHOWN = 200
# Between several words that show one fault.
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class StatementFault:
    """`severity` is a msgid; `words` are the statement's own, where they show the fault.

    `sentence` is what stands before them in their sentence, they, and what follows; None without one.
    """

    id: str
    title: str
    advice: str | None
    severity: str
    is_breach: bool
    page: str
    words: str
    sentence: tuple[str, str, str] | None


def statement_faults(
    features: Sequence[Feature], texts: ReportTexts, language: Language
) -> tuple[StatementFault, ...] | None:
    """The faults in the order in which they were judged; None where no statement was."""
    details = next((feature.details for feature in features if feature.id == STATEMENT), None)
    judged = (details or {}).get(FAULTS)
    return None if judged is None else tuple(_fault(one, texts, language) for one in judged)


def _fault(judged: Mapping[str, Any], texts: ReportTexts, language: Language) -> StatementFault:
    name, severity = str(judged["id"]), str(judged["severity"])
    known = texts.statement_faults.get(name)
    words = str(judged["words"])
    return StatementFault(
        id=name,
        title=known[0].in_(language) if known else name,
        advice=known[1].in_(language) if known else None,
        severity=term(SEVERITIES, severity),
        is_breach=severity == BREACH,
        page=str(judged["page"]),
        words=words,
        sentence=_marked(str(judged.get("sentence") or ""), words),
    )


def _marked(sentence: str, words: str) -> tuple[str, str, str] | None:
    """The sentence, divided at the first of the words; None without one, as in audits from before it was kept."""
    if not sentence:
        return None
    before, found, after = sentence.partition(words.partition(BETWEEN)[0] or sentence)
    return before, found, after


def render_statement_faults(audit: Audit, texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints each fault with the words that show it; nothing where no statement was judged or nothing is wrong."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Accessibility statement"), ratio=2, overflow="fold")
    table.add_column(words.gettext("Verdict"), ratio=1, overflow="fold")
    table.add_column(words.gettext("It says"), ratio=3, overflow="fold")
    for fault in statement_faults(audit.features, texts, language) or ():
        style = "red" if fault.is_breach else "yellow"
        severity = Cell(shown(words.gettext(fault.severity), WORDS_SHOWN), style=style)
        table.add_row(Cell(shown(fault.title, WORDS_SHOWN)), severity, Cell(shown(fault.words, WORDS_SHOWN) or "–"))
    if table.row_count:
        console.print(table)
