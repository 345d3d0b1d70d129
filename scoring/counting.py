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
from scoring.facts import SiteFacts
from scoring.levels import common_level
from scoring.prerequisites import Known, is_met
from scoring.slides import SITE_VERDICTS, Recommendation, Statement, Told

Municipalities = Sequence[MunicipalityResult]


def count_statement(statement: Statement, results: Municipalities) -> StatementResult:
    """With today's count among those whom the statement is about."""
    if statement.level is None:
        level, about = _about(statement, results)
        basis = statement.basis
        today = _count(statement, about) if basis else None
    else:
        level, today = _at_level(statement, results)
        basis = (Basis(BasisKind.LEVEL, statement.section or INDEX),)
    return StatementResult(
        id=statement.id,
        section=statement.section,
        among=statement.among,
        title=statement.title,
        basis=basis,
        printed=statement.then(),
        level=level,
        today=today,
    )


def count_recommendation(recommendation: Recommendation, results: Municipalities) -> RecommendationResult:
    """With a line of support for each group that it names, or one for all."""
    lines = [
        Support(group, _count(recommendation, [one for one in results if group in (None, one.site.centre)]))
        for group in recommendation.groups or (None,)
    ]
    return RecommendationResult(
        id=recommendation.id,
        section=recommendation.section,
        title=recommendation.title,
        basis=recommendation.basis,
        support=tuple(lines) if recommendation.basis else (),
    )


def _about(statement: Statement, results: Municipalities) -> tuple[int | None, Municipalities]:
    """The level that the statement is about, where it is about one, and the municipalities."""
    if statement.among is Among.ALL:
        return None, results
    if statement.among is Among.COMMON_LEVEL:
        subject = statement.section or INDEX
        level = common_level(results, subject)
        return level, [one for one in results if level is not None and one.figures(subject).maturity == level]
    return None, [one for one in results if one.site.centre == statement.among.value]


def _at_level(statement: Statement, results: Municipalities) -> tuple[int | None, Count]:
    subject = statement.section or INDEX
    levels = [one.figures(subject).maturity for one in results]
    told = len(levels) - levels.count(None)
    if statement.level == "any":
        return None, Count(told, len(levels), len(levels))
    level = common_level(results, subject) if statement.level == "most_common" else statement.level
    return level, Count(0 if level is None else levels.count(level), told, len(levels))


def _count(told: Told, results: Municipalities) -> Count:
    states = [_holds(told, one) for one in results]
    return Count(states.count(True), len(states) - states.count(None), len(states))


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
