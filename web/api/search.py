"""One search over all that the API tells of, as the search of the pages finds it."""

from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, Field

from reports.lookup import MOST_LETTERS, Entry
from web.api.asking import Paged, Visiting
from web.api.cursor import cut
from web.api.route import PREFIX, api_router, listed, tells
from web.api.shapes.common import Listed
from web.pages.search import lookup
from web.visit import Visit

router = api_router("Search")
# What a path of the pages is called here.
OWN = {"municipality": "municipalities", "rule": "rules", "feature": "features"}
PAGE = "page"


class SearchAsked(Paged):
    q: str = Field(
        min_length=1, max_length=MOST_LETTERS, description="Words, with or without Latvian marks, in any form."
    )


class Hit(BaseModel):
    """Something that holds every word."""

    kind: str = Field(description="municipality, rule, feature, indicator or criterion.")
    title: str = Field(description="In the language that was asked for.")
    page: str = Field(description="Its page of the dashboard.")
    address: str | None = Field(description="Where the API tells of it, if it does by itself.")


@router.get("/search", responses=tells(Listed[Hit]))
def search(visit: Visiting, asked: Annotated[SearchAsked, Query()]) -> Response:
    """What is meant by a few words, the best first."""
    hits = [one for one in lookup(visit).find(asked.q) if one.kind != PAGE]
    found = cut(hits, lambda one: one.path, asked.cursor, asked.limit)
    return listed(visit, found, [_hit(visit, one) for one in found.items])


def _hit(visit: Visit, entry: Entry) -> dict[str, Any]:
    name = entry.path.partition("/")[2]
    own = OWN.get(entry.kind)
    address = f"{PREFIX}/{own}/{name}" if own else None
    return {"kind": entry.kind, "title": entry.title, "page": f"/{visit.language}/{entry.path}", "address": address}
