"""Invented municipalities with the scores that a test gives them, under methodology 2019."""

from collections.abc import Mapping
from typing import Any

from model.results import MunicipalityResult
from model.score import IndexScore, IndicatorScore, SectionScore
from model.site import Centre, Site
from scoring.declaration import Section
from scoring.index import maturity
from scoring.mean import weighted_mean
from tests.scoring.invented import methodology_2019


def municipality(
    number: int,
    scores: Mapping[str, float] | None = None,
    *,
    coverage: Mapping[str, float] | None = None,
    levels: Mapping[str, int | None] | None = None,
    centre: Centre | None = Centre.LOCAL,
    **facts: Any,
) -> MunicipalityResult:
    """`scores` are those of indicators, measured whole unless `coverage` says less; `levels` overrule what follows."""
    sections = tuple(
        _section(section, scores or {}, coverage or {}, levels or {}) for section in methodology_2019().sections
    )
    indicators = [one for section in sections for one in section.indicators]
    score = weighted_mean((one.weight, one.score) for one in indicators if one.score is not None)
    measured = sum(one.weight * one.coverage for one in indicators if one.score is not None)
    level = (levels or {}).get("index", maturity(score, methodology_2019()))
    site = Site(f"https://{number:04}.example/", f"Novads {number:04}", f"99{number:04}0", centre, "Vidzeme")
    return MunicipalityResult(site=site, index=IndexScore("2019", score, measured, level, sections), **facts)


def _section(
    section: Section, scores: Mapping[str, float], coverage: Mapping[str, float], levels: Mapping[str, int | None]
) -> SectionScore:
    indicators = tuple(
        IndicatorScore(
            id=one.id,
            score=scores.get(one.id),
            weight=one.weight,
            coverage=coverage.get(one.id, 1.0) if one.id in scores else 0.0,
            sources=(),
        )
        for one in section.indicators
    )
    score = weighted_mean((one.weight, one.score) for one in indicators if one.score is not None)
    measured = sum(one.coverage for one in indicators if one.score is not None) / len(indicators)
    level = levels.get(section.id, maturity(score, methodology_2019()))
    return SectionScore(section.id, score, measured, level, indicators, ())
