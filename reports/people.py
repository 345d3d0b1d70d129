"""People's decisions in words: who decided what, why, and until when; as tables and in reports."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.decision import About, Decision, Ruling
from model.text import Language
from reports.export import plain
from reports.language import N_, Words
from reports.shown import shown
from reports.texts import ReportTexts

PLACE_LIMIT = 200
TEXT_LIMIT = 300

RULINGS: dict[tuple[About, Ruling], str] = {
    (About.FEATURE, Ruling.PASS): N_("is there"),
    (About.FEATURE, Ruling.FAIL): N_("is not there"),
    (About.FEATURE, Ruling.DISMISS): N_("stays as it is"),
    (About.FINDING, Ruling.PASS): N_("is no fault"),
    (About.FINDING, Ruling.FAIL): N_("is a fault"),
    (About.FINDING, Ruling.DISMISS): N_("is not counted"),
}


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as a report shows it: what was decided, and how long that holds."""

    decision: Decision
    said: str
    holds: str

    @classmethod
    def of(cls, decision: Decision, texts: ReportTexts, words: Words) -> Self:
        return cls(decision, _said(decision, texts, words), _holds(decision, words))


def decisions_json(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    return [plain(asdict(decision)) for decision in decisions]


def render_decisions(
    decisions: Sequence[Decision], names: Mapping[str, str], texts: ReportTexts, console: Console, language: Language
) -> None:
    """Prints who decided what and why, and until when it holds; `names` are the sites' by their keys."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, ratio in (("ID", None), (words.gettext("Site"), 1), (words.gettext("Decision"), 2)):
        table.add_column(title, ratio=ratio, overflow="fold")
    table.add_column(words.gettext("Who and why"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Holds"), ratio=1, overflow="fold")
    for decision in decisions:
        said = Cell(shown(_said(decision, texts, words)))
        if decision.place:
            said.append(f" {shown(decision.place, PLACE_LIMIT)}", style="dim")
        why = Cell(shown(f"{decision.who}: {decision.why}", TEXT_LIMIT))
        if decision.proof:
            why.append(f" {shown(decision.proof, TEXT_LIMIT)}", style="dim")
        site = Cell(shown(names.get(decision.site, decision.site)))
        table.add_row(str(decision.id), site, said, why, Cell(_holds(decision, words)))
    console.print(table)


def _said(decision: Decision, texts: ReportTexts, words: Words) -> str:
    """What was decided, in a line: the feature or the rule, and the ruling."""
    if decision.about is About.FEATURE:
        title = texts.feature_title(decision.subject, words.language)
    else:
        title = texts.rule_title(decision.rule or decision.subject, words.language)
    ruling = words.gettext(RULINGS[decision.about, decision.ruling])
    return f"{title}: {ruling}"


def _holds(decision: Decision, words: Words) -> str:
    """From when until when, and whether somebody ended it."""
    until = words.date(decision.until) if decision.until else words.gettext("until it is ended")
    span = f"{words.date(decision.from_day)} – {until}"
    if decision.ended_at is None:
        return span
    who = shown(decision.ended_by or "")
    return words.gettext("%(span)s; ended on %(day)s by %(who)s", span=span, day=words.date(decision.ended_at), who=who)
