"""The eleven aspects of the simplified evaluation, by which municipalities know their faults, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.audit import Audit
from model.finding import Issue, Outcome, Standard
from model.remedy import Aspect
from reports.findings import importance, own
from reports.language import Words
from reports.terms import ASPECTS
from reports.texts import ReportTexts

FAULTS_NAMED = 4
TOLD = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.NEEDS_REVIEW})


@dataclass(frozen=True, slots=True)
class AspectFault:
    """A cause of faults; `anchor` is where the report shows it, None where the list left it off."""

    title: str
    anchor: str | None
    pages: int


@dataclass(frozen=True, slots=True)
class AspectPart:
    """`count` causes break the law's criteria, the most important of them are `faults`; `doubts` are what a person must
    look at. `rules` ask for the aspect, `told` says whether any of them applied.
    """

    title: str
    faults: tuple[AspectFault, ...]
    count: int
    doubts: int
    rules: int
    told: bool

    @property
    def hidden(self) -> int:
        return self.count - len(self.faults)


def aspect_parts(audit: Audit, shown: Mapping[str, str], texts: ReportTexts, words: Words) -> tuple[AspectPart, ...]:
    """One for each aspect, in their order; none where no remedies are known. `shown` maps fingerprints to anchors."""
    if not texts.remedies:
        return ()
    return tuple(_part(aspect, audit, shown, texts, words) for aspect in Aspect)


def _part(aspect: Aspect, audit: Audit, shown: Mapping[str, str], texts: ReportTexts, words: Words) -> AspectPart:
    rules = {rule for rule, remedy in texts.remedies.items() if remedy.aspect is aspect}
    issues = [issue for issue in own(audit.issues, *Standard) if issue.rule in rules]
    faults = sorted((issue for issue in issues if _breaks_the_law(issue)), key=importance)
    return AspectPart(
        title=words.gettext(ASPECTS[aspect]),
        faults=tuple(
            AspectFault(texts.rule_title(one.rule, words.language), shown.get(one.fingerprint), one.pages)
            for one in faults[:FAULTS_NAMED]
        ),
        count=len(faults),
        doubts=len(issues) - len(faults),
        rules=len(rules),
        told=any(audit.checks.get(rule) in TOLD for rule in rules),
    )


def _breaks_the_law(issue: Issue) -> bool:
    return issue.standard is Standard.WCAG21 and issue.outcome is Outcome.FAIL
