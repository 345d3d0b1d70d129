"""Takes the move of a weighted mean apart: what each part contributed, so that all contributions add up to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

# A part's weight and score.
Parts = Mapping[str, tuple[float, float]]


class Fate(StrEnum):
    """stayed: its score moved; reweighted: the same parts weigh otherwise among themselves; left; entered."""

    STAYED = "stayed"
    REWEIGHTED = "reweighted"
    LEFT = "left"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Share:
    """So many points of the mean's move are this part's."""

    key: str
    fate: Fate
    points: float


def split_mean(before: Parts, after: Parts) -> tuple[Share, ...]:
    """Shares that add up to the mean of `after` less that of `before`; those of no points are left out.

    One path of four steps is taken: parts leave, the scores of those that stay move, their weights do, others enter.
    A part that leaves or enters contributes by its distance from the mean of those that stay, so that one which is as
    good as the rest contributes nothing. Neither may be empty.
    """
    common = [key for key in before if key in after]
    left = [key for key in before if key not in after]
    entered = [key for key in after if key not in before]
    whole_before, whole_after = _weight(before, before), _weight(after, after)
    if not common:
        # None stays to be compared with: what was there gives the measure.
        mean = _mean(before, before)
        return _told(
            (key, Fate.ENTERED, weight * (score - mean) / whole_after) for key, (weight, score) in after.items()
        )
    old, new = _weight(before, common), _weight(after, common)
    stayed_before = _mean(before, common)
    stayed_after = _mean(after, common)
    moved = {key: after[key][1] for key in common}
    halfway = fsum(before[key][0] * moved[key] for key in common) / old
    return _told(
        [
            *((key, Fate.LEFT, before[key][0] * (stayed_before - before[key][1]) / whole_before) for key in left),
            *((key, Fate.STAYED, before[key][0] * (moved[key] - before[key][1]) / old) for key in common),
            *(
                (key, Fate.REWEIGHTED, (after[key][0] / new - before[key][0] / old) * (moved[key] - halfway))
                for key in common
            ),
            *((key, Fate.ENTERED, after[key][0] * (after[key][1] - stayed_after) / whole_after) for key in entered),
        ]
    )


def _told(shares: Iterable[tuple[str, Fate, float]]) -> tuple[Share, ...]:
    return tuple(Share(key, fate, points) for key, fate, points in shares if points)


def _weight(parts: Parts, keys: Iterable[str]) -> float:
    return fsum(parts[key][0] for key in keys)


def _mean(parts: Parts, keys: Iterable[str]) -> float:
    keys = list(keys)
    return fsum(parts[key][0] * parts[key][1] for key in keys) / _weight(parts, keys)
