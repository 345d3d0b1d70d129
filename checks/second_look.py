"""Keeps noise out of history: what differs from last time is believed when two looks at the page agree on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.accessibility.axe import ENGINE
from checks.issues import element_fingerprint
from checks.rulings import ruled
from model.decision import Ruling
from model.finding import Outcome, Verdict


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
    return ruled(verdicts, dict.fromkeys(fingerprints, Ruling.DISMISS))


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
