"""Every move of a site's scores over a chain of steps, and the cause of each issue and feature that is another."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import fsum

from model.audit import Audit
from model.change import Cause, Contribution, Fate, FeatureChange, IssueChange, Matter, Move
from model.finding import Feature, Issue
from model.history import IssueSpan
from scoring.index_moves import index_contributions
from scoring.methodology import Methodology
from scoring.page_moves import EXACT, Contributions, mobile_contributions, wcag_contributions
from scoring.steps import Step, Told, places

# What goes and is back, or comes and is gone, within so many days went to and fro.
TO_AND_FRO = timedelta(days=3)


def moves(steps: Sequence[Step], methodology: Callable[[str], Methodology | None]) -> tuple[Move, ...]:
    """Of index, sections, WCAG and mobile score, each with contributions that add up to it.

    The steps follow each other: each begins at the night at which the one before it ends.
    """
    before, after = steps[0].before, steps[-1].after
    found: dict[str, list[Contribution]] = defaultdict(list)
    for step in steps:
        parts = dict(index_contributions(step, methodology(step.after.index.methodology)))
        parts |= {"wcag": wcag_contributions(step), "mobile": mobile_contributions(step)}
        for score, contributions in parts.items():
            found[score] += contributions
    old, new = _scores(before), _scores(after)
    return tuple(_move(score, old.get(score), new[score], found[score]) for score in new)


def _scores(audit: Audit) -> Mapping[str, float | None]:
    sections = {section.id: section.score for section in audit.index.sections}
    return {"index": audit.index.score, **sections, "wcag": audit.wcag_score, "mobile": audit.mobile_score}


def _move(score: str, before: float | None, after: float | None, parts: Sequence[Contribution]) -> Move:
    if before is None or after is None:
        return Move(score, before, after)
    merged = _merged(parts)
    rest = after - before - fsum(one.points for one in merged)
    if abs(rest) >= EXACT:
        # On a night between the two it had no score.
        merged = (*merged, Contribution(Cause.DOWNS, Matter.SCORE, "", rest, certain=False))
    return Move(score, before, after, tuple(sorted(merged, key=lambda one: (-abs(one.points), one.cause, one.name))))


def _merged(parts: Iterable[Contribution]) -> Contributions:
    """One contribution for a cause and what it speaks of; those that cancel out are gone."""
    found: dict[tuple[Cause, Matter, str], list[Contribution]] = defaultdict(list)
    for one in parts:
        found[one.cause, one.matter, one.name].append(one)
    merged = (
        Contribution(*key, fsum(one.points for one in ones), all(one.certain for one in ones))
        for key, ones in found.items()
    )
    return tuple(one for one in merged if abs(one.points) >= EXACT)


def feature_changes(steps: Sequence[Step]) -> tuple[FeatureChange, ...]:
    """The features that are not what they were at the start; the cause is that of the last step that changed them."""
    before = {feature.id: feature for feature in steps[0].before.features}
    found = []
    for feature in steps[-1].after.features:
        known = before.get(feature.id)
        if known is not None and _state(known) == _state(feature):
            continue
        told = next((told for step in reversed(steps) if (told := _told_of(step, feature.id))), Told(Cause.SITE))
        found.append(FeatureChange(known, feature, told.cause, told.certain))
    return tuple(found)


def _told_of(step: Step, name: str) -> Told | None:
    was, now = (next((one for one in audit.features if one.id == name), None) for audit in (step.before, step.after))
    if now is None or (was is not None and _state(was) == _state(now)):
        return None
    return step.cause_of_feature(was, now)


def _state(feature: Feature) -> tuple[bool | None, str | None, str | None]:
    return feature.found, feature.grade, feature.kind


def issue_changes(steps: Sequence[Step], spans: Iterable[IssueSpan]) -> tuple[IssueChange, ...]:
    """Of all spans of the site the issues that are open on one of the two nights only, in the order of their rules."""
    begins, ends = steps[0].before.started_at, steps[-1].after.started_at
    by_name: dict[str, list[IssueSpan]] = defaultdict(list)
    for span in spans:
        by_name[span.fingerprint].append(span)
    found: list[IssueChange] = []
    for same in by_name.values():
        same.sort(key=lambda span: span.first_seen)
        before, after = (next((span for span in same if _is_open(span, at)), None) for at in (begins, ends))
        if before is None and after is not None:
            fate = Fate.CAME_BACK if same[0].first_seen <= begins else Fate.NEW
            found.append(_change(steps, fate, after, after.first_seen, same))
        elif before is not None and after is None and before.closed_at is not None:
            found.append(_change(steps, Fate.FIXED, before, before.closed_at, same))
    return tuple(sorted(found, key=lambda one: (list(Fate).index(one.fate), one.span.rule, one.span.fingerprint)))


def _is_open(span: IssueSpan, moment: datetime) -> bool:
    return span.first_seen <= moment and (span.closed_at is None or moment < span.closed_at)


def _change(
    steps: Sequence[Step], fate: Fate, span: IssueSpan, moment: datetime, same: Sequence[IssueSpan]
) -> IssueChange:
    step = next(step for step in steps if step.before.started_at < moment <= step.after.started_at)
    told = _cause_of_issue(step, span, fate, moment, same)
    return IssueChange(fate, span, told.cause, told.certain)


def _cause_of_issue(step: Step, span: IssueSpan, fate: Fate, moment: datetime, same: Sequence[IssueSpan]) -> Told:
    others = [other for other in same if other is not span]
    if fate is Fate.FIXED and any(timedelta(0) < other.first_seen - moment <= TO_AND_FRO for other in others):
        return Told(Cause.NOISE)
    if fate is not Fate.FIXED and any(
        other.closed_at and timedelta(0) < moment - other.closed_at <= TO_AND_FRO for other in others
    ):
        return Told(Cause.NOISE)
    shown = step.before if fate is Fate.FIXED else step.after
    pages = _pages_of(shown, span.fingerprint)
    if pages and fate is not Fate.FIXED and pages.isdisjoint(step.pages_before):
        return Told(Cause.SITE if step.redesigned else Cause.SAMPLE)
    told = [step.cause_of_rule(span.rule, span.engine, page, worse=fate is not Fate.FIXED) for page in pages or {""}]
    return next((one for one in told if one.cause is not Cause.NOISE), told[0])


def _pages_of(audit: Audit, fingerprint: str) -> frozenset[str]:
    """Where the issue stands, by place."""
    issues: Iterable[Issue] = audit.issues
    issue = next((issue for issue in issues if issue.fingerprint == fingerprint), None)
    if issue is None:
        return frozenset()
    asked = {page.final_url or page.url: place for place, page in places(audit).items()}
    return frozenset(asked.get(url, url) for url in issue.page_urls)
