"""The one mean of the house: weighted, of what was measured, and of nothing it is None."""

from collections.abc import Iterable
from math import fsum

# Sums of shares such as 0.04 are not exact in binary; bounds are compared after rounding to this many decimals.
DECIMALS = 9


def weighted_mean(weighted_scores: Iterable[tuple[float, float]]) -> float | None:
    """The mean of (weight, score) pairs; never outside the range of its scores. None where nothing has weight."""
    pairs = [(weight, score) for weight, score in weighted_scores if weight > 0]
    if not pairs:
        return None
    scores = [score for _, score in pairs]
    mean = fsum(weight * score for weight, score in pairs) / fsum(weight for weight, _ in pairs)
    return min(max(mean, min(scores)), max(scores))


def at_least(score: float, bound: float) -> bool:
    return round(score, DECIMALS) >= bound


def above(score: float, bound: float) -> bool:
    return round(score, DECIMALS) > bound
