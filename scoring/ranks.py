"""Places among peers, each with the range of ranks that the uncertainty of the scores leaves open.

Two municipalities are compared on what was measured of at least one of them. There the score of each is uncertain for
two reasons: what was not measured of it could be worth anything from 0 to 100, and its pages are a sample, whose mean
may lie off by twice its standard error. A municipality could stand below another where the other's highest score is
above its own lowest, and surely does where the other's lowest is above its own highest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import stdev
from typing import NamedTuple

from model.alphabet import alphabetical
from model.results import MunicipalityResult, Place, Ranking
from model.score import IndicatorScore
from model.site import Centre
from scoring.declaration import Indicator, Methodology
from scoring.mean import DECIMALS, at_least

# About 19 of 20 samples have their mean within so many standard errors of the whole.
ERRORS = 2
# One page says nothing of how pages differ: then the widest spread that scores from 0 to 100 can have.
WIDEST_SPREAD = 50.0
# Which spread of pages the rules that judge pages rest on. How pages adapt to a phone varies as whether they pass.
PAGE_RULES = {"wcag_score": "wcag", "share_of_pages": "mobile", "parts_of_pages": "mobile"}


@dataclass(frozen=True, slots=True)
class _Part:
    """An indicator that has a score; `low` and `high` are how far the sampling of pages may have put it off."""

    weight: float
    coverage: float
    low: float
    high: float


class _Bounds(NamedTuple):
    low: float
    high: float


# The names of the parts that were measured, with the coverage and the weight of each.
Measured = tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class _Contender:
    result: MunicipalityResult
    score: float
    coverage: float
    parts: Mapping[str, _Part]


def rank(results: Sequence[MunicipalityResult], subject: str, methodology: Methodology) -> Ranking:
    """All of them together, best first; those measured less than the methodology's minimum unranked at the end."""
    return _rank(results, subject, None, methodology)


def rank_in_groups(
    results: Sequence[MunicipalityResult], subject: str, methodology: Methodology
) -> tuple[Ranking, ...]:
    """The same in each group that has somebody, in the order of Centre; those without a group are in none."""
    groups: dict[Centre, list[MunicipalityResult]] = defaultdict(list)
    for result in results:
        if result.site.centre is not None:
            groups[result.site.centre].append(result)
    return tuple(_rank(groups[group], subject, group, methodology) for group in Centre if group in groups)


def _rank(
    results: Sequence[MunicipalityResult], subject: str, group: Centre | None, methodology: Methodology
) -> Ranking:
    contenders: list[_Contender] = []
    unranked: list[Place] = []
    for result in results:
        figures = result.figures(subject)
        if figures.score is None or not at_least(figures.coverage, methodology.frame.minimum_ranking_coverage):
            unranked.append(Place(result.site, figures.score, figures.coverage))
        else:
            parts = _parts(figures.indicators, result, methodology)
            contenders.append(_Contender(result, round(figures.score, DECIMALS), figures.coverage, parts))
    contenders.sort(key=lambda one: (-one.score, alphabetical(one.result.site.name), one.result.site.url))
    unranked.sort(key=lambda place: (alphabetical(place.site.name), place.site.url))
    return Ranking(subject, group, (*_places(contenders), *unranked))


def _places(contenders: Sequence[_Contender]) -> Iterator[Place]:
    everybody = range(len(contenders))
    # Most were measured alike, and against all of those somebody's bounds are the same.
    measured = [tuple((name, part.coverage, part.weight) for name, part in one.parts.items()) for one in contenders]
    known: dict[tuple[int, Measured], _Bounds] = {}
    bounds: dict[tuple[int, int], _Bounds] = {}
    for i in everybody:
        for j in everybody:
            if i != j:
                if (i, measured[j]) not in known:
                    known[i, measured[j]] = _bounds(contenders[i], contenders[j])
                bounds[i, j] = known[i, measured[j]]
    for i, one in enumerate(contenders):
        others = [j for j in everybody if j != i]
        yield Place(
            site=one.result.site,
            score=one.score,
            coverage=one.coverage,
            rank=1 + sum(other.score > one.score for other in contenders),
            best=1 + sum(bounds[j, i].low > bounds[i, j].high for j in others),
            worst=1 + sum(bounds[j, i].high > bounds[i, j].low for j in others),
        )


def _bounds(one: _Contender, other: _Contender) -> _Bounds:
    """The lowest and the highest score of the one, on what was measured of either.

    What was measured of the other and not of the one could be worth anything from 0 to 100 there.
    """
    weights, lows, highs = [], [], []
    for name, mine in one.parts.items():
        theirs = other.parts.get(name)
        known = 1.0 if theirs is None else min(mine.coverage / theirs.coverage, 1.0)
        weights.append(mine.weight)
        lows.append(mine.weight * known * mine.low)
        highs.append(mine.weight * (known * mine.high + (1 - known) * 100))
    unknown = [theirs.weight for name, theirs in other.parts.items() if name not in one.parts]
    whole = fsum((*weights, *unknown))
    high = fsum((*highs, *(100 * weight for weight in unknown)))
    return _Bounds(round(fsum(lows) / whole, DECIMALS), round(high / whole, DECIMALS))


def _parts(
    indicators: Iterable[IndicatorScore], result: MunicipalityResult, methodology: Methodology
) -> Mapping[str, _Part]:
    errors = {"wcag": wcag_error(result), "mobile": mobile_error(result)}
    declared = {indicator.id: indicator for indicator in methodology.indicators}
    found: dict[str, _Part] = {}
    for one in indicators:
        if one.score is not None:
            margin = _margin(declared[one.id], one.coverage, errors)
            low, high = max(one.score - margin, 0.0), min(one.score + margin, 100.0)
            found[one.id] = _Part(one.weight, one.coverage, low, high)
    return found


def _margin(indicator: Indicator, coverage: float, errors: Mapping[str, float]) -> float:
    """Errors of measures of the same pages are added: they go together."""
    sampled = ((one.weight, PAGE_RULES[one.rule]) for one in indicator.measures if one.rule in PAGE_RULES)
    return fsum(ERRORS * weight / 100 / coverage * errors[pages] for weight, pages in sampled)


def wcag_error(result: MunicipalityResult) -> float:
    """The standard error of the mean of the sampled pages' WCAG scores."""
    scores = result.page_scores
    if not scores:
        return 0.0
    spread = stdev(scores) if len(scores) > 1 else WIDEST_SPREAD
    return spread / sqrt(len(scores)) * _left(len(scores), result.pages_known)


def mobile_error(result: MunicipalityResult) -> float:
    """The standard error of the share of pages that pass, in points.

    As if two pages more had passed and two more failed (Agresti and Coull): a sample without a fault proves no
    site without one.
    """
    pages = len(result.page_passes)
    if not pages:
        return 0.0
    share = (sum(result.page_passes) + 2) / (pages + 4)
    return 100 * sqrt(share * (1 - share) / (pages + 4)) * _left(pages, result.pages_known)


def _left(sampled: int, known: int) -> float:
    """The correction for a sample that is a good part of the whole: 0 where it is the whole, 1 where nothing tells."""
    if known < sampled:
        return 1.0
    return sqrt((known - sampled) / max(known - 1, 1))
