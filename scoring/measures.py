"""The rules that turn what the web shows of a site into a measure's score, or into the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from model.finding import Feature, Outcome
from scoring.declaration import Measure, given
from scoring.facts import SiteFacts
from scoring.mean import at_least, weighted_mean
from scoring.mobile import page_adaptation, page_passes, share_passing
from scoring.reasons import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """`takes` are the fields of a Measure that the rule needs; it reads no other."""

    score: Callable[[Measure, SiteFacts], float | Reason]
    takes: frozenset[str]


def wcag_score(_: Measure, facts: SiteFacts) -> float | Reason:
    return Reason.NO_PAGE_JUDGED if facts.wcag_score is None else facts.wcag_score


def share_of_features(measure: Measure, facts: SiteFacts) -> float | Reason:
    """Found of those that could be told, when these are at least the share `minimum_told` of all."""
    wanted = given(measure.features)
    told = [found for found in (_found(facts, name) for name in wanted) if found is not None]
    if not told or not at_least(len(told) / len(wanted), given(measure.minimum_told)):
        return Reason.TOO_FEW_TOLD
    return 100 * sum(told) / len(told)


def number_of_features(measure: Measure, facts: SiteFacts) -> float | Reason:
    """Points for so many features found; told only where the silent ones could not change the points."""
    states = [_found(facts, name) for name in given(measure.features)]
    surely, perhaps = states.count(True), states.count(None)
    points = (0.0, *given(measure.steps))
    least = points[min(surely, len(points) - 1)]
    most = points[min(surely + perhaps, len(points) - 1)]
    return least if least == most else Reason.TOO_FEW_TOLD


def any_feature(measure: Measure, facts: SiteFacts) -> float | Reason:
    states = [_found(facts, name) for name in given(measure.features)]
    if True in states:
        return 100
    return Reason.NOT_TOLD if None in states else 0


def feature_found(measure: Measure, facts: SiteFacts) -> float | Reason:
    found = _found(facts, given(measure.feature))
    if found is None:
        return Reason.NOT_TOLD
    return 100 if found else 0


def feature_kind(measure: Measure, facts: SiteFacts) -> float | Reason:
    """Found and of the kind; one of another kind is worth as much as none."""
    feature = facts.features.get(given(measure.feature))
    if feature is None or feature.found is None:
        return Reason.NOT_TOLD
    if not feature.found:
        return 0
    if feature.kind is None:
        return Reason.KIND_NOT_TOLD
    return 100 if feature.kind == measure.kind else 0


def link_found(measure: Measure, facts: SiteFacts) -> float | Reason:
    """As `feature_found`, but a link whose target is dead (404, 410) leads nowhere and is none."""
    feature = facts.features.get(given(measure.feature))
    if feature is None or feature.found is None:
        return Reason.NOT_TOLD
    return 100 if _leads_somewhere(feature) else 0


def link_grade(measure: Measure, facts: SiteFacts) -> float | Reason:
    """The points of the link's grade. A grade that the methodology does not name is our fault: ValueError."""
    feature = facts.features.get(given(measure.feature))
    if feature is None or feature.found is None:
        return Reason.NOT_TOLD
    if not _leads_somewhere(feature):
        return 0
    if feature.grade is None:
        return Reason.GRADE_NOT_TOLD
    grades = given(measure.grades)
    if feature.grade not in grades:
        raise ValueError(f"“{feature.id}” has the grade “{feature.grade}”, which has no points")
    return grades[feature.grade]


def share_of_working_links(_: Measure, facts: SiteFacts) -> float | Reason:
    if not facts.links_checked:
        return Reason.NO_LINK_CHECKED
    return 100 * (facts.links_checked - facts.links_broken) / facts.links_checked


def checks_pass(measure: Measure, facts: SiteFacts) -> float | Reason:
    """All or nothing, by the checks' outcomes for the whole site; one that does not apply stands in nobody's way."""
    outcomes = [facts.checks.get(check, Outcome.NOT_MEASURED) for check in given(measure.checks)]
    if Outcome.FAIL in outcomes:
        return 0
    if Outcome.NOT_MEASURED in outcomes or Outcome.NEEDS_REVIEW in outcomes or Outcome.PASS not in outcomes:
        return Reason.NOT_TOLD
    return 100


def share_of_pages(measure: Measure, facts: SiteFacts) -> float | Reason:
    """Pages of the sample that pass all the checks, of those of which it could be told."""
    checks = given(measure.checks)
    score = share_passing(page_passes(page.verdicts, checks) for page in facts.page_audits)
    return Reason.NO_PAGE_JUDGED if score is None else score


def parts_of_pages(measure: Measure, facts: SiteFacts) -> float | Reason:
    """The mean over the pages of the weight of the parts that they pass."""
    parts, minimum_told = given(measure.parts), given(measure.minimum_told)
    pages = (page_adaptation(page.verdicts, parts, minimum_told) for page in facts.page_audits)
    score = weighted_mean((1, page) for page in pages if page is not None)
    return Reason.NO_PAGE_JUDGED if score is None else score


RULES: dict[str, Rule] = {
    "wcag_score": Rule(wcag_score, frozenset()),
    "share_of_features": Rule(share_of_features, frozenset({"features", "minimum_told"})),
    "number_of_features": Rule(number_of_features, frozenset({"features", "steps"})),
    "any_feature": Rule(any_feature, frozenset({"features"})),
    "feature_found": Rule(feature_found, frozenset({"feature"})),
    "feature_kind": Rule(feature_kind, frozenset({"feature", "kind"})),
    "link_found": Rule(link_found, frozenset({"feature"})),
    "link_grade": Rule(link_grade, frozenset({"feature", "grades"})),
    "share_of_working_links": Rule(share_of_working_links, frozenset()),
    "checks_pass": Rule(checks_pass, frozenset({"checks"})),
    "share_of_pages": Rule(share_of_pages, frozenset({"checks"})),
    "parts_of_pages": Rule(parts_of_pages, frozenset({"parts", "minimum_told"})),
}


def _found(facts: SiteFacts, feature_id: str) -> bool | None:
    feature = facts.features.get(feature_id)
    return None if feature is None else feature.found


def _leads_somewhere(feature: Feature) -> bool:
    return bool(feature.found) and feature.alive is not False
