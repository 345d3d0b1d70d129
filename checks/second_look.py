"""Keeps noise out of history: what differs from last time is believed when two looks at the page agree on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.accessibility.axe import ENGINE
from checks.issues import element_fingerprint
from model.finding import Element, Outcome, Party, Verdict


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """An open issue of the site, with the addresses of the pages that showed it last."""

    fingerprint: str
    rule: str
    engine: str
    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a site: its open issues by fingerprint, and the pages that were judged before."""

    open: Mapping[str, KnownIssue] = field(default_factory=dict)
    judged: frozenset[str] = frozenset()


def new_findings(verdicts: Iterable[Verdict], history: History) -> frozenset[str]:
    """Fingerprints that are no open issue of the site."""
    return _fingerprints(verdicts) - history.open.keys()


def gone_findings(page: str, verdicts: Sequence[Verdict], history: History) -> frozenset[str]:
    """Open issues that the page showed before and does not show now, though their rule was measured on it."""
    outcomes = {verdict.rule: verdict.outcome for verdict in verdicts}
    engines = {verdict.engine for verdict in verdicts if verdict.rule != verdict.engine}
    found = _fingerprints(verdicts)
    return frozenset(
        issue.fingerprint
        for issue in history.open.values()
        if page in issue.pages and issue.fingerprint not in found and _measured(issue, outcomes, engines)
    )


def differs(page: str, verdicts: Sequence[Verdict], history: History) -> bool:
    """Whether a second look is worth its time: never on a page's first audit, for there is nothing to differ from."""
    if page not in history.judged:
        return False
    return bool(new_findings(verdicts, history) or gone_findings(page, verdicts, history))


def unconfirmed(shown: Iterable[Verdict], other: Iterable[Verdict], history: History) -> frozenset[str]:
    """New findings of the look that is shown which the other look does not show."""
    return new_findings(shown, history) - _fingerprints(other)


def without(verdicts: Iterable[Verdict], fingerprints: frozenset[str]) -> tuple[Verdict, ...]:
    """The verdicts as if these findings had not been seen; counts and outcomes follow."""
    if not fingerprints:
        return tuple(verdicts)
    return tuple(_without(verdict, fingerprints) for verdict in verdicts)


def _without(verdict: Verdict, fingerprints: frozenset[str]) -> Verdict:
    dropped = [element for element in verdict.elements if element_fingerprint(verdict, element) in fingerprints]
    if not dropped:
        return verdict
    failed = verdict.failed - _count(dropped, Outcome.FAIL)
    unsure = verdict.unsure - _count(dropped, Outcome.NEEDS_REVIEW)
    kept = tuple(element for element in verdict.elements if element not in dropped)
    # What stands in a frame of another party has no say in the outcome.
    own = {element.outcome for element in kept if element.party is Party.OWN}
    if failed > 0 or Outcome.FAIL in own:
        outcome = Outcome.FAIL
    elif unsure > 0 or own:
        outcome = Outcome.NEEDS_REVIEW
    else:
        outcome = Outcome.PASS if verdict.passed else Outcome.NOT_APPLICABLE
    return replace(verdict, outcome=outcome, failed=max(failed, 0), unsure=max(unsure, 0), elements=kept)


def _count(elements: Iterable[Element], outcome: Outcome) -> int:
    """Elements of the site's own: those of other parties are not in a verdict's counts."""
    return sum(element.count for element in elements if element.outcome is outcome and element.party is Party.OWN)


def _fingerprints(verdicts: Iterable[Verdict]) -> frozenset[str]:
    return frozenset(
        element_fingerprint(verdict, element)
        for verdict in verdicts
        if verdict.standard is not None
        for element in verdict.elements
    )


def _measured(issue: KnownIssue, outcomes: Mapping[str, Outcome], engines: set[str]) -> bool:
    if issue.rule in outcomes:
        return outcomes[issue.rule] is not Outcome.NOT_MEASURED
    # axe leaves out the rules that did not apply; a rule of ours that is missing is judged when the visit has ended.
    return issue.engine == ENGINE and issue.engine in engines
