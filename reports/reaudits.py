"""A page that was audited anew beside what was seen of it before: rule by rule, as a table and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.audit import PageAudit
from model.finding import Outcome, Verdict
from model.objection import Objection, Reaudit, Sight
from model.text import Language
from reports.export import failure_json, plain
from reports.failure_words import note_told
from reports.language import N_, Words
from reports.shown import shown
from reports.terms import FAILURES, OUTCOMES, term
from reports.texts import ReportTexts

# What a person reads of a rule; the others have nothing to say.
TOLD = frozenset({Outcome.FAIL, Outcome.NEEDS_REVIEW})

SIGHTS: dict[Sight, str] = {
    Sight.THERE: N_("still there"),
    Sight.GONE: N_("no longer there"),
    Sight.UNSEEN: N_("could not be told"),
}
# The same of a feature, which is objected to because it was not found, or because it was.
FEATURE_SIGHTS: dict[Sight, str] = {
    Sight.THERE: N_("found on the page"),
    Sight.GONE: N_("not found on the page"),
    Sight.UNSEEN: N_("could not be told"),
}

Answered = Sequence[tuple[Objection, Sight]]


def reaudit_json(done: Reaudit, before: PageAudit | None, answered: Answered) -> dict[str, Any]:
    """The page, its rules before and now, and how the objections stand."""
    page = done.page
    return dict(
        plain(
            {
                "url": page.url,
                "started_at": done.started_at,
                "finished_at": done.finished_at,
                "failure": failure_json(page.failure),
                "wcag_score": page.wcag_score,
                "mobile_passes": page.mobile_passes,
                "rules": [
                    {"rule": rule, "before": _counted(was), "now": _counted(now)}
                    for rule, was, now in rules(before, page)
                ],
                "objections": [{"id": one.id, "sight": sight} for one, sight in answered],
            }
        )
    )


def render_reaudit(
    done: Reaudit,
    before: PageAudit | None,
    answered: Answered,
    texts: ReportTexts,
    console: Console,
    language: Language,
) -> None:
    """Prints the page's rules that failed or need a look, before and now, and how the objections stand."""
    words, page = Words(language), done.page
    console.print(Cell(shown(page.url)), soft_wrap=True)
    if page.failure is not None:
        kind = words.gettext(term(FAILURES, page.failure.kind))
        said = words.gettext("The page could not be seen: %(kind)s.", kind=kind)
        console.print(Cell(f"{said} {shown(note_told(page.failure.detail, words))}"), soft_wrap=True)
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column(words.gettext("Rule"), ratio=3, overflow="fold")
        table.add_column(words.gettext("Before"), ratio=1, overflow="fold")
        table.add_column(words.gettext("Now"), ratio=1, overflow="fold")
        for rule, was, now in rules(before, page):
            title = Cell(shown(texts.rule_title(rule, language)))
            title.append(f" {shown(rule)}", style="dim")
            table.add_row(title, _said(was, words), _said(now, words))
        if table.row_count:
            console.print(table)
        else:
            console.print(Cell(words.gettext("No rule fails on it, neither before nor now.")))
    for one, sight in answered:
        said = words.gettext("Objection %(number)s: %(sight)s.", number=one.id, sight=sight_in_words(one, sight, words))
        console.print(Cell(said))


def sight_in_words(objection: Objection, sight: Sight, words: Words) -> str:
    """How what the objection is about stands; of a feature whether it was found."""
    return words.gettext((FEATURE_SIGHTS if objection.about == "feature" else SIGHTS)[sight])


def rules(before: PageAudit | None, now: PageAudit) -> list[tuple[str, Verdict | None, Verdict | None]]:
    """The rules of the page that failed or wanted a look, before or now, by their id."""
    was, here = _by_rule(before.verdicts if before else ()), _by_rule(now.verdicts)
    names = sorted(was.keys() | here.keys())
    shown = [(name, was.get(name), here.get(name)) for name in names]
    return [one for one in shown if any(verdict is not None and verdict.outcome in TOLD for verdict in one[1:])]


def _by_rule(verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    """The worst verdict by each rule; two engines may have a rule of one name."""
    found: dict[str, Verdict] = {}
    for verdict in verdicts:
        known = found.get(verdict.rule)
        if known is None or (verdict.outcome in TOLD and known.outcome is not Outcome.FAIL):
            found[verdict.rule] = verdict
    return found


def _said(verdict: Verdict | None, words: Words) -> str:
    if verdict is None:
        return "–"
    found = verdict.failed + verdict.unsure
    outcome = words.gettext(term(OUTCOMES, verdict.outcome))
    return f"{outcome} ({words.number(found)})" if verdict.outcome in TOLD else outcome


def _counted(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {"outcome": verdict.outcome, "failed": verdict.failed, "unsure": verdict.unsure, "passed": verdict.passed}
