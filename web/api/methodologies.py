"""Methodologies: how the index is made, with every weight as a fraction."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from pipeline.workplace import methodology_of
from scoring.declaration import Indicator, Methodology, Section
from scoring.methodology import published, seal_of
from web.api.asking import Name, Plain, PlainPaged, Visiting
from web.api.cursor import cut
from web.api.judging import judged_by
from web.api.route import api_router, both, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.nights import MethodologyInFull, MethodologyName
from web.visit import Visit

router = api_router("Methodologies")
PERCENT = 100


@router.get("/methodologies", responses=tells(Listed[MethodologyName]))
def list_methodologies(visit: Visiting, asked: PlainPaged) -> Response:
    """Those that are published, the oldest first."""
    found = cut(published(), str, asked.cursor, asked.limit)
    return listed(visit, found, [_name(visit, methodology_of(name)) for name in found.items])


@router.get("/methodologies/{id}", responses=tells(MethodologyInFull))
def read_methodology(visit: Visiting, id: Name, asked: Plain) -> Response:
    """One, with its levels, sections, indicators and measures."""
    found = judged_by(visit, id).methodology
    return told(
        {
            **_name(visit, found),
            "minimum_coverage": found.frame.minimum_coverage,
            "minimum_ranking_coverage": found.frame.minimum_ranking_coverage,
            "levels": [
                {
                    "level": level.level,
                    "from_score": level.from_score,
                    "name": both(level.name),
                    "meaning": both(level.meaning),
                }
                for level in found.levels
            ],
            "sections": [_section(section) for section in found.sections],
        }
    )


def _name(visit: Visit, methodology: Methodology) -> Mapping[str, Any]:
    return {
        "id": methodology.id,
        "title": both(methodology.title),
        "source": methodology.frame.source.en,
        "rests_on": both(methodology.frame.source),
        "in_force": methodology.id == visit.workplace.methodology.id,
        "seal": seal_of(methodology.id),
    }


def _section(section: Section) -> Mapping[str, Any]:
    return {
        "id": section.id,
        "title": both(section.title),
        "weight": sum(indicator.weight for indicator in section.indicators),
        "indicators": [_indicator(indicator) for indicator in section.indicators],
        "prerequisites": [{"id": one.id, "title": both(one.title)} for one in section.prerequisites],
    }


def _indicator(indicator: Indicator) -> Mapping[str, Any]:
    return {
        "id": indicator.id,
        "title": both(indicator.title),
        "question": both(indicator.question),
        "weight": indicator.weight,
        "source": indicator.source.en,
        "rests_on": both(indicator.source),
        "measures": [
            {"id": one.id, "title": both(one.title), "weight": one.weight / PERCENT, "sources": list(one.sources)}
            for one in indicator.measures
        ],
    }
