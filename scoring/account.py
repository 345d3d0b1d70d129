"""Takes a score apart: index, section, indicator, measure, and below it what scoring/account_parts.py tells.

A measure earns score x weight of the index's measured weight, so the points of all of them add up to the index.
"""

from math import fsum

from model.account import Account, Kind
from model.score import IndexScore, IndicatorScore, MeasureScore, Source
from scoring.account_parts import PARTS
from scoring.declaration import Measure, Methodology, given
from scoring.facts import SiteFacts
from scoring.mean import DECIMALS
from scoring.reasons import Reason

TOLERANCE = 10**-DECIMALS
# A person's decision stands in the place of what the web says, and is told in the same parts.
OF_THE_WEB = frozenset({Source.WEB, Source.OVERRIDE})


def account_of(methodology: Methodology, facts: SiteFacts, index: IndexScore) -> Account:
    """The account of an index that `score_site` made of these facts.

    A measure whose parts do not add up to it, since something of what it was made of was not kept, has no parts.
    """
    every = [indicator for section in index.sections for indicator in section.indicators]
    measured = fsum(item.weight for item in every if item.score is not None)
    declared = {f"{item.id}.{measure.id}": measure for item in methodology.indicators for measure in item.measures}
    sections = []
    for section in index.sections:
        indicators = tuple(_indicator(item, declared, facts, measured) for item in section.indicators)
        sections.append(
            _sum(
                Kind.SECTION,
                section.id,
                indicators,
                score=section.score,
                weight=fsum(item.weight for item in section.indicators),
                coverage=section.coverage,
                maturity=section.maturity,
                reason=Reason.NOTHING_SCORED if section.score is None else None,
            )
        )
    return _sum(
        Kind.INDEX,
        index.methodology,
        tuple(sections),
        score=index.score,
        weight=fsum(item.weight for item in every),
        coverage=index.coverage,
        maturity=index.maturity,
        reason=Reason.NOTHING_SCORED if index.score is None else None,
    )


def _indicator(score: IndicatorScore, declared: dict[str, Measure], facts: SiteFacts, measured: float) -> Account:
    # What 100 points of the indicator are worth in points of the index.
    worth = 0.0 if score.score is None else 100 * score.weight / measured
    told = fsum(part.weight for part in score.measures if part.score is not None)
    if score.score is not None and not score.measures:
        # Figures alone, of an audit whose document is gone: its points, and nothing below.
        return _whole(score, worth)
    measures = tuple(
        _measure(score, part, declared.get(f"{score.id}.{part.id}"), facts, worth * part.weight / told if told else 0.0)
        for part in score.measures
    )
    reason = None
    if score.score is None:
        reason = Reason.TOO_LITTLE_MEASURED if told else Reason.NOT_MEASURED
    return _sum(
        Kind.INDICATOR,
        score.id,
        measures,
        score=score.score,
        weight=score.weight,
        coverage=score.coverage,
        reason=reason,
    )


def _whole(score: IndicatorScore, worth: float) -> Account:
    return Account(
        kind=Kind.INDICATOR,
        id=score.id,
        points=worth * given(score.score) / 100,
        possible=worth,
        score=score.score,
        weight=score.weight,
        coverage=score.coverage,
    )


def _measure(
    indicator: IndicatorScore, score: MeasureScore, measure: Measure | None, facts: SiteFacts, worth: float
) -> Account:
    counts = score.score is not None and indicator.score is not None
    points = worth * given(score.score) / 100 if counts else 0.0
    parts: tuple[Account, ...] = ()
    if counts and score.source in OF_THE_WEB and measure is not None and measure.rule in PARTS:
        parts = PARTS[measure.rule](measure, facts, worth)
        if abs(fsum(part.points for part in parts) - points) > TOLERANCE:
            parts = ()
    return Account(
        kind=Kind.MEASURE,
        id=f"{indicator.id}.{score.id}",
        points=points,
        possible=worth if counts else 0.0,
        parts=parts,
        score=score.score,
        weight=indicator.weight * score.weight,
        coverage=1.0 if score.score is not None else 0.0,
        source=score.source,
        reason=score.reason,
        by_hand=score.by_hand,
    )


def _sum(
    kind: Kind,
    name: str,
    parts: tuple[Account, ...],
    *,
    score: float | None,
    weight: float,
    coverage: float,
    maturity: int | None = None,
    reason: Reason | None = None,
) -> Account:
    return Account(
        kind=kind,
        id=name,
        points=fsum(part.points for part in parts),
        possible=fsum(part.possible for part in parts),
        parts=parts,
        score=score,
        weight=weight,
        coverage=coverage,
        maturity=maturity,
        reason=reason,
    )
