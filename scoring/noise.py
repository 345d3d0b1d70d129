"""Tells a page whose score goes to and fro from one that has changed, by the nights around."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

# Nights on each side of the one in question.
AROUND = 7
# A score that it had so many nights ago at most, and left in between, has come back.
SOON = 3
TURNS = 3


def wavering(
    nights: Sequence[Mapping[str, float]], before: Mapping[str, float], after: Mapping[str, float]
) -> set[str]:
    """The pages that went to and fro in these nights, and whose two scores lie between what they showed then."""
    found = set()
    for page in before.keys() & after.keys():
        scores = [night[page] for night in nights if page in night]
        if before[page] != after[page] and scores and goes_to_and_fro(scores):
            low, high = min(scores), max(scores)
            if low <= before[page] <= high and low <= after[page] <= high:
                found.add(page)
    return found


def goes_to_and_fro(scores: Sequence[float]) -> bool:
    """Whether it came back to a score soon after it had left it, or turned about again and again."""
    for at, score in enumerate(scores):
        lately = list(scores[max(at - SOON, 0) : at])
        if score in lately and lately[-1] != score:
            return True
    steps = [later - earlier for earlier, later in pairwise(scores) if later != earlier]
    return sum(one * other < 0 for one, other in pairwise(steps)) >= TURNS
