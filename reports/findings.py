"""Issues in the order a municipality should mend them, with what is needed to do it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from model.audit import Audit
from model.decision import Decision
from model.finding import Example, Issue, Outcome, Party, Standard
from model.text import Language
from reports.pictures import Picture
from reports.terms import IMPACT_ORDER
from reports.texts import ReportTexts

FINDINGS_SHOWN = 60
CRITERION = re.compile(r"\d\.\d\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause as the report shows it. `clauses` are those of EN 301 549 that repeat its WCAG 2.1 criteria; `decision`
    is a person's, by which it is a fault.
    """

    issue: Issue
    anchor: str
    title: str
    advice: str | None
    clauses: tuple[str, ...]
    picture: Picture | None
    new: bool = False
    decision: Decision | None = None

    @property
    def first(self) -> Example | None:
        return self.issue.examples[0] if self.issue.examples else None

    @property
    def further(self) -> tuple[Example, ...]:
        return self.issue.examples[1:]


@dataclass(frozen=True, slots=True)
class Findings:
    """`hidden` counts the causes left off a list that is too long to read; the other counts are of all."""

    shown: tuple[Finding, ...]
    hidden: int
    fail_count: int
    review_count: int

    @property
    def fails(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.shown if finding.issue.outcome is Outcome.FAIL)

    @property
    def reviews(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.shown if finding.issue.outcome is not Outcome.FAIL)


def importance(issue: Issue) -> tuple[bool, int, int, str, str]:
    """Sorting key: failures before what needs a look, then impact, then pages × occurrences."""
    return (
        issue.outcome is not Outcome.FAIL,
        IMPACT_ORDER.index(issue.impact),
        -issue.pages * issue.occurrences,
        issue.rule,
        issue.fingerprint,
    )


def own(issues: Iterable[Issue], *standards: Standard) -> list[Issue]:
    """The site's own issues of these standards."""
    return [issue for issue in issues if issue.party is Party.OWN and issue.standard in standards]


def foreign(issues: Iterable[Issue]) -> list[Issue]:
    """Issues in frames of other parties."""
    return [issue for issue in issues if issue.party is Party.OTHER]


def all_issues(audit: Audit) -> tuple[Issue, ...]:
    return (*audit.wcag_issues, *audit.mobile_issues, *audit.usability_issues)


def most_important(audit: Audit, count: int) -> list[Issue]:
    """What to mend first: failures of the law's criteria and of the mobile test."""
    binding = own(all_issues(audit), Standard.WCAG21, Standard.MOBILE)
    return sorted((issue for issue in binding if issue.outcome is Outcome.FAIL), key=importance)[:count]


def clauses(issue: Issue) -> tuple[str, ...]:
    """EN 301 549 puts chapter 9 before each WCAG 2.1 criterion; it does not know those of 2.2."""
    if issue.standard is Standard.WCAG22:
        return ()
    return tuple(f"9.{criterion}" for criterion in issue.criteria if CRITERION.fullmatch(criterion))


def anchor(issue: Issue) -> str:
    return "finding-" + re.sub(r"[^0-9A-Za-z-]", "-", issue.fingerprint)


def present(
    issues: Sequence[Issue],
    texts: ReportTexts,
    language: Language,
    pictures: Callable[[Iterable[str]], Picture | None],
    known: frozenset[str] | None,
    decisions: Iterable[Decision] = (),
) -> Findings:
    """`pictures` gives a screenshot of one of some pages; `known` are the fingerprints of the audit before, if any.

    `decisions` are people's that counted in the audit.
    """
    decided = {one.subject: one for one in decisions}
    ordered = sorted(issues, key=importance)
    failed = sum(issue.outcome is Outcome.FAIL for issue in issues)
    return Findings(
        shown=tuple(
            _finding(issue, texts, language, pictures, known, decided.get(issue.fingerprint))
            for issue in ordered[:FINDINGS_SHOWN]
        ),
        hidden=max(len(ordered) - FINDINGS_SHOWN, 0),
        fail_count=failed,
        review_count=len(ordered) - failed,
    )


def _finding(
    issue: Issue,
    texts: ReportTexts,
    language: Language,
    pictures: Callable[[Iterable[str]], Picture | None],
    known: frozenset[str] | None,
    decision: Decision | None,
) -> Finding:
    return Finding(
        issue=issue,
        anchor=anchor(issue),
        title=texts.rule_title(issue.rule, language),
        advice=texts.rule_advice(issue.rule, language),
        clauses=clauses(issue),
        picture=pictures([example.page for example in issue.examples]),
        new=known is not None and issue.fingerprint not in known,
        decision=decision,
    )
