"""Facts of one site to measures, indicators, sections, the index and the maturity they amount to.

Scores and coverage go by two weights. A mean is weighted by the whole weight of every indicator that has a score:
index = sum of weight x score / sum of the weights of the scored. Coverage is the weight that was really measured: a
scored indicator counts by its measured share, one without a score counts nothing, however much of it was measured.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import fsum

from model.score import IndexScore, IndicatorScore, MeasureScore, Prerequisite, SectionScore, Source
from scoring.declaration import Indicator, Measure, Methodology, Section, given
from scoring.facts import SiteFacts
from scoring.mean import at_least, weighted_mean
from scoring.measures import RULES
from scoring.prerequisites import Known, is_met
from scoring.reasons import Reason


def score_site(
    methodology: Methodology, facts: SiteFacts, kept: Mapping[str, IndicatorScore] | None = None
) -> IndexScore:
    """Scores are 0 to 100, weights and coverage fractions. Of nothing known every score is None and coverage 0.

    `kept` are indicators' scores that stay as they are, as `untouched` gives them: they need not be made once more.
    Answers of the survey or the register that the methodology does not ask for are a fault of ours: ValueError.
    """
    unasked = {*facts.survey} - methodology.survey_keys() | {*facts.register} - methodology.register_keys()
    if unasked:
        raise ValueError(f"methodology {methodology.id} does not ask for {', '.join(sorted(unasked))}")
    known_scores = kept or {}
    indicators = {
        indicator.id: known_scores.get(indicator.id)
        or score_indicator(indicator, facts, methodology.frame.minimum_coverage)
        for indicator in methodology.indicators
    }
    known = Known(
        facts,
        indicators={score.id: score.score for score in indicators.values()},
        measures={f"{score.id}.{part.id}": part.score for score in indicators.values() for part in score.measures},
    )
    sections = tuple(_score_section(methodology, section, indicators, known) for section in methodology.sections)
    whole = _mean(indicators.values())
    return IndexScore(
        methodology=methodology.id,
        score=whole,
        coverage=_coverage(indicators.values()),
        maturity=maturity(whole, methodology),
        sections=sections,
    )


def score_indicator(indicator: Indicator, facts: SiteFacts, minimum_coverage: float) -> IndicatorScore:
    """The mean of its measured part, when that is at least the indicator's own minimum or else the one handed in."""
    measures = tuple(_score_measure(indicator, measure, facts) for measure in indicator.measures)
    measured = [(part.weight, part.score) for part in measures if part.score is not None]
    coverage = min(fsum(weight for weight, _ in measured), 1.0)
    enough = at_least(coverage, minimum_coverage if indicator.minimum_coverage is None else indicator.minimum_coverage)
    given_by = {part.source for part in measures if part.score is not None}
    if any(part.by_hand for part in measures if part.score is not None):
        given_by.add(Source.OVERRIDE)
    return IndicatorScore(
        id=indicator.id,
        score=weighted_mean(measured) if enough else None,
        weight=indicator.weight,
        coverage=coverage,
        sources=tuple(source for source in Source if source in given_by),
        measures=measures,
    )


def untouched(methodology: Methodology, index: IndexScore, touched: Collection[str]) -> Mapping[str, IndicatorScore]:
    """The scores of indicators that read nothing of what is `touched`: names of features and of rules."""
    scores = {one.id: one for section in index.sections for one in section.indicators}
    return {
        indicator.id: scores[indicator.id]
        for indicator in methodology.indicators
        if all(_read_of_the_web(one).isdisjoint(touched) for one in indicator.measures if one.rule is not None)
    }


def maturity(score: float | None, methodology: Methodology) -> int | None:
    """The highest level whose bound the score reaches; a bound belongs to the higher level."""
    if score is None:
        return None
    return max(level.level for level in methodology.levels if at_least(score, level.from_score))


def _score_section(
    methodology: Methodology, section: Section, scored: dict[str, IndicatorScore], known: Known
) -> SectionScore:
    indicators = tuple(scored[indicator.id] for indicator in section.indicators)
    prerequisites = tuple(Prerequisite(item.id, is_met(item.condition, known)) for item in section.prerequisites)
    score = _mean(indicators)
    return SectionScore(
        id=section.id,
        score=score,
        coverage=_coverage(indicators),
        maturity=_gated(maturity(score, methodology), prerequisites, methodology.frame.prerequisite_gate),
        indicators=indicators,
        prerequisites=prerequisites,
    )


def _gated(level: int | None, prerequisites: Sequence[Prerequisite], gate: str | int) -> int | None:
    """A prerequisite that could not be told holds nobody back."""
    held_back = any(prerequisite.met is False for prerequisite in prerequisites)
    return min(level, gate) if level is not None and isinstance(gate, int) and held_back else level


def _score_measure(indicator: Indicator, measure: Measure, facts: SiteFacts) -> MeasureScore:
    """The first of its sources that has a score; of none, the first one's reason."""
    answers = [(source, _ask(source, indicator, measure, facts)) for source in measure.sources]
    share = measure.weight / 100
    for source, answer in answers:
        if not isinstance(answer, Reason):
            read = _read_of_the_web(measure) if source is Source.WEB else frozenset()
            by_hand = not read.isdisjoint(facts.by_hand)
            # Of a rule a person decides findings, of a feature all that is read of it.
            wholly = by_hand and read <= facts.by_hand & facts.features.keys()
            told_by = Source.OVERRIDE if wholly else source
            return MeasureScore(measure.id, float(answer), share, told_by, by_hand=by_hand)
    source, reason = answers[0]
    return MeasureScore(measure.id, None, share, source, str(reason))


def _read_of_the_web(measure: Measure) -> frozenset[str]:
    """The features and rules that a measure looks at; the WCAG score goes by the name of its rule."""
    return frozenset(
        name
        for name in (measure.feature, *(measure.features or ()), *(measure.checks or ()), *(measure.parts or ()))
        if name is not None
    ) or frozenset({given(measure.rule)})


def _ask(source: Source, indicator: Indicator, measure: Measure, facts: SiteFacts) -> float | Reason:
    key = f"{indicator.id}.{measure.id}"
    if source is Source.SURVEY:
        return facts.survey.get(key, Reason.SURVEY_SILENT)
    if source is Source.REGISTER:
        return facts.register.get(key, Reason.REGISTER_SILENT)
    return RULES[given(measure.rule)].score(measure, facts)


def _mean(indicators: Iterable[IndicatorScore]) -> float | None:
    return weighted_mean((item.weight, item.score) for item in indicators if item.score is not None)


def _coverage(indicators: Iterable[IndicatorScore]) -> float:
    items = list(indicators)
    measured = fsum(item.weight * item.coverage for item in items if item.score is not None)
    return min(measured / fsum(item.weight for item in items), 1.0)
