"""The prerequisites of a site's sections as checklists, down to each statement of a condition."""

from model.checklist import Checklist, Item, Statement, Subject
from model.score import IndexScore
from scoring.declaration import Condition, Methodology, given
from scoring.facts import SiteFacts
from scoring.prerequisites import YES, Known, is_met


def checklists_of(methodology: Methodology, facts: SiteFacts, index: IndexScore) -> tuple[Checklist, ...]:
    """One for each section, of an index that `score_site` made of these facts."""
    scored = [indicator for section in index.sections for indicator in section.indicators]
    known = Known(
        facts,
        indicators={one.id: one.score for one in scored},
        measures={f"{one.id}.{part.id}": part.score for one in scored for part in one.measures},
    )
    return tuple(
        Checklist(section.id, tuple(Item(one.id, _statement(one.condition, known)) for one in section.prerequisites))
        for section in methodology.sections
    )


def _statement(condition: Condition, known: Known) -> Statement:
    met = is_met(condition, known)
    if condition.all is not None or condition.any is not None:
        joined = Subject.ANY if condition.all is None else Subject.ALL
        parts = tuple(_statement(part, known) for part in given(condition.all or condition.any))
        return Statement(subject=joined, met=met, parts=parts)
    if condition.survey is not None:
        answer = known.facts.survey.get(condition.survey)
        return Statement(subject=Subject.SURVEY, met=met, id=condition.survey, value=answer, bound=YES)
    if condition.features is not None:
        parts = tuple(_statement(Condition(feature=name), known) for name in condition.features)
        found = sum(part.met is True for part in parts)
        return Statement(subject=Subject.FEATURES, met=met, value=found, bound=condition.at_least, parts=parts)
    if condition.feature is not None:
        return Statement(subject=Subject.FEATURE, met=met, id=condition.feature, kind=condition.kind)
    of_measure = condition.measure is not None
    name = given(condition.measure or condition.indicator)
    return Statement(
        subject=Subject.MEASURE if of_measure else Subject.INDICATOR,
        met=met,
        id=name,
        value=(known.measures if of_measure else known.indicators)[name],
        bound=condition.at_least if condition.above is None else condition.above,
        exceeds=condition.above is not None,
    )
