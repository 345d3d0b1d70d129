"""Where a municipality could come: the fixes that gain most, and how far each section is from its next level."""

from datetime import UTC
from typing import Annotated

from fastapi import Query, Response

from reports.gains import gains_json
from reports.language import N_
from reports.next_level import next_level_json
from web.api.asking import Key, OnDay, Visiting, until_today
from web.api.route import api_router, tells, told
from web.api.shapes.outlook import Outlook
from web.pages.municipality.dossier import Moment, dossier_of
from web.pages.municipality.outlook import best_gains, next_level, standing_among
from web.problems import not_found

router = api_router("Municipalities")


@router.get("/municipalities/{key}/outlook", responses=tells(Outlook))
def read_outlook(visit: Visiting, key: Key, asked: Annotated[OnDay, Query()]) -> Response:
    """The fixes that gain most, each reckoned after the ones before it, and the way to the next level."""
    on = until_today(visit, asked.on) if asked.on else None
    dossier = dossier_of(visit, key, Moment(on=on, methodology=asked.methodology))
    opened = dossier.opened
    if opened is None:
        raise not_found(N_("There is nothing to show yet."), N_("No audit has seen the site yet."))
    audit, standing = opened.audit, standing_among(dossier, opened)
    return told(
        {
            "methodology": audit.index.methodology,
            "measured_at": audit.started_at.astimezone(UTC),
            "audit": opened.chosen.seen.id,
            "index": {
                "score": audit.index.score,
                "coverage": audit.index.coverage,
                "maturity": audit.index.maturity,
            },
            "group": standing.group if standing else None,
            "gains": gains_json(best_gains(dossier, opened), audit, visit.texts, visit.words),
            "next_level": next_level_json(*next_level(dossier, opened, standing)),
        }
    )
