"""A picture of an audit's proof, finding or page: only of those that the audit itself names."""

from fastapi import Response

from pipeline.reporting import picture_of
from reports.language import N_
from reports.pictures import image_type
from web.page_route import live_router
from web.pages.municipality.dossier import AtMoment, dossier_of
from web.pages.municipality.shown_pictures import REF, pictures_of
from web.problems import not_found
from web.visit import Visiting

# Pictures are sent as they lie, and would only push pages out of what is kept.
router = live_router()

# The name is that of the content; retention may remove it for good.
A_DAY = "public, max-age=86400"


@router.get("/municipality/{key}/pictures/{ref}")
def picture(visit: Visiting, key: str, ref: str, moment: AtMoment) -> Response:
    missing = not_found(N_("There is no such picture"), N_("Pictures are kept for less time than results."))
    if not REF.fullmatch(ref):
        raise missing
    dossier = dossier_of(visit, key, moment)
    if dossier.opened is None or ref not in pictures_of(dossier, dossier.opened):
        raise missing
    image = picture_of(visit.workplace, ref)
    media_type = image_type(image) if image else None
    if image is None or media_type is None:
        raise missing
    return Response(image, media_type=media_type, headers={"Cache-Control": A_DAY})
