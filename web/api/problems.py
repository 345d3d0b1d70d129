"""Explains the kinds of problems, at the addresses that answers name as their type."""

from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel

from reports.language import N_
from web.api.asking import Plain, PlainPaged, Visiting
from web.api.cursor import cut
from web.api.route import api_router, listed, tells, told
from web.api.shapes.common import Listed
from web.problem_kinds import KINDS, address_of
from web.problems import not_found
from web.visit import Visit

router = api_router("Problems")


class ProblemExplained(BaseModel):
    """A kind of problem; `meaning` is in the language that was asked for."""

    type: str
    name: str
    status: int
    meaning: str


@router.get("/problems", responses=tells(Listed[ProblemExplained]))
def list_problem_kinds(visit: Visiting, asked: PlainPaged) -> Response:
    """All kinds of problems that answers tell of."""
    found = cut(list(KINDS), str, asked.cursor, asked.limit)
    return listed(visit, found, [_kind(visit, status) for status in found.items])


@router.get("/problems/{name}", responses=tells(ProblemExplained))
def read_problem_kind(visit: Visiting, name: Annotated[str, Path(max_length=100)], asked: Plain) -> Response:
    """What a problem's `type` means."""
    status = next((status for status, kind in KINDS.items() if kind.name == name), None)
    if status is None:
        raise not_found(N_("There is no such kind of problem"), N_("The list of problems has all kinds."))
    return told(_kind(visit, status))


def _kind(visit: Visit, status: int) -> dict[str, str | int]:
    kind = KINDS[status]
    meaning = visit.words.gettext(kind.meaning)
    return {"type": address_of(status), "name": kind.name, "status": status, "meaning": meaning}
