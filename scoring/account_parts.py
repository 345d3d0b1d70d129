"""What a measure's points are made of, rule by rule: features, links, or checks with their pages and elements.

`worth` is what 100 points of the measure are worth in points of the index. The parts add up to the measure, both in
points and in possible ones; a part that could not be told has neither, as in the rules of scoring/measures.py.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from math import fsum

from model.account import Account, Kind
from model.audit import PageAudit
from model.finding import Element, Feature, Outcome, Party, Verdict
from scoring.declaration import Measure, given
from scoring.facts import SiteFacts
from scoring.mean import DECIMALS
from scoring.mobile import page_passes, told_parts
from scoring.reasons import Reason
from scoring.wcag import impact_weight, scored_verdicts, share_passed

BROKEN_LINKS = "broken-links"
DEAD = "dead"

Parts = tuple[Account, ...]


def wcag_score(_: Measure, facts: SiteFacts, worth: float) -> Parts:
    """By rule: a page is worth as much as another, a rule on it by its weight, an element as much as another."""
    judged = [page for page in facts.page_audits if page.wcag_score is not None]
    pages: dict[str, list[Account]] = defaultdict(list)
    for page in judged:
        applied = scored_verdicts(page.verdicts)
        whole = fsum(map(impact_weight, applied))
        for verdict in applied:
            possible = worth / len(judged) * impact_weight(verdict) / whole
            earned = possible * share_passed(verdict) / 100
            pages[verdict.rule].append(_page(page, verdict, earned, possible - earned))
    return tuple(_check(rule, pages[rule], facts) for rule in sorted(pages))


def parts_of_pages(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    """By check: of every page that could be told, each part that could be told is passed or not."""
    parts = given(measure.parts)
    told = [(page, told_parts(page.verdicts, parts, given(measure.minimum_told))) for page in facts.page_audits]
    judged = [(page, passed) for page, passed in told if passed]
    pages: dict[str, list[Account]] = {check: [] for check in parts}
    for page, passed in judged:
        whole = fsum(parts[check] for check in passed)
        for check, passes in passed.items():
            pages[check].append(_all_or_nothing(page, check, worth / len(judged) * parts[check] / whole, passes=passes))
    return tuple(_check(check, found, facts) for check, found in pages.items() if found)


def share_of_pages(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    """By check: a page passes all or loses all; what it loses is shared by the checks that it fails."""
    checks = given(measure.checks)
    judged = [(page, page_passes(page.verdicts, checks)) for page in facts.page_audits]
    told = [(page, passes) for page, passes in judged if passes is not None]
    pages: dict[str, list[Account]] = {check: [] for check in checks}
    for page, passes in told:
        deciding = _with_outcome(page, checks, Outcome.PASS if passes else Outcome.FAIL)
        for check in deciding:
            pages[check].append(_all_or_nothing(page, check, worth / len(told) / len(deciding), passes=passes))
    return tuple(_check(check, found, facts) for check, found in pages.items() if found)


def checks_pass(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    """All or nothing for the whole site: what is lost is shared by the checks that fail, and by their pages."""
    checks = given(measure.checks)
    passes = not any(facts.checks.get(check) is Outcome.FAIL for check in checks)
    outcome = Outcome.PASS if passes else Outcome.FAIL
    deciding = [check for check in checks if facts.checks.get(check) is outcome]
    found = []
    for check in deciding:
        pages = [page for page in facts.page_audits if _with_outcome(page, (check,), outcome)]
        share = worth / len(deciding) / max(len(pages), 1)
        found.append(_check(check, [_all_or_nothing(page, check, share, passes=passes) for page in pages], facts))
    return tuple(found)


def share_of_features(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    features = _features(facts, given(measure.features))
    told = sum(feature.found is not None for feature in features)
    return tuple(
        _untold(feature) if feature.found is None else _feature(facts, feature, worth / told, 1 if feature.found else 0)
        for feature in features
    )


def number_of_features(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    """Each found feature gives the step that it adds; what is left is lost for want of further ones."""
    features = _features(facts, given(measure.features))
    steps = [(high - low) / 100 for low, high in pairwise((0.0, *given(measure.steps)))]
    found = [feature for feature in features if feature.found]
    parts = [_feature(facts, feature, worth * step, 1) for feature, step in zip(found, steps, strict=False)]
    parts += [_feature(facts, feature, 0.0, 1) for feature in found[len(steps) :]]
    left = worth - fsum(part.possible for part in parts)
    if round(left, DECIMALS) > 0:
        parts.append(Account(kind=Kind.FEATURE, possible=left, count=len(features) - len(found)))
    return tuple(parts)


def any_feature(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    features = _features(facts, given(measure.features))
    deciding = [feature for feature in features if feature.found] or features
    return tuple(
        _feature(facts, feature, worth / len(deciding), 1 if feature.found else 0)
        if feature in deciding
        else _untold(feature)
        for feature in features
    )


def feature_found(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    (feature,) = _features(facts, (given(measure.feature),))
    return (_feature(facts, feature, worth, 1 if feature.found else 0),)


def feature_kind(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    (feature,) = _features(facts, (given(measure.feature),))
    return (_feature(facts, feature, worth, 1 if feature.found and feature.kind == measure.kind else 0),)


def link_found(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    (feature,) = _features(facts, (given(measure.feature),))
    return (_feature(facts, feature, worth, 1 if feature.found and feature.alive is not False else 0),)


def link_grade(measure: Measure, facts: SiteFacts, worth: float) -> Parts:
    (feature,) = _features(facts, (given(measure.feature),))
    leads = feature.found and feature.alive is not False
    share = given(measure.grades)[given(feature.grade)] / 100 if leads else 0.0
    return (_feature(facts, feature, worth, share),)


def share_of_working_links(_: Measure, facts: SiteFacts, worth: float) -> Parts:
    """Every link is worth as much as another; of the broken ones those are named that the pages' verdicts name."""
    if not facts.links_checked:
        return ()
    each = worth / facts.links_checked
    working = facts.links_checked - facts.links_broken
    where = {
        element.path[0]: page.url
        for page in reversed(facts.page_audits)
        for verdict in page.verdicts
        if verdict.rule == BROKEN_LINKS
        for element in verdict.elements
        if element.path
    }
    named = sorted(where.items())[: facts.links_broken]
    unnamed = facts.links_broken - len(named)
    parts = [Account(kind=Kind.LINK, id=url, possible=each, page=page) for url, page in named]
    if unnamed:
        parts.append(Account(kind=Kind.LINK, possible=each * unnamed, count=unnamed))
    if working:
        parts.insert(0, Account(kind=Kind.LINK, points=each * working, possible=each * working, count=working))
    return tuple(parts)


PARTS: Mapping[str | None, Callable[[Measure, SiteFacts, float], Parts]] = {
    "wcag_score": wcag_score,
    "share_of_features": share_of_features,
    "number_of_features": number_of_features,
    "any_feature": any_feature,
    "feature_found": feature_found,
    "feature_kind": feature_kind,
    "link_found": link_found,
    "link_grade": link_grade,
    "share_of_working_links": share_of_working_links,
    "checks_pass": checks_pass,
    "share_of_pages": share_of_pages,
    "parts_of_pages": parts_of_pages,
}


def _features(facts: SiteFacts, names: Iterable[str]) -> list[Feature]:
    return [facts.features.get(name) or Feature(name, None) for name in names]


def _feature(facts: SiteFacts, feature: Feature, possible: float, share: float) -> Account:
    """A feature that was told, with its best proof."""
    proof = feature.evidence[0] if feature.evidence else None
    state = DEAD if feature.found and feature.alive is False else feature.kind or feature.grade
    return Account(
        kind=Kind.FEATURE,
        id=feature.id,
        points=possible * share,
        possible=possible,
        score=100 * share,
        state=state,
        page=proof.page if proof else None,
        selector=proof.selector if proof else None,
        snippet=proof.what if proof else None,
        by_hand=feature.id in facts.by_hand,
    )


def _untold(feature: Feature) -> Account:
    """A feature on which nothing rests: it could not be told, or another one was enough."""
    return Account(kind=Kind.FEATURE, id=feature.id, reason=Reason.NOT_TOLD if feature.found is None else None)


def _with_outcome(page: PageAudit, checks: Sequence[str], outcome: Outcome) -> list[str]:
    outcomes = {verdict.rule: verdict.outcome for verdict in page.verdicts}
    return [check for check in checks if outcomes.get(check) is outcome]


def _check(rule: str, pages: Sequence[Account], facts: SiteFacts) -> Account:
    points, possible = fsum(page.points for page in pages), fsum(page.possible for page in pages)
    return Account(
        kind=Kind.CHECK,
        id=rule,
        points=points,
        possible=possible,
        parts=tuple(pages),
        score=100 * points / possible if possible else None,
        by_hand=rule in facts.by_hand,
    )


def _all_or_nothing(page: PageAudit, check: str, possible: float, *, passes: bool) -> Account:
    verdict = next(verdict for verdict in page.verdicts if verdict.rule == check)
    return _page(page, verdict, possible if passes else 0.0, 0.0 if passes else possible)


def _page(page: PageAudit, verdict: Verdict, earned: float, lost: float) -> Account:
    """A rule on a page: what its passing elements earned, and what each failing one lost."""
    parts: list[Account] = []
    if lost:
        if earned:
            parts.append(Account(kind=Kind.ELEMENT, points=earned, possible=earned, count=verdict.passed))
        parts += _failing(verdict, lost)
    return Account(
        kind=Kind.PAGE,
        id=page.final_url or page.url,
        points=earned,
        possible=earned + lost,
        parts=tuple(parts),
        page=page.url,
    )


def _failing(verdict: Verdict, lost: float) -> list[Account]:
    """The failing elements; those of which no example was kept stand together at the end."""
    failing = [one for one in verdict.elements if one.outcome is Outcome.FAIL and one.party is Party.OWN]
    kept = sum(element.count for element in failing)
    whole = max(verdict.failed, kept)
    parts = [_element(element, lost * element.count / whole) for element in failing]
    if whole > kept:
        parts.append(Account(kind=Kind.ELEMENT, possible=lost * (whole - kept) / whole, count=whole - kept))
    return parts


def _element(element: Element, lost: float) -> Account:
    return Account(
        kind=Kind.ELEMENT,
        id=element.selector or next(iter(element.path[-1:]), "html"),
        possible=lost,
        selector=element.selector,
        snippet=element.snippet,
        count=element.count,
    )
