"""Whether a prerequisite is met: three-valued, so that silence is neither yes nor no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.declaration import Condition, given
from scoring.facts import SiteFacts
from scoring.mean import above, at_least

YES = 100


@dataclass(frozen=True, slots=True)
class Known:
    """What conditions speak of: the facts, and the scores by indicator and by measure (`indicator.measure`)."""

    facts: SiteFacts
    indicators: Mapping[str, float | None]
    measures: Mapping[str, float | None]


def is_met(condition: Condition, known: Known) -> bool | None:
    if condition.all is not None:
        return _all(is_met(part, known) for part in condition.all)
    if condition.any is not None:
        return _any(is_met(part, known) for part in condition.any)
    if condition.survey is not None:
        answer = known.facts.survey.get(condition.survey)
        return None if answer is None else answer == YES
    if condition.indicator is not None:
        return _reaches(known.indicators[condition.indicator], condition)
    if condition.measure is not None:
        return _reaches(known.measures[condition.measure], condition)
    if condition.features is not None:
        return _enough([_offered(name, None, known) for name in condition.features], given(condition.at_least))
    return _offered(given(condition.feature), condition.kind, known)


def _all(parts: Iterable[bool | None]) -> bool | None:
    told = list(parts)
    if False in told:
        return False
    return None if None in told else True


def _any(parts: Iterable[bool | None]) -> bool | None:
    told = list(parts)
    if True in told:
        return True
    return None if None in told else False


def _reaches(score: float | None, condition: Condition) -> bool | None:
    if score is None:
        return None
    if condition.above is not None:
        return above(score, condition.above)
    return at_least(score, given(condition.at_least))


def _enough(states: list[bool | None], count: float) -> bool | None:
    surely = states.count(True)
    if surely >= count:
        return True
    return None if surely + states.count(None) >= count else False


def _offered(feature_id: str, kind: str | None, known: Known) -> bool | None:
    feature = known.facts.features.get(feature_id)
    if feature is None or not feature.found or kind is None:
        return None if feature is None else feature.found
    return None if feature.kind is None else feature.kind == kind
