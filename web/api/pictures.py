"""Pictures of the pages of an audit; those of findings and of features stand beside them."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from web.api.asking import Key, Paged, Visiting, until_today
from web.api.cursor import cut
from web.api.route import api_router, listed, tells
from web.api.shapes.common import Listed
from web.api.shapes.findings import PagePicture
from web.filters import Day
from web.pages.municipality.dossier import Moment, dossier_of, seen_on
from web.pages.municipality.shown_pictures import SCREENSHOTS, address_of

router = api_router("Municipalities")


class PicturesAsked(Paged):
    on: Day | None = Field(
        None, description="Of the last audit that saw it by the end of this day; else of the newest."
    )


@router.get("/municipalities/{key}/pictures", responses=tells(Listed[PagePicture]))
def list_pictures(visit: Visiting, key: Key, asked: Annotated[PicturesAsked, Query()]) -> Response:
    """The pages that the audit looked at, as they stood: those whose pictures are kept."""
    dossier = dossier_of(visit, key, Moment(on=until_today(visit, asked.on) if asked.on else None))
    opened = dossier.opened
    to_picture = address_of(dossier, on=seen_on(opened)) if opened else None
    pictures = [
        {"page": page.url, "device": device, "picture": address}
        for page in (opened.audit.pages if opened else ())
        for device in SCREENSHOTS
        if to_picture and device in page.evidence and (address := to_picture(page.evidence[device]))
    ]
    found = cut(pictures, lambda one: f"{one['device']} {one['page']}", asked.cursor, asked.limit)
    return listed(visit, found, found.items)
