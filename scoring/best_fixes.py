"""Which fixes gain most: taken one by one, each time the best of all that are left, weighed anew after the ones before.

That is greedy: a pair that gains more than its parts would be passed over. The one place where this happens by design,
a page that passes a test whole or not at all, is met by fixes of several rules at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from model.finding import Issue, Outcome
from model.simulation import Fix, Step
from scoring.declaration import Measure, Methodology, given
from scoring.facts import SiteFacts
from scoring.index import score_site, untouched
from scoring.mean import DECIMALS
from scoring.mobile import page_passes
from scoring.simulation import after_fix, failing_rules, scored_features, touched_by, ways_to_offer
from scoring.work import work_of_feature, work_of_rule


class Aim(StrEnum):
    """gain: the most points first; value: the most points for the least work first."""

    GAIN = "gain"
    VALUE = "value"


def best_fixes(
    methodology: Methodology, facts: SiteFacts, issues: Sequence[Issue], count: int, aim: Aim = Aim.VALUE
) -> tuple[Step, ...]:
    """At most so many steps; fewer where nothing else would gain a point. The same facts give the same steps."""
    steps: list[Step] = []
    index = score_site(methodology, facts)
    while len(steps) < count:
        worth: list[tuple[float, float, Fix]] = []
        for fix in _candidates(methodology, facts, issues):
            kept = untouched(methodology, index, touched_by(fix))
            score = score_site(methodology, after_fix(facts, fix), kept).score
            gain = 0.0 if score is None else round(score - (index.score or 0.0), DECIMALS)
            if gain > 0:
                worth.append((gain if aim is Aim.GAIN else gain / fix.work, gain, fix))
        if not worth:
            break
        # Of equals the one with less work, then in the order of candidates.
        best = min(worth, key=lambda one: (-one[0], one[2].work, -one[1]))[2]
        facts = after_fix(facts, best)
        steps.append(Step(best, index, index := score_site(methodology, facts)))
    return tuple(steps)


def fix_of_rules(rules: Iterable[str], issues: Sequence[Issue], facts: SiteFacts) -> Fix:
    """A rule whose failures name no component is counted by the pages that fail it."""
    names = tuple(sorted(rules))
    return Fix(rules=names, work=sum(work_of_rule(rule, issues) or _failing_pages(rule, facts) for rule in names))


def fix_of_features(name: str, methodology: Methodology) -> tuple[Fix, ...]:
    return tuple(Fix(added=(one,), work=work_of_feature(name)) for one in ways_to_offer(name, methodology))


def _candidates(methodology: Methodology, facts: SiteFacts, issues: Sequence[Issue]) -> Iterator[Fix]:
    for rule in sorted(failing_rules(facts)):
        yield fix_of_rules((rule,), issues, facts)
    for rules in sorted(_only_together(methodology, facts)):
        yield fix_of_rules(rules, issues, facts)
    for name in scored_features(methodology):
        feature = facts.features.get(name)
        # What could not be told may be there already.
        if feature is not None and feature.found is not None:
            yield from fix_of_features(name, methodology)


def _only_together(methodology: Methodology, facts: SiteFacts) -> set[tuple[str, ...]]:
    """Rules that hold a page, or the site, back together: mending one of them alone gains nothing there."""
    found: set[tuple[str, ...]] = set()
    for measure in (measure for indicator in methodology.indicators for measure in indicator.measures):
        for outcomes in _held_back(measure, facts):
            rules = tuple(sorted(check for check in given(measure.checks) if outcomes.get(check) is Outcome.FAIL))
            if len(rules) > 1:
                found.add(rules)
    return found


def _held_back(measure: Measure, facts: SiteFacts) -> list[Mapping[str, Outcome]]:
    """The outcomes of what passes whole or not at all, and does not: pages, or the site."""
    if measure.rule == "checks_pass":
        return [facts.checks]
    if measure.rule != "share_of_pages":
        return []
    failing = [page for page in facts.page_audits if page_passes(page.verdicts, given(measure.checks)) is False]
    return [{verdict.rule: verdict.outcome for verdict in page.verdicts} for page in failing]


def _failing_pages(rule: str, facts: SiteFacts) -> float:
    pages = [
        page
        for page in facts.page_audits
        if any(verdict.rule == rule and verdict.outcome is Outcome.FAIL for verdict in page.verdicts)
    ]
    return float(max(len(pages), 1))
