"""The WCAG score of a page and of a site, and the band that it lies in."""

from collections.abc import Iterable

from model.finding import Impact, Verdict
from model.score import Band
from scoring.declaration import WcagBands
from scoring.mean import above, at_least, weighted_mean

IMPACT_WEIGHTS: dict[Impact, int] = {Impact.CRITICAL: 10, Impact.SERIOUS: 7, Impact.MODERATE: 3, Impact.MINOR: 1}


def page_score(verdicts: Iterable[Verdict]) -> float | None:
    """0 to 100: over the scored rules that applied, the share of elements that pass, weighted by the rule's impact.

    Elements that need review count neither way. None when no scored rule applied. A scored rule that applied without
    an impact is a fault of ours: ValueError.
    """
    return weighted_mean((impact_weight(verdict), share_passed(verdict)) for verdict in scored_verdicts(verdicts))


def scored_verdicts(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Those of scored rules that applied: what the score of a page is the mean of."""
    return [verdict for verdict in verdicts if verdict.scored and verdict.passed + verdict.failed > 0]


def site_score(page_scores: Iterable[float | None]) -> float | None:
    """The mean of the pages that have a score; None when none has."""
    return weighted_mean((1, score) for score in page_scores if score is not None)


def band(score: float | None, bands: WcagBands) -> Band | None:
    """Over `highest_above` is highest; the other two bounds belong to the higher band."""
    if score is None:
        return None
    if above(score, bands.highest_above):
        return Band.HIGHEST
    if at_least(score, bands.high_from):
        return Band.HIGH
    return Band.MEDIUM if at_least(score, bands.medium_from) else Band.LOW


def impact_weight(verdict: Verdict) -> int:
    if verdict.impact is None:
        raise ValueError(f"rule “{verdict.rule}” is scored but has no impact")
    return IMPACT_WEIGHTS[verdict.impact]


def share_passed(verdict: Verdict) -> float:
    """0 to 100: of the elements that were told."""
    return 100 * verdict.passed / (verdict.passed + verdict.failed)
