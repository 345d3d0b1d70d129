"""The list of what goes with the next version, where the headers of deprecated answers lead."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel, Field

from web.api.asking import PlainPaged, Visiting
from web.api.cursor import cut
from web.api.deprecated import Deprecated
from web.api.route import api_router, both, listed, tells
from web.api.shapes.common import Bilingual, Listed, Moment

router = api_router("Deprecations")


class Deprecation(BaseModel):
    """An operation, a parameter of one, or a field of answers that goes with the next version."""

    operation: str | None = Field(description="Method and path; null for a field.")
    parameter: str | None = Field(description="Where only this parameter of the operation goes.")
    field: str | None = Field(description="Schema and field, with a point between; null for an operation.")
    since: Moment = Field(description="When it was told first.")
    until: Moment = Field(description="Until then it stays; the next version need not have it.")
    instead: Bilingual = Field(description="What to use in its place.")


@router.get("/deprecations", responses=tells(Listed[Deprecation]))
def list_deprecations(visit: Visiting, asked: PlainPaged) -> Response:
    """What goes with the next version; empty while nothing does."""
    found = cut(visit.request.app.state.deprecated, _name, asked.cursor, asked.limit)
    return listed(visit, found, [_told(one) for one in found.items])


def _name(one: Deprecated) -> str:
    return f"{one.operation}{one.field}?{one.parameter}"


def _told(one: Deprecated) -> dict[str, Any]:
    return {
        "operation": one.operation or None,
        "parameter": one.parameter or None,
        "field": one.field or None,
        "since": one.since,
        "until": one.until,
        "instead": both(one.instead),
    }
