"""Whether a prerequisite's condition says one thing, and of things that exist."""

from collections.abc import Iterator, Set

from scoring.declaration import Condition, Methodology

SUBJECTS = ("all", "any", "survey", "measure", "indicator", "feature", "features")


def contradictions_of_condition(
    condition: Condition, methodology: Methodology, known_features: Set[str]
) -> Iterator[str]:
    """Sentences without the place."""
    given = [name for name in SUBJECTS if getattr(condition, name) is not None]
    if len(given) != 1:
        yield f"a condition speaks of one of {', '.join(SUBJECTS)}, not of {' and '.join(given) or 'none'}"
        return
    yield from _of_bounds(condition, given[0])
    if condition.kind is not None and condition.feature is None:
        yield "kind goes with feature"
    yield from _of_names(condition, methodology, known_features)
    for parts in (condition.all, condition.any):
        if parts is not None and not parts:
            yield f"“{given[0]}” is empty"
        for part in parts or ():
            yield from contradictions_of_condition(part, methodology, known_features)


def _of_bounds(condition: Condition, subject: str) -> Iterator[str]:
    bounds = [bound for bound in (condition.above, condition.at_least) if bound is not None]
    if subject in {"measure", "indicator"}:
        if len(bounds) != 1 or not 0 <= bounds[0] <= 100:
            yield f"a score of “{condition.measure or condition.indicator}” goes with above or at_least, 0 to 100"
    elif condition.features is not None:
        if condition.above is not None or condition.at_least not in range(1, len(condition.features) + 1):
            yield "features go with at_least, a whole number from 1 to their number"
    elif bounds:
        yield f"“{subject}” takes neither above nor at_least"


def _of_names(condition: Condition, methodology: Methodology, known_features: Set[str]) -> Iterator[str]:
    indicators = {indicator.id for indicator in methodology.indicators}
    measures = {f"{item.id}.{measure.id}" for item in methodology.indicators for measure in item.measures}
    if condition.indicator is not None and condition.indicator not in indicators:
        yield f"there is no indicator “{condition.indicator}”"
    if condition.measure is not None and condition.measure not in measures:
        yield f"there is no measure “{condition.measure}”"
    if condition.survey is not None and condition.survey not in methodology.survey_keys():
        yield f"the survey does not ask “{condition.survey}”"
    features = [condition.feature] if condition.feature is not None else []
    for name in (*features, *(condition.features or ())):
        if name not in known_features:
            yield f"there is no feature “{name}”"
