"""How each rule and each criterion of WCAG stands across the country now, and how it stood some time ago."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.findings import Search, pages_with
from model.alphabet import alphabetical
from model.finding import Impact, Outcome
from model.history import SiteIssue
from pipeline.findings import Wanted, find
from pipeline.municipalities import standing_series
from pipeline.workplace import Workplace

GRAVEST: Mapping[str, int] = {impact: at for at, impact in enumerate(Impact)}


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """`issues` fail now, on so many `sites` and `pages`; so many failed `before`; `doubts` are what a person must look
    at. `impact` is the gravest of them.
    """

    rule: str
    standard: str
    impact: str | None
    criteria: tuple[str, ...]
    sites: int
    pages: int
    issues: int
    doubts: int
    before: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The open issues of a criterion: those that fail, on so many sites, and those that a person must look at."""

    issues: int = 0
    sites: int = 0
    doubts: int = 0


def rules_now(workplace: Workplace, wanted: Wanted, since: datetime) -> Sequence[RuleStanding]:
    """Every rule that fails on some site that is wanted, the one of most sites first; `before` is as of `since`."""
    issues = find(workplace, replace(wanted, closed=False)).issues
    gone = find(workplace, replace(wanted, closed=True, since=since)).issues
    pages = _pages(workplace, wanted, issues)
    by_rule: dict[str, list[SiteIssue]] = defaultdict(list)
    for issue in issues:
        by_rule[issue.span.rule].append(issue)
    mended: dict[str, int] = defaultdict(int)
    for issue in gone:
        mended[issue.span.rule] += issue.span.outcome == Outcome.FAIL and issue.span.first_seen < since
    standings = (_standing(rule, found, pages, mended[rule], since) for rule, found in by_rule.items())
    failing = [one for one in standings if one.issues]
    return sorted(failing, key=lambda one: (-one.sites, -one.issues, one.rule))


def _standing(
    rule: str, found: Sequence[SiteIssue], pages: Mapping[str, int], mended: int, since: datetime
) -> RuleStanding:
    failing = [issue for issue in found if issue.span.outcome == Outcome.FAIL]
    gravest = min((issue.span for issue in found), key=lambda span: GRAVEST.get(span.impact or "", len(GRAVEST)))
    return RuleStanding(
        rule=rule,
        standard=gravest.standard,
        impact=gravest.impact,
        criteria=gravest.criteria,
        sites=len({issue.site.url for issue in failing}),
        pages=pages.get(rule, 0),
        issues=len(failing),
        doubts=len(found) - len(failing),
        before=sum(issue.span.first_seen < since for issue in failing) + mended,
    )


def _pages(workplace: Workplace, wanted: Wanted, issues: Iterable[SiteIssue]) -> Mapping[str, int]:
    """On how many pages each rule fails; a page counts once however many faults of the rule it has."""
    urls = {issue.site.url for issue in issues}
    numbers = [one.present.id for one in standing_series(workplace) if one.present.site.url in urls]
    search = Search(
        site_ids=numbers, rule=wanted.rule, criterion=wanted.criterion, impact=wanted.impact,
        standard=wanted.standard, outcome=Outcome.FAIL,
    )  # fmt: skip
    found: dict[str, int] = defaultdict(int)
    for (_, rule), pages in pages_with(workplace.database, search).items():
        found[rule] += len(pages)
    return found


@dataclass(frozen=True, slots=True)
class RuleSite:
    """A site on which a rule fails now: its issues, the gravest and oldest first, and on how many pages they stand."""

    issues: Sequence[SiteIssue]
    pages: int


def sites_of_rule(workplace: Workplace, rule: str) -> Sequence[RuleSite]:
    """Those with most pages first."""
    by_url: dict[str, list[SiteIssue]] = defaultdict(list)
    for issue in find(workplace, Wanted(rule=rule, outcome=Outcome.FAIL)).issues:
        by_url[issue.site.url].append(issue)
    numbers = {one.present.id: one.present.site.url for one in standing_series(workplace)}
    search = Search(site_ids=tuple(numbers), rule=rule, outcome=Outcome.FAIL)
    pages = {numbers[site_id]: len(on) for (site_id, _), on in pages_with(workplace.database, search).items()}
    found = [RuleSite(issues, pages.get(url, 0)) for url, issues in by_url.items()]
    return sorted(found, key=lambda one: (-one.pages, -len(one.issues), alphabetical(one.issues[0].site.name)))


def criteria_now(issues: Iterable[SiteIssue]) -> Mapping[str, Tally]:
    """By the criterion's number, of open issues; one that breaks two criteria counts at both."""
    by_criterion: dict[str, list[SiteIssue]] = defaultdict(list)
    for issue in issues:
        for criterion in issue.span.criteria:
            by_criterion[criterion].append(issue)
    return {criterion: _tally(found) for criterion, found in by_criterion.items()}


def _tally(found: Sequence[SiteIssue]) -> Tally:
    failing = [issue for issue in found if issue.span.outcome == Outcome.FAIL]
    return Tally(len(failing), len({issue.site.url for issue in failing}), len(found) - len(failing))
