"""What if: changes what was found of a site, and scores it again with the same rules."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from model.audit import PageAudit
from model.finding import Feature, Outcome, Party, Verdict
from model.results import Figures
from model.score import IndexScore
from model.simulation import Fix, PlaceInGroup, Step
from model.site import Centre
from scoring.account_parts import BROKEN_LINKS
from scoring.declaration import Methodology
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.mean import DECIMALS, at_least
from scoring.mobile import page_passes
from scoring.wcag import page_score, site_score

# The rules of measures that read no rule of a page by name.
WCAG_SCORE, WORKING_LINKS = "wcag_score", "share_of_working_links"


def after_fix(facts: SiteFacts, fix: Fix) -> SiteFacts:
    """The facts as they would be. Features that rest on findings, as an accessibility statement does, stay as told."""
    if fix.rules:
        facts = _mended(facts, frozenset(fix.rules))
    lacking = [replace(_known(facts, name), found=False, evidence=(), grade=None, kind=None) for name in fix.removed]
    changed = {feature.id: feature for feature in (*fix.added, *lacking)}
    return replace(facts, features={**facts.features, **changed}) if changed else facts


def touched_by(fix: Fix) -> frozenset[str]:
    """What measures could read that the fix changes: its features and rules, and the rules of measures behind them."""
    touched = {*fix.rules, *fix.removed, *(feature.id for feature in fix.added)}
    if fix.rules:
        touched.add(WCAG_SCORE)
    if BROKEN_LINKS in fix.rules:
        touched.add(WORKING_LINKS)
    return frozenset(touched)


def simulate(methodology: Methodology, facts: SiteFacts, fixes: Iterable[Fix]) -> tuple[Step, ...]:
    """One step after the other, each from where the one before it led."""
    steps: list[Step] = []
    index = score_site(methodology, facts)
    for fix in fixes:
        facts = after_fix(facts, fix)
        steps.append(Step(fix, index, index := score_site(methodology, facts)))
    return tuple(steps)


def place_among(
    subject: IndexScore | Figures,
    peers: Sequence[IndexScore | Figures],
    group: Centre | None,
    methodology: Methodology,
) -> PlaceInGroup:
    """Equals share a place. Who has no score, or was measured too little to be ranked, is in nobody's way."""
    scores = ranked_scores(peers, methodology)
    own = ranked_scores([subject], methodology)
    if not own:
        return PlaceInGroup(group, None, len(scores))
    return PlaceInGroup(group, 1 + sum(score > own[0] for score in scores), len(scores) + 1)


def ranked_scores(subjects: Iterable[IndexScore | Figures], methodology: Methodology) -> list[float]:
    """The scores of those that have one and were measured enough to be ranked."""
    least = methodology.frame.minimum_ranking_coverage
    return [round(one.score, DECIMALS) for one in subjects if one.score is not None and at_least(one.coverage, least)]


def failing_rules(facts: SiteFacts) -> frozenset[str]:
    """The rules that fail on some page."""
    return frozenset(
        verdict.rule for page in facts.page_audits for verdict in page.verdicts if verdict.outcome is Outcome.FAIL
    )


def ways_to_offer(name: str, methodology: Methodology) -> tuple[Feature, ...]:
    """The feature as it would be offered: of each kind that the methodology tells apart, with the grade worth most."""
    measures = [
        measure
        for indicator in methodology.indicators
        for measure in indicator.measures
        if name == measure.feature or name in (measure.features or ())
    ]
    grades = [(points, grade) for measure in measures for grade, points in (measure.grades or {}).items()]
    kinds = sorted({measure.kind for measure in measures if measure.kind is not None})
    grade = max(grades)[1] if grades else None
    return tuple(Feature(name, found=True, grade=grade, alive=True, kind=kind) for kind in (kinds or (None,)))


def scored_features(methodology: Methodology) -> tuple[str, ...]:
    """Every feature that some measure looks at, in the methodology's order."""
    named = (
        name
        for indicator in methodology.indicators
        for measure in indicator.measures
        for name in (measure.feature, *(measure.features or ()))
        if name is not None
    )
    return tuple(dict.fromkeys(named))


def _known(facts: SiteFacts, name: str) -> Feature:
    return facts.features.get(name) or Feature(name, None)


def _mended(facts: SiteFacts, rules: Collection[str]) -> SiteFacts:
    pages = tuple(_mended_page(page, rules) for page in facts.page_audits)
    scores = [page.wcag_score for page in pages]
    outcomes = {rule: _best(rule, pages) for rule in rules if facts.checks.get(rule) is Outcome.FAIL}
    return replace(
        facts,
        page_audits=pages,
        checks={**facts.checks, **outcomes},
        wcag_score=facts.wcag_score if facts.wcag_score is None else site_score(scores),
        links_broken=0 if BROKEN_LINKS in rules else facts.links_broken,
    )


def _mended_page(page: PageAudit, rules: Collection[str]) -> PageAudit:
    """The same page where none of the rules fails on it."""
    if not any(verdict.rule in rules and verdict.outcome is Outcome.FAIL for verdict in page.verdicts):
        return page
    verdicts = tuple(_mended_verdict(verdict) if verdict.rule in rules else verdict for verdict in page.verdicts)
    return replace(
        page,
        verdicts=verdicts,
        wcag_score=page.wcag_score if page.wcag_score is None else page_score(verdicts),
        mobile_passes=page_passes(verdicts),
    )


def _mended_verdict(verdict: Verdict) -> Verdict:
    """What failed passes; what a person must look at is still to be looked at."""
    if verdict.outcome is not Outcome.FAIL:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.NEEDS_REVIEW if verdict.unsure else Outcome.PASS,
        passed=verdict.passed + verdict.failed,
        failed=0,
        elements=tuple(
            one for one in verdict.elements if one.outcome is not Outcome.FAIL or one.party is not Party.OWN
        ),
    )


def _best(rule: str, pages: Sequence[PageAudit]) -> Outcome:
    """What a mended rule comes to for the site: no page fails it any more."""
    told = {verdict.outcome for page in pages for verdict in page.verdicts if verdict.rule == rule}
    return Outcome.NEEDS_REVIEW if Outcome.NEEDS_REVIEW in told else Outcome.PASS
