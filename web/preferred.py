"""The language that a browser or a program asks for."""

from babel.core import negotiate_locale
from fastapi import Request

from model.text import LANGUAGES, Language


def preferred(request: Request) -> Language:
    """lv or en: whichever `Accept-Language` names first, Latvian where it names neither."""
    return asked_language(request) or LANGUAGES[0]


def asked_language(request: Request) -> Language | None:
    """Whichever of the two `Accept-Language` names first."""
    header = request.headers.get("accept-language", "")[:200]
    wanted = [part.partition(";")[0].strip().partition("-")[0] for part in header.split(",")]
    found = negotiate_locale(wanted, LANGUAGES)
    return next((language for language in LANGUAGES if language == found), None)
