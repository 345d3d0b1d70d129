"""What moved between two nights of a municipality, and why, as tables: scores, issues and features."""

from collections.abc import Sequence

from model.change import Difference, Fate
from reports.difference import FATES, state_of
from reports.language import Words, riga_day
from reports.reasons import DETAIL_LIMIT, Reasons
from reports.shown import shown
from reports.terms import IMPACTS, term
from reports.texts import ReportTexts
from reports.views import Column, Form, View


def moves_view(difference: Difference, texts: ReportTexts, words: Words) -> View:
    """Each score that either night has."""
    _, reasons = words.gettext, Reasons(texts, words)
    return View(
        title=_("What moved"),
        short=_("Scores"),
        columns=[
            Column(_("Score")),
            Column(words.date(riga_day(difference.before.started_at)), Form.SCORE),
            Column(words.date(riga_day(difference.after.started_at)), Form.SCORE),
            Column(_("Change"), Form.CHANGE),
        ],
        rows=[
            [reasons.score(move.score), move.before, move.after, move.difference]
            for move in difference.moves
            if move.before is not None or move.after is not None
        ],
    )


def reasons_view(difference: Difference, texts: ReportTexts, words: Words) -> View:
    """Why each score moved, a row for each cause; the biggest first."""
    _, reasons = words.gettext, Reasons(texts, words)
    return View(
        title=_("Why"),
        short=_("Why"),
        columns=[Column(_("Score")), Column(_("Why"))],
        rows=[[reasons.score(move.score), line] for move in difference.moves for line in reasons.why(move)],
    )


def issue_changes_view(difference: Difference, texts: ReportTexts, words: Words) -> tuple[View, Sequence[str]]:
    """New, fixed and returned issues, and their fingerprints in the order of the rows."""
    _, reasons = words.gettext, Reasons(texts, words)
    listed = [change for fate in Fate for change in difference.issues if change.fate is fate]
    view = View(
        title=_("Findings that changed"),
        short=_("Findings"),
        columns=[
            Column(_("What became of them")),
            Column(_("Finding")),
            Column(_("Impact")),
            Column(_("Where")),
            Column(_("Pages"), Form.COUNT),
            Column(_("Why")),
        ],
        rows=[
            [
                _(FATES[change.fate]),
                texts.rule_title(change.span.rule, words.language),
                _(term(IMPACTS, change.span.impact)) if change.span.impact else None,
                shown(change.span.component, DETAIL_LIMIT),
                change.span.pages,
                reasons.cause(change),
            ]
            for change in listed
        ],
    )
    return view, [change.span.fingerprint for change in listed]


def feature_changes_view(difference: Difference, texts: ReportTexts, words: Words) -> tuple[View, Sequence[str]]:
    """Features that are told otherwise, and their ids in the order of the rows."""
    _, reasons = words.gettext, Reasons(texts, words)
    view = View(
        title=_("Features that changed"),
        short=_("Features"),
        columns=[Column(_("Feature")), Column(_("Before")), Column(_("After")), Column(_("Why"))],
        rows=[
            [
                texts.feature_title(change.after.id, words.language),
                state_of(change.before, words),
                state_of(change.after, words),
                reasons.cause(change),
            ]
            for change in difference.features
        ],
    )
    return view, [change.after.id for change in difference.features]
