"""Standings: who is where among its peers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from model.site import Centre
from scoring.mean import DECIMALS, at_least


@dataclass(frozen=True, slots=True)
class Entry:
    """One municipality's score, of the index or of a section; `key` is whatever the caller tells sites apart by."""

    key: str
    name: str
    group: Centre | None
    score: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Standing:
    """`rank` is 1 for the best of the group, None for the unranked; equals share one, the next skips (1, 1, 3)."""

    entry: Entry
    rank: int | None


def rank_in_groups(entries: Iterable[Entry], minimum_coverage: float) -> tuple[Standing, ...]:
    """Group by group, best first; those without a score, or measured less than `minimum_coverage`, unranked at its end.

    Groups come in the order of Centre, sites without one last as a group of their own.
    """
    groups: dict[Centre | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.group].append(entry)
    return tuple(standing for group in (*Centre, None) for standing in _rank(groups.get(group, []), minimum_coverage))


def _rank(entries: list[Entry], minimum_coverage: float) -> list[Standing]:
    ranked: list[tuple[float, Entry]] = []
    unranked: list[Entry] = []
    for entry in entries:
        if entry.score is None or not at_least(entry.coverage, minimum_coverage):
            unranked.append(entry)
        else:
            ranked.append((round(entry.score, DECIMALS), entry))
    ranked.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].key))
    unranked.sort(key=lambda entry: (entry.name, entry.key))
    scores = [score for score, _ in ranked]
    standings = [Standing(entry, scores.index(score) + 1) for score, entry in ranked]
    return standings + [Standing(entry, None) for entry in unranked]
