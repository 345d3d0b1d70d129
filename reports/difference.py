"""What is different between two nights and why, for the terminal and for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.change import Difference, Fate, FeatureChange, IssueChange, Move
from model.finding import Feature
from model.history import Night
from model.text import Language
from reports.export import failure_json, plain
from reports.feature_rows import FOUND
from reports.history import NOTHING, said
from reports.language import N_, Words, riga_day
from reports.reasons import DETAIL_LIMIT, Reasons
from reports.shown import shown
from reports.terms import CHAT_KINDS, FAILURES, GRADES, IMPACTS, STATUSES, term
from reports.texts import ReportTexts

MOST_ROWS = 12
FATES = {Fate.NEW: N_("New issues"), Fate.FIXED: N_("Fixed issues"), Fate.CAME_BACK: N_("Issues that came back")}


def difference_json(difference: Difference) -> dict[str, Any]:
    """Everything; points are not rounded and add up to the differences."""
    known: dict[str, Any] = plain(
        {
            "from": {"asked": difference.asked_from, **_night(difference.before)},
            "to": {"asked": difference.asked_to, **_night(difference.after)},
            "failed_nights": [
                {"night": riga_day(night.started_at), "failure": failure_json(night.failure)}
                for night in difference.failed
            ],
            "changes": [
                {"night": riga_day(night.started_at), "mark": one.mark, "before": one.before, "after": one.after}
                for night, one in difference.marks
            ],
            "scores": [_move(move) for move in difference.moves],
            "issues": [_issue(change) for change in difference.issues],
            "features": [_feature(change) for change in difference.features],
            "whole": difference.whole,
            "upgrades_passed_over": difference.upgrades_passed_over,
        }
    )
    return known


def render_difference(difference: Difference, texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints why each score moved, then issues and features, then what limits the answer."""
    _Printed(difference, texts, console, Words(language)).all()


def remarks(difference: Difference, words: Words) -> Iterable[str]:
    """What limits or explains the answer: failed nights, other versions and pages, documents that are gone."""
    if difference.before == difference.after:
        yield words.gettext("No other night saw the site.")
    for night in difference.failed[:MOST_ROWS]:
        kind = words.gettext(FAILURES[night.failure.kind]) if night.failure else ""
        yield f"{riga_day(night.started_at)}: {words.gettext(STATUSES[night.status])}, {kind}"
    if (more := len(difference.failed) - MOST_ROWS) > 0:
        yield words.ngettext("… and %(num)s more such night", "… and %(num)s more such nights", more)
    for night, change in difference.marks[-MOST_ROWS:]:
        yield f"{riga_day(night.started_at)}: {shown(said(change, words), DETAIL_LIMIT)}"
    if not difference.whole:
        yield words.gettext("A result document cannot be read: less can be told of what moved.")
    if difference.upgrades_passed_over:
        yield words.ngettext(
            "%(num)s change of version moved little and was not looked at.",
            "%(num)s changes of version moved little and were not looked at.",
            difference.upgrades_passed_over,
        )


def state_of(feature: Feature | None, words: Words) -> str:
    """Found or not, with its grade and kind."""
    if feature is None:
        return NOTHING
    known = ((GRADES, feature.grade), (CHAT_KINDS, feature.kind))
    more = [words.gettext(term(terms, key)) for terms, key in known if key]
    return ", ".join([words.gettext(FOUND[feature.found]), *more])


class _Printed:
    """One difference on its way to the terminal."""

    def __init__(self, difference: Difference, texts: ReportTexts, console: Console, words: Words) -> None:
        self._difference = difference
        self._texts = texts
        self._console = console
        self._words = words
        self._say = words.gettext
        self._reasons = Reasons(texts, words)

    def all(self) -> None:
        difference = self._difference
        before, after = (riga_day(night.started_at).isoformat() for night in (difference.before, difference.after))
        self._console.print(Cell(f"{shown(difference.after.site.name)}: {before} → {after}", style="bold"))
        for line in remarks(self._difference, self._words):
            self._console.print(Cell(line, style="yellow"))
        self._scores()
        for fate in Fate:
            self._issues([change for change in difference.issues if change.fate is fate], fate)
        self._features()

    def _scores(self) -> None:
        table = self._table(
            self._words.gettext("Score"),
            self._words.gettext("Before"),
            self._words.gettext("After"),
            self._words.gettext("Change"),
            self._words.gettext("Why"),
        )
        for move in self._difference.moves:
            if move.difference is None and move.before == move.after:
                continue
            scores = (NOTHING if score is None else self._words.score(score) for score in (move.before, move.after))
            change = "" if move.difference is None else self._words.change(move.difference)
            table.add_row(self._reasons.score(move.score), *scores, change, Cell("\n".join(self._reasons.why(move))))
        self._print(table)

    def _issues(self, changes: Sequence[IssueChange], fate: Fate) -> None:
        if not changes:
            return
        table = self._table(
            f"{self._say(FATES[fate])}: {self._words.number(len(changes))}",
            self._words.gettext("Where"),
            self._words.gettext("Why"),
        )
        for change in changes[:MOST_ROWS]:
            title = self._texts.rule_title(change.span.rule, self._words.language)
            impact = f", {self._say(term(IMPACTS, change.span.impact))}" if change.span.impact else ""
            where = Cell(shown(change.span.component, DETAIL_LIMIT))
            table.add_row(f"{title}{impact}", where, self._reasons.cause(change))
        self._print(table)
        self._more(changes)

    def _features(self) -> None:
        changes = self._difference.features
        if not changes:
            return
        table = self._table(
            self._words.gettext("Features"),
            self._words.gettext("Before"),
            self._words.gettext("After"),
            self._words.gettext("Why"),
        )
        for change in changes[:MOST_ROWS]:
            title = self._texts.feature_title(change.after.id, self._words.language)
            table.add_row(
                title,
                *(state_of(one, self._words) for one in (change.before, change.after)),
                self._reasons.cause(change),
            )
        self._print(table)
        self._more(changes)

    def _more(self, changes: Sequence[object]) -> None:
        if (more := len(changes) - MOST_ROWS) > 0:
            said = self._words.ngettext(
                "… and %(num)s more; --json has all", "… and %(num)s more; --json has all", more
            )
            self._console.print(said, style="dim", markup=False)

    def _table(self, *heads: str) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for at, head in enumerate(heads):
            table.add_column(head, ratio=2 if at in (0, len(heads) - 1) else 1, overflow="fold")
        return table

    def _print(self, table: Table) -> None:
        if table.row_count:
            self._console.print()
            self._console.print(table)


def _night(night: Night) -> dict[str, Any]:
    return {
        "night": riga_day(night.started_at),
        "run": night.run,
        "started_at": night.started_at,
        "atvk": night.site.atvk,
        "name": night.site.name,
        "url": night.site.url,
        "methodology": night.methodology,
        "versions": {"tool": night.versions.tool, "axe": night.versions.axe, "browser": night.versions.browser},
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "score": move.score,
        "before": move.before,
        "after": move.after,
        "difference": move.difference,
        "causes": move.by_cause(),
        "contributions": [
            {"cause": one.cause, "matter": one.matter, "name": one.name, "points": one.points, "certain": one.certain}
            for one in move.contributions
        ],
    }


def _issue(change: IssueChange) -> dict[str, Any]:
    span = change.span
    return {
        "fate": change.fate,
        "cause": change.cause,
        "certain": change.certain,
        "fingerprint": span.fingerprint,
        "rule": span.rule,
        "outcome": span.outcome,
        "impact": span.impact,
        "criteria": span.criteria,
        "component": span.component,
        "pages": span.pages,
        "occurrences": span.occurrences,
        "first_seen": span.first_seen,
        "closed_at": span.closed_at,
    }


def _feature(change: FeatureChange) -> dict[str, Any]:
    def state(feature: Feature | None) -> dict[str, Any] | None:
        return None if feature is None else {"found": feature.found, "grade": feature.grade, "kind": feature.kind}

    return {
        "feature": change.after.id,
        "before": state(change.before),
        "after": state(change.after),
        "cause": change.cause,
        "certain": change.certain,
    }
