"""The slides' statements and recommendations, counted among the municipalities of today.

Who cannot be told counts in neither number: silence is no answer. What a statement names and the methodology or the
survey does not know is silent too.
"""

from collections.abc import Sequence

from model.results import (
    INDEX,
    Among,
    Basis,
    BasisKind,
    Count,
    MunicipalityResult,
    RecommendationResult,
    StatementResult,
    Support,
)
from model.site import Centre
from scoring.facts import SiteFacts
from scoring.levels import common_level
from scoring.prerequisites import Known, is_met
from scoring.slides import SITE_VERDICTS, Recommendation, Statement, Told

Municipalities = Sequence[MunicipalityResult]


# Of whom it holds (True), of whom not, and of whom it could not be told (None).
States = Sequence[tuple[MunicipalityResult, bool | None]]


def count_statement(statement: Statement, results: Municipalities) -> StatementResult:
    """With today's count among those whom the statement is about."""
    level = _level(statement, results)
    by_level = (Basis(BasisKind.LEVEL, statement.section or INDEX),)
    basis = statement.basis if statement.level is None else by_level
    return StatementResult(
        id=statement.id,
        section=statement.section,
        among=statement.among,
        title=statement.title,
        basis=basis,
        printed=statement.then(),
        level=level,
        today=_count(states_of_statement(statement, results)) if basis else None,
    )


def count_recommendation(recommendation: Recommendation, results: Municipalities) -> RecommendationResult:
    """With a line of support for each group that it names, or one for all."""
    lines = [
        Support(group, _count(states_of_recommendation(recommendation, results, group)))
        for group in recommendation.groups or (None,)
    ]
    return RecommendationResult(
        id=recommendation.id,
        section=recommendation.section,
        title=recommendation.title,
        basis=recommendation.basis,
        support=tuple(lines) if recommendation.basis else (),
    )


def states_of_statement(statement: Statement, results: Municipalities) -> States:
    """Of each municipality that the statement is about: those whom today's count counts, and its base."""
    if statement.level is None:
        return [(one, _holds(statement, one)) for one in _about(statement, results)]
    subject, level = statement.section or INDEX, _level(statement, results)
    levels = [(one, one.figures(subject).maturity) for one in results]
    if statement.level == "any":
        return [(one, mine is not None) for one, mine in levels]
    return [(one, None if mine is None else mine == level) for one, mine in levels]


def states_of_recommendation(told: Recommendation, results: Municipalities, group: Centre | None) -> States:
    """Of each municipality of the group, or of all."""
    return [(one, _holds(told, one)) for one in results if group in (None, one.site.centre)]


def _level(statement: Statement, results: Municipalities) -> int | None:
    """The level that the statement is about, where it is about one."""
    if statement.among is Among.COMMON_LEVEL or statement.level == "most_common":
        return common_level(results, statement.section or INDEX)
    return statement.level if isinstance(statement.level, int) else None


def _about(statement: Statement, results: Municipalities) -> Municipalities:
    if statement.among is Among.ALL:
        return results
    if statement.among is Among.COMMON_LEVEL:
        subject, level = statement.section or INDEX, _level(statement, results)
        return [one for one in results if level is not None and one.figures(subject).maturity == level]
    return [one for one in results if one.site.centre == statement.among.value]


def _count(states: States) -> Count:
    told = [state for _, state in states]
    return Count(told.count(True), len(told) - told.count(None), len(told))


def _holds(told: Told, result: MunicipalityResult) -> bool | None:
    known = _known(told, result)
    when = True if told.when is None else is_met(told.when, known)
    unless = False if told.unless is None else is_met(told.unless, known)
    if when is False or unless is True:
        return False
    return None if when is None or unless is None else True


def _known(told: Told, result: MunicipalityResult) -> Known:
    passes = None if result.mobile_passes is None else 100.0 * result.mobile_passes
    verdicts = dict(zip(SITE_VERDICTS, (result.wcag_score, passes), strict=True))
    answers = {basis.id: result.survey.get(basis.id) for basis in told.basis if basis.kind is BasisKind.SURVEY}
    facts = SiteFacts(features=result.features, survey=result.survey)
    return Known(facts, indicators={}, measures={**answers, **verdicts})
