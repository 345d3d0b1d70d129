"""What is different from the audit before: how much, what got better and worse by name, and why scores moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from model.audit import Audit, Status
from model.change import Difference
from model.finding import Feature, Issue, Outcome, Party
from reports.findings import importance
from reports.language import Words
from reports.reasons import LEAST_POINTS, SCORES, Reasons
from reports.texts import ReportTexts

NAMED = 5


@dataclass(frozen=True, slots=True)
class Changes:
    """Differences of scores are None where either is missing or they were not measured alike.

    `new_faults` and `gone_faults` are the site's own that fail, the most important first; `gained` and `lost` are
    features that both audits told.
    """

    since: datetime
    index: float | None
    wcag: float | None
    mobile: float | None
    new: int
    gone: int
    remaining: int
    unseen: int
    same_method: bool
    new_faults: tuple[Issue, ...]
    gone_faults: tuple[Issue, ...]
    gained: tuple[Feature, ...]
    lost: tuple[Feature, ...]

    @property
    def named(self) -> int:
        """So many causes are named; the rest is counted."""
        return NAMED


@dataclass(frozen=True, slots=True)
class SectionMove:
    """A section's score before and now, with the causes in words, the biggest first."""

    title: str
    before: float
    after: float
    reasons: Sequence[str]

    @property
    def rose(self) -> bool:
        return self.after > self.before


def changes(audit: Audit, previous: Audit) -> Changes | None:
    """None where one of the two saw nothing of the site.

    An issue is gone only when each of its pages was audited again; the rest is `unseen`, for nobody looked.
    """
    if Status.FAILED in (audit.status, previous.status):
        return None
    before = {issue.fingerprint: issue for issue in previous.issues}
    now = {issue.fingerprint: issue for issue in audit.issues}
    seen = {url for page in audit.pages if page.failure is None for url in (page.url, page.final_url)}
    vanished = [issue for name, issue in before.items() if name not in now]
    appeared = [issue for name, issue in now.items() if name not in before]
    gone = [issue for issue in vanished if seen.issuperset(issue.page_urls)]
    same_method = audit.index.methodology == previous.index.methodology
    same_engine = audit.versions.axe == previous.versions.axe
    return Changes(
        since=previous.started_at,
        index=_difference(audit.index.score, previous.index.score) if same_method else None,
        wcag=_difference(audit.wcag_score, previous.wcag_score) if same_engine else None,
        mobile=_difference(audit.mobile_score, previous.mobile_score),
        new=len(appeared),
        gone=len(gone),
        remaining=len(now.keys() & before.keys()),
        unseen=len(vanished) - len(gone),
        same_method=same_method and same_engine,
        new_faults=_faults(appeared),
        gone_faults=_faults(gone),
        gained=turned(audit, previous, found=True),
        lost=turned(audit, previous, found=False),
    )


def section_moves(difference: Difference | None, texts: ReportTexts, words: Words) -> tuple[SectionMove, ...]:
    """Of the sections that have a score on both nights, by one methodology."""
    if difference is None or difference.before.methodology != difference.after.methodology:
        return ()
    reasons = Reasons(texts, words)
    return tuple(
        SectionMove(reasons.score(move.score), move.before, move.after, reasons.why(move))
        for move in difference.moves
        if move.score not in SCORES
        and move.before is not None
        and move.after is not None
        and abs(move.after - move.before) >= LEAST_POINTS
    )


def _faults(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    own = (issue for issue in issues if issue.outcome is Outcome.FAIL and issue.party is Party.OWN)
    return tuple(sorted(own, key=importance))


def turned(audit: Audit, previous: Audit, *, found: bool) -> tuple[Feature, ...]:
    """What was not so before; what could not be told then has not turned."""
    was = {feature.id: feature.found for feature in previous.features}
    return tuple(one for one in audit.features if one.found is found and was.get(one.id) is (not found))


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
