"""Issues in the order a municipality should mend them, with what is needed to do it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.audit import Audit
from model.decision import Decision
from model.finding import Example, Issue, Outcome, Party, Standard
from model.remedy import Remedy
from model.text import Language
from reports.criteria import understanding
from reports.pictures import Album, Device, Picture, ProofAlbum
from reports.terms import IMPACT_ORDER
from reports.texts import ReportTexts

FINDINGS_SHOWN = 60
# Of the lists beside the law's.
FURTHER_SHOWN = 15
# Of the pages that show a cause, those named at once and those folded away.
PAGES_NAMED, PAGES_FOLDED = 3, 8
EXAMPLES_FOLDED = 2
CRITERION = re.compile(r"\d\.\d\.\d{1,2}")
# On the overview of what to do.
CAUSES_LISTED = 20
PHONE_RULES = frozenset({"reflow"})


@dataclass(frozen=True, slots=True)
class Outlined:
    """The element on a picture of its page; `source` is the picture's address in the report."""

    source: str
    example: Example
    device: Device


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause as the report shows it. `clauses` are those of EN 301 549 that repeat its WCAG 2.1 criteria; `decision`
    is a person's, by which it is a fault.

    `gain` is what the index gains when the `alike` causes of its rule are mended, None where that is not known; the
    remedy stands at the first of them, whose anchor the others have as `remedy_at`. `picture` is one of its page.
    """

    issue: Issue
    anchor: str
    title: str
    advice: str | None
    clauses: tuple[str, ...]
    picture: Picture | None
    new: bool = False
    decision: Decision | None = None
    gain: float | None = None
    alike: int = 1
    remedy: Remedy | None = None
    remedy_at: str | None = None
    outlined: Outlined | None = None

    @property
    def criteria(self) -> tuple[tuple[str, str | None], ...]:
        """The criteria of WCAG, each with the address where W3C explains it."""
        best_practice = self.issue.standard is Standard.BEST_PRACTICE
        return () if best_practice else tuple((one, understanding(one)) for one in self.issue.criteria)

    @property
    def binding(self) -> bool:
        """Whether Regulation No. 445 asks for it."""
        return self.issue.party is Party.OWN and self.issue.standard in (Standard.WCAG21, Standard.MOBILE)

    @property
    def first(self) -> Example | None:
        """The place that the picture shows, or else the first one."""
        if self.outlined is not None:
            return self.outlined.example
        return self.issue.examples[0] if self.issue.examples else None

    @property
    def further(self) -> tuple[Example, ...]:
        others = tuple(example for example in self.issue.examples if example is not self.first)
        return others[:EXAMPLES_FOLDED]

    @property
    def named(self) -> tuple[str, ...]:
        """The first pages that show it."""
        return self.issue.page_urls[:PAGES_NAMED]

    @property
    def folded(self) -> tuple[str, ...]:
        return self.issue.page_urls[PAGES_NAMED : PAGES_NAMED + PAGES_FOLDED]

    @property
    def unnamed(self) -> int:
        """Pages that are only counted."""
        return max(self.issue.pages - len(self.named) - len(self.folded), 0)


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


def by_gain(issues: Iterable[Issue], gains: Mapping[str, float]) -> list[Issue]:
    """Failures that gain the index most come first; of equals, and of what gains nothing, the most important."""

    def key(issue: Issue) -> tuple[bool, float, tuple[bool, int, int, str, str]]:
        fails = issue.outcome is Outcome.FAIL
        return not fails, -gains.get(issue.rule, 0.0) if fails else 0.0, importance(issue)

    return sorted(issues, key=key)


def own(issues: Iterable[Issue], *standards: Standard) -> list[Issue]:
    """The site's own issues of these standards."""
    return [issue for issue in issues if issue.party is Party.OWN and issue.standard in standards]


def foreign(issues: Iterable[Issue]) -> list[Issue]:
    """Issues in frames of other parties."""
    return [issue for issue in issues if issue.party is Party.OTHER]


def most_important(audit: Audit, count: int) -> list[Issue]:
    """What to mend first: failures of the law's criteria and of the mobile test, of each rule the gravest."""
    binding = own(audit.issues, Standard.WCAG21, Standard.MOBILE)
    gravest: dict[str, Issue] = {}
    for issue in sorted((issue for issue in binding if issue.outcome is Outcome.FAIL), key=importance):
        gravest.setdefault(issue.rule, issue)
    return list(gravest.values())[:count]


def clauses(issue: Issue) -> tuple[str, ...]:
    return clauses_of(issue.standard, issue.criteria)


def clauses_of(standard: str, criteria: Iterable[str]) -> tuple[str, ...]:
    """EN 301 549 puts chapter 9 before each WCAG 2.1 criterion; it does not know those of 2.2."""
    if standard == Standard.WCAG22:
        return ()
    return tuple(f"9.{criterion}" for criterion in criteria if CRITERION.fullmatch(criterion))


def anchor(issue: Issue) -> str:
    return "finding-" + re.sub(r"[^0-9A-Za-z-]", "-", issue.fingerprint)


class Lister:
    """Makes the lists of one report: a picture and a remedy that stand in one list are not repeated in the next.

    `known` are the fingerprints of the audit before, if any; `decisions` are people's that counted in the audit.
    """

    def __init__(
        self,
        texts: ReportTexts,
        language: Language,
        album: Album,
        outlines: ProofAlbum,
        gains: Mapping[str, float],
        known: frozenset[str] | None,
        decisions: Iterable[Decision] = (),
    ) -> None:
        self._texts = texts
        self._language = language
        self._album = album
        self._outlines = outlines
        self._gains = gains
        self._known = known
        self._decided = {one.subject: one for one in decisions}
        self._remedied: dict[str, str] = {}

    def listed(self, issues: Sequence[Issue], device: Device = "desktop", most: int = FURTHER_SHOWN) -> Findings:
        ordered = by_gain(issues, self._gains)
        failed = [issue for issue in ordered if issue.outcome is Outcome.FAIL]
        alike = Counter(issue.rule for issue in failed)
        return Findings(
            shown=tuple(self._finding(issue, device, alike[issue.rule]) for issue in ordered[:most]),
            hidden=max(len(ordered) - most, 0),
            fail_count=len(failed),
            review_count=len(ordered) - len(failed),
        )

    def _finding(self, issue: Issue, device: Device, alike: int) -> Finding:
        outlined = self._outlined(issue, "phone" if issue.rule in PHONE_RULES else device)
        named = anchor(issue)
        remedy = self._texts.remedies.get(issue.rule)
        before = self._remedied.setdefault(issue.rule, named)
        counts = issue.outcome is Outcome.FAIL and issue.party is Party.OWN
        return Finding(
            issue=issue,
            anchor=named,
            title=self._texts.rule_title(issue.rule, self._language),
            advice=self._texts.rule_advice(issue.rule, self._language),
            clauses=clauses(issue),
            picture=None if outlined else self._album.picture([one.page for one in issue.examples], device),
            new=self._known is not None and issue.fingerprint not in self._known,
            decision=self._decided.get(issue.fingerprint),
            gain=self._gains.get(issue.rule) if counts else None,
            alike=alike,
            remedy=remedy,
            remedy_at=before if remedy and before != named else None,
            outlined=outlined,
        )

    def _outlined(self, issue: Issue, device: Device) -> Outlined | None:
        for example in issue.examples:
            if (source := self._outlines.source(example.picture)) is not None:
                return Outlined(source, example, device)
        return None


def todo(*lists: Findings, gains: Mapping[str, float]) -> list[Finding]:
    """What fails, over the lists, what gains most first."""
    found = {one.issue.fingerprint: one for findings in lists for one in findings.fails}
    return [found[issue.fingerprint] for issue in by_gain((one.issue for one in found.values()), gains)][:CAUSES_LISTED]
