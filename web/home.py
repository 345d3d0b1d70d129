"""The address without a path: leads to the dashboard in the language that the browser asks for, Latvian else."""

from babel.core import negotiate_locale
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from model.text import LANGUAGES, Language
from web.access.gate import PUBLIC

router = APIRouter(dependencies=[PUBLIC], include_in_schema=False)


@router.get("/")
def home(request: Request) -> RedirectResponse:
    return RedirectResponse(f"/{preferred(request)}/", 302, {"Vary": "Accept-Language"})


def preferred(request: Request) -> Language:
    """lv or en: whichever `Accept-Language` names first, Latvian where it names neither."""
    return asked_language(request) or LANGUAGES[0]


def asked_language(request: Request) -> Language | None:
    """Whichever of the two `Accept-Language` names first."""
    header = request.headers.get("accept-language", "")[:200]
    wanted = [part.partition(";")[0].strip().partition("-")[0] for part in header.split(",")]
    found = negotiate_locale(wanted, LANGUAGES)
    return next((language for language in LANGUAGES if language == found), None)
