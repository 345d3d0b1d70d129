"""Everything that can be wrong with a methodology although each of its files reads well."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from math import fsum

from model.score import Source
from model.text import Text
from scoring.declaration import Frame, Indicator, Measure, Methodology, Section
from scoring.measures import RULES
from scoring.statements import contradictions_of_condition
from scoring.survey_faults import contradictions_of_survey

# The audit export names these five; a section of another name could not be told.
SECTION_IDS = ("communication", "open_data", "services", "customer_service", "internal_processes")
MAXIMUM_WEIGHT = 0.10
TOLERANCE = 1e-9
RULE_FIELDS = frozenset().union(*(rule.takes for rule in RULES.values()))
GATES = ("off", 1, 2, 3, 4)


def contradictions(methodology: Methodology, known_features: Set[str], known_checks: Set[str]) -> list[str]:
    """Sentences that begin with the place; empty for a methodology that holds together."""
    measures = [(item, measure) for item in methodology.indicators for measure in item.measures]
    return [
        *_of_frame(methodology.frame),
        *_of_ids(methodology),
        *_of_weights(methodology),
        *(line for section in methodology.sections for line in _of_section(section)),
        *(line for item, measure in measures for line in _of_measure(item, measure)),
        *(line for item, measure in measures for line in _unknown(item, measure, known_features, known_checks)),
        *contradictions_of_survey(methodology),
        *_of_assumptions(methodology),
        *_of_sources(methodology),
        *(
            f"prerequisite {item.id}: {line}"
            for section in methodology.sections
            for item in section.prerequisites
            for line in contradictions_of_condition(item.condition, methodology, known_features)
        ),
    ]


def _of_frame(frame: Frame) -> Iterator[str]:
    yield from _blank("the methodology", frame.title, frame.source)
    for name in ("minimum_coverage", "minimum_ranking_coverage"):
        if not 0 < getattr(frame, name) <= 1:
            yield f"{name} is {getattr(frame, name):g}, not over 0 and at most 1"
    if frame.prerequisite_gate not in GATES:
        yield f"prerequisite_gate is {frame.prerequisite_gate}, neither off nor a level from 1 to 4"
    if frame.answers_hold_years is not None and frame.answers_hold_years < 0:
        yield f"answers_hold_years is {frame.answers_hold_years}, under 0"
    bands = frame.wcag_bands
    if not 0 < bands.medium_from < bands.high_from < bands.highest_above < 100:
        yield "wcag_bands do not rise between 0 and 100"
    if [level.level for level in frame.levels] != [1, 2, 3, 4, 5]:
        yield "levels are not 1, 2, 3, 4, 5"
    bounds = [level.from_score for level in frame.levels]
    if bounds[:1] != [0] or bounds != sorted(set(bounds)) or bounds[-1] > 100:
        yield "the levels' bounds do not rise from 0 to at most 100"
    for level in frame.levels:
        yield from _blank(f"level {level.level}", level.name, level.meaning)
    for section in frame.sections:
        yield from _blank(f"section {section.id}", section.title)
        if section.id not in SECTION_IDS:
            yield f"section {section.id} is none of {', '.join(SECTION_IDS)}"


def _of_ids(methodology: Methodology) -> Iterator[str]:
    sections = methodology.sections
    yield from _twice("section", (section.id for section in methodology.frame.sections))
    yield from _twice("indicator", (item.id for item in methodology.indicators))
    yield from _twice("prerequisite", (item.id for section in sections for item in section.prerequisites))
    yield from _twice("question", (item.id for section in sections for item in section.questions))
    yield from _twice("assumption", (item.id for item in methodology.frame.assumptions))
    yield from _twice("source", (item.id for item in methodology.frame.sources))
    for indicator in methodology.indicators:
        yield from _twice(f"{indicator.id}: measure", (measure.id for measure in indicator.measures))


def _of_weights(methodology: Methodology) -> Iterator[str]:
    whole = fsum(indicator.weight for indicator in methodology.indicators)
    if abs(whole - 1) > TOLERANCE:
        yield f"the indicators' weights add up to {whole:.10g}, not to 1"
    for indicator in methodology.indicators:
        if not 0 < indicator.weight <= MAXIMUM_WEIGHT + TOLERANCE:
            yield f"{indicator.id}: weight {indicator.weight:g} is not over 0 and at most {MAXIMUM_WEIGHT:g}"
        if any(measure.weight <= 0 for measure in indicator.measures):
            yield f"{indicator.id}: a measure weighs nothing"
        parts = fsum(measure.weight for measure in indicator.measures)
        if abs(parts - 100) > TOLERANCE:
            yield f"{indicator.id}: the measures' weights add up to {parts:.10g}, not to 100"


def _of_section(section: Section) -> Iterator[str]:
    if not section.indicators:
        yield f"section {section.id} has no indicator"
    for indicator in section.indicators:
        yield from _blank(indicator.id, indicator.title, indicator.question, indicator.source)
        least = indicator.minimum_coverage
        if least is not None and not 0 < least <= 1:
            yield f"{indicator.id}: minimum_coverage is {least:g}, not over 0 and at most 1"
    for requirement in section.prerequisites:
        yield from _blank(f"prerequisite {requirement.id}", requirement.title)
    for question in section.questions:
        yield from _blank(f"question {question.id}", question.text)


def _of_measure(indicator: Indicator, measure: Measure) -> Iterator[str]:
    place = f"{indicator.id}.{measure.id}"
    yield from _blank(place, measure.title)
    if not measure.sources or len(set(measure.sources)) < len(measure.sources) or Source.OVERRIDE in measure.sources:
        yield f"{place}: sources are one or more of web, register, survey, each once"
    if (Source.WEB in measure.sources) != (measure.rule is not None):
        yield f"{place}: a measure of the web has a rule, no other has"
    rule = RULES.get(measure.rule) if measure.rule is not None else None
    if measure.rule is not None and rule is None:
        yield f"{place}: there is no rule “{measure.rule}”"
        return
    takes = rule.takes if rule is not None else frozenset()
    has = {name for name in RULE_FIELDS if getattr(measure, name) is not None}
    yield from (f"{place}: {measure.rule} needs “{name}”" for name in sorted(takes - has))
    yield from (f"{place}: “{name}” is not read by its rule" for name in sorted(has - takes))
    yield from _of_values(place, measure)


def _of_values(place: str, measure: Measure) -> Iterator[str]:
    for name in ("features", "checks", "parts", "grades", "steps"):
        values = getattr(measure, name)
        if values is not None and not values:
            yield f"{place}: {name} is empty"
    for name in ("features", "checks"):
        yield from _twice(f"{place}: {name} holds", getattr(measure, name) or ())
    if measure.parts and (min(measure.parts.values()) <= 0 or abs(fsum(measure.parts.values()) - 100) > TOLERANCE):
        yield f"{place}: the parts do not add up to 100"
    points = [*(measure.grades or {}).values(), *(measure.steps or ())]
    if any(not 0 <= point <= 100 for point in points):
        yield f"{place}: points lie outside 0 to 100"
    if measure.steps and list(measure.steps) != sorted(measure.steps):
        yield f"{place}: steps fall"
    if measure.minimum_told is not None and not 0 < measure.minimum_told <= 1:
        yield f"{place}: minimum_told is {measure.minimum_told:g}, not over 0 and at most 1"


def _unknown(indicator: Indicator, measure: Measure, known_features: Set[str], known_checks: Set[str]) -> Iterator[str]:
    features = [measure.feature] if measure.feature is not None else []
    for name in (*features, *(measure.features or ())):
        if name not in known_features:
            yield f"{indicator.id}.{measure.id}: there is no feature “{name}”"
    for name in (*(measure.checks or ()), *(measure.parts or ())):
        if name not in known_checks:
            yield f"{indicator.id}.{measure.id}: there is no check “{name}”"


def _of_assumptions(methodology: Methodology) -> Iterator[str]:
    stated = {item.id for item in methodology.frame.assumptions}
    made = [("the methodology", methodology.frame.assumes), ("the survey", methodology.survey.assumes)]
    made += [(indicator.id, indicator.assumes) for indicator in methodology.indicators]
    made += [(f"prerequisite {item.id}", item.assumes) for part in methodology.sections for item in part.prerequisites]
    for place, names in made:
        yield from (f"{place}: there is no assumption “{name}”" for name in names if name not in stated)
    used = {name for _, names in made for name in names}
    yield from (f"assumption {name} is made nowhere" for name in sorted(stated - used))
    for item in methodology.frame.assumptions:
        yield from _blank(f"assumption {item.id}", item.text)


def _of_sources(methodology: Methodology) -> Iterator[str]:
    stated = {item.id for item in methodology.frame.sources}
    cited = [(indicator.id, indicator.cites) for indicator in methodology.indicators]
    cited += [(f"prerequisite {item.id}", item.cites) for part in methodology.sections for item in part.prerequisites]
    for place, names in cited:
        yield from (f"{place}: there is no source “{name}”" for name in names if name not in stated)
    used = {name for _, names in cited for name in names}
    yield from (f"source {name} is cited nowhere" for name in sorted(stated - used))
    for item in methodology.frame.sources:
        yield from _blank(f"source {item.id}", item.title, item.where)


def _twice(what: str, ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} {name} twice" for name, count in Counter(ids).items() if count > 1)


def _blank(place: str, *texts: Text) -> Iterator[str]:
    if not all(text.lv.strip() and text.en.strip() for text in texts):
        yield f"{place}: a text is empty"
