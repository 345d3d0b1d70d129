"""Thins a series of nights to as many points as a screen can tell apart; extremes and gaps stay."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

Point = tuple[date, float | None]
Measured = tuple[date, float]
# Of each bucket of time the first, the last, the lowest and the highest point are kept.
KEPT_OF_BUCKET = 4


def runs(points: Sequence[Point], most: int) -> list[list[Measured]]:
    """The measured points of each stretch without a gap, at most `most` of all; `points` stand in the order of days."""
    measured = [at for at, (_, value) in enumerate(points) if value is not None]
    kept = _thinned(points, measured, max(1, most // KEPT_OF_BUCKET)) if len(measured) > most else measured
    gaps, seen = 0, []
    for _, value in points:
        gaps += value is None
        seen.append(gaps)
    # Points with the same number of gaps before them stand in one stretch.
    return [[_measured(points[at]) for at in stretch] for _, stretch in groupby(kept, key=lambda at: seen[at])]


def gaps(points: Sequence[Point]) -> list[tuple[date, date]]:
    """First and last day of every stretch that was not measured."""
    stretches = (list(stretch) for missing, stretch in groupby(points, key=lambda one: one[1] is None) if missing)
    return [(stretch[0][0], stretch[-1][0]) for stretch in stretches]


def _thinned(points: Sequence[Point], measured: Sequence[int], buckets: int) -> list[int]:
    first, last = points[measured[0]][0].toordinal(), points[measured[-1]][0].toordinal()
    kept: set[int] = set()
    for _, bucket in groupby(
        measured, key=lambda at: (points[at][0].toordinal() - first) * buckets // (last + 1 - first)
    ):
        kept.update(_telling(points, list(bucket)))
    return sorted(kept)


def _telling(points: Sequence[Point], bucket: Sequence[int]) -> Iterable[int]:
    def value(at: int) -> float:
        return _measured(points[at])[1]

    return bucket[0], bucket[-1], min(bucket, key=value), max(bucket, key=value)


def _measured(point: Point) -> Measured:
    assert point[1] is not None
    return point[0], point[1]
