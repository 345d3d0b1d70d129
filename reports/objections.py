"""Objections in words: what was objected to, what was answered, and how it stood when it was looked at again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.finding import Outcome
from model.objection import Objection, Reaudit, Settled, Sight, Subject
from model.text import Language
from reports.export import plain
from reports.language import N_, Words, riga_day
from reports.reaudits import sight_in_words
from reports.shown import shown
from reports.terms import FAILURES, term
from reports.texts import ReportTexts

MOST_SHOWN = 30
LIST_LIMIT = 160
PLACE_LIMIT = 200

OUTCOMES: dict[Settled | None, str] = {
    None: N_("not settled yet"),
    Settled.UPHELD: N_("upheld"),
    Settled.REJECTED: N_("rejected"),
    Settled.WITHDRAWN: N_("withdrawn"),
}
# Colour of the outcome's mark, which only repeats the word.
STATES: dict[Settled | None, str] = {
    None: "open",
    Settled.UPHELD: "good",
    Settled.REJECTED: "bad",
    Settled.WITHDRAWN: "quiet",
}


@dataclass(frozen=True, slots=True)
class LookLine:
    """A page that was audited again for an objection: where, when, and how what it is about stood."""

    url: str
    seen_at: datetime
    sight: Sight
    said: str


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection as a report shows it; `state` is the kind of the outcome's mark."""

    objection: Objection
    about: str
    outcome: str
    state: str
    looks: tuple[LookLine, ...]

    @classmethod
    def of(cls, objection: Objection, texts: ReportTexts, words: Words) -> Self:
        looks = tuple(
            LookLine(look.url, look.seen_at, look.sight, sight_in_words(objection, look.sight, words))
            for look in objection.looks
        )
        outcome = objection.outcome
        return cls(objection, about(objection, texts, words), words.gettext(OUTCOMES[outcome]), STATES[outcome], looks)


@dataclass(frozen=True, slots=True)
class AgainLine:
    """A page that was audited again though nobody objected, and what that gave in words."""

    url: str
    seen_at: datetime
    said: str

    @classmethod
    def of(cls, done: Reaudit, words: Words) -> Self:
        page = done.page
        if page.failure is not None:
            kind = words.gettext(term(FAILURES, page.failure.kind))
            said = words.gettext("The page could not be seen: %(kind)s.", kind=kind)
        else:
            failing = len({verdict.rule for verdict in page.verdicts if verdict.outcome is Outcome.FAIL})
            said = words.ngettext("%(num)s rule fails", "%(num)s rules fail", failing)
            said = said if failing else words.gettext("no rule fails")
        return cls(page.url, done.finished_at, said)


@dataclass(frozen=True, slots=True)
class ObjectionPart:
    """What a report tells of objections: the newest ones, the newest first, and how many older ones it leaves out;
    and of other pages that were audited again.
    """

    shown: tuple[ObjectionLine, ...]
    left_out: int
    again: tuple[AgainLine, ...]

    @classmethod
    def of(
        cls, objections: Sequence[Objection], reaudits: Sequence[Reaudit], texts: ReportTexts, words: Words
    ) -> Self | None:
        """None where there is nothing to tell."""
        newest = sorted(objections, key=lambda one: (one.made_at, one.id), reverse=True)
        lines = tuple(ObjectionLine.of(one, texts, words) for one in newest[:MOST_SHOWN])
        again = tuple(AgainLine.of(done, words) for done in reversed(reaudits[-MOST_SHOWN:]))
        return cls(lines, max(len(newest) - MOST_SHOWN, 0), again) if lines or again else None


def about(objection: Objection, texts: ReportTexts, words: Words) -> str:
    """What it is about, in a line."""
    if objection.about is Subject.FINDING:
        return texts.rule_title(objection.rule or str(objection.subject), words.language)
    if objection.about is Subject.FEATURE:
        return texts.feature_title(str(objection.subject), words.language)
    return words.gettext("pages as a whole") if objection.about is Subject.PAGE else words.gettext("the whole site")


def objections_json(objections: Sequence[Objection]) -> list[dict[str, Any]]:
    """Every objection with its outcome so far, files, replies and looks."""
    return [plain({**asdict(one), "outcome": one.outcome}) for one in objections]


def render_objections(
    objections: Sequence[Objection], names: Mapping[str, str], texts: ReportTexts, console: Console, language: Language
) -> None:
    """Prints a line for each; `names` are the sites' by their keys."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title, ratio in (("ID", None), (words.gettext("Made on"), None), (words.gettext("Site"), 1)):
        table.add_column(title, ratio=ratio, overflow="fold")
    table.add_column(words.gettext("Objection"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Outcome"), ratio=1, overflow="fold")
    for one in objections:
        said = Cell(shown(about(one, texts, words)))
        said.append(f" {shown(one.text, LIST_LIMIT)}", style="dim")
        made_on = riga_day(one.made_at).isoformat()
        site = shown(names.get(one.site, one.site))
        table.add_row(str(one.id), made_on, Cell(site), said, Cell(words.gettext(OUTCOMES[one.outcome])))
    console.print(table)


def render_objection(one: Objection, name: str, texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints all of one objection; `name` is the site's."""
    words = Words(language)

    def line(label: str, value: str) -> None:
        console.print(Cell(f"{label}: {value}"), soft_wrap=True)

    title = words.gettext("Objection %(number)s", number=one.id)
    console.print(Cell(f"{title}, {shown(name)}", style="bold"), soft_wrap=True)
    line(words.gettext("Made on"), f"{words.date(one.made_at)}, {words.time(one.made_at)}")
    if one.who:
        line(words.gettext("By"), shown(one.who))
    place = f" {shown(one.place, PLACE_LIMIT)}" if one.place else ""
    subject = f" ({shown(one.subject)})" if one.subject else ""
    line(words.gettext("About"), shown(about(one, texts, words)) + place + subject)
    for page in one.pages:
        line(words.gettext("Page"), shown(page))
    for number, file in enumerate(one.files, start=1):
        line(words.gettext("File %(number)s", number=number), f"{shown(file.name)}, {words.number(file.size_bytes)} B")
    console.print(Cell(shown(one.text, len(one.text))), soft_wrap=True)
    for look in ObjectionLine.of(one, texts, words).looks:
        at = f"{words.date(look.seen_at)}, {words.time(look.seen_at)}"
        line(words.gettext("Audited again"), f"{at}, {shown(look.url)}: {look.said}")
    for reply in one.replies:
        settled = f" ({words.gettext(OUTCOMES[reply.outcome])})" if reply.outcome else ""
        who = f"{words.date(reply.made_at)}, {shown(reply.who)}{settled}"
        line(words.gettext("Answer"), f"{who}: {shown(reply.text, len(reply.text))}")
    line(words.gettext("Outcome"), words.gettext(OUTCOMES[one.outcome]))
