"""What this site says of itself: how accessible it is, and what it keeps of its readers."""

from datetime import date

from fastapi import Response

from reports.language import N_
from reports.statement_draft import OMBUDSMAN_ADDRESS, OMBUDSMAN_MAIL, OMBUDSMAN_PHONE, OMBUDSMAN_SITE
from web.open_data.published import base_of
from web.page import Page, show
from web.page_route import page_router
from web.visit import Visit, Visiting

router = page_router()

# When somebody last compared the statement with the pages.
REVIEWED = date(2026, 11, 27)


@router.get("/accessibility")
def accessibility(visit: Visiting) -> Response:
    return _statement(visit, "accessibility", N_("Accessibility statement"))


@router.get("/privacy")
def privacy(visit: Visiting) -> Response:
    return _statement(visit, "privacy", N_("Privacy"))


def _statement(visit: Visit, name: str, title: str) -> Response:
    settings = visit.workplace.settings
    values: dict[str, object] = {
        "publisher": settings.publisher,
        "contact": settings.contact,
        "base": base_of(visit.request),
        "reviewed": REVIEWED,
        "ombudsman": {"address": OMBUDSMAN_ADDRESS, "phone": OMBUDSMAN_PHONE, "mail": OMBUDSMAN_MAIL},
        "ombudsman_site": OMBUDSMAN_SITE,
    }
    return show(visit, Page(template=f"statements/{name}.html.j2", title=visit.words.gettext(title), values=values))
