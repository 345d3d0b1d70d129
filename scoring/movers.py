"""Who moved between two days: only what was measured alike on both is compared."""

from collections.abc import Sequence

from model.alphabet import alphabetical
from model.municipality import municipality_key
from model.results import Figures, Move, Movement, MunicipalityResult

# Coverage may differ by so much: an answer more or less does not make another index of it.
COMPARABLE_COVERAGE = 0.05
# What rounds to no change is none.
LEAST_CHANGE = 0.05


def movement(now: Sequence[MunicipalityResult], then: Sequence[MunicipalityResult], subject: str) -> Movement:
    """Of those who are in both; one who had no score on either day neither moved nor is counted."""
    known = {municipality_key(one.site.atvk): one for one in then if one.site.atvk}
    moves: list[Move] = []
    not_comparable = 0
    for result in now:
        earlier = known.get(municipality_key(result.site.atvk)) if result.site.atvk else None
        before = earlier.figures(subject) if earlier else Figures()
        after = result.figures(subject)
        if before.score is None or after.score is None:
            continue
        if not comparable(before, after):
            not_comparable += 1
        elif abs(after.score - before.score) >= LEAST_CHANGE:
            moves.append(Move(result.site, before.score, after.score))
    moves.sort(key=lambda move: (-move.change, alphabetical(move.site.name)))
    return Movement(subject, tuple(moves), not_comparable)


def comparable(before: Figures, after: Figures) -> bool:
    """The same indicators have a score, and about as much was measured."""
    alike = _scored(before) == _scored(after)
    return alike and abs(before.coverage - after.coverage) <= COMPARABLE_COVERAGE


def _scored(figures: Figures) -> frozenset[str]:
    return frozenset(indicator.id for indicator in figures.indicators if indicator.score is not None)
