"""What goes wrong, told to people as a page that says what to do, and to programs as problem+json (RFC 9457)."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException as StarletteHTTPException

from db.engine import DatabaseError
from db.evidence import EvidenceError
from model.text import LANGUAGES, Language
from pipeline.errors import SetupError
from reports.language import N_, Words
from web.middleware.headers import HEADERS
from web.navigation import list_above
from web.preferred import asked_language
from web.problem_kinds import address_of
from web.reasons import reason_of
from web.templating import dashboard

log = logging.getLogger(__name__)

API = "/api/"
PROBLEM_JSON = "application/problem+json"
# Of what somebody sent, so much is said back.
MOST_WRONG, MOST_CHARS = 20, 200
KNOWN: dict[int, tuple[str, str]] = {
    400: (N_("This form cannot be read"), N_("Go back and send it again, with fewer files.")),
    404: (N_("There is no such page"), N_("The address may be mistyped or old: look for it from the first page.")),
    405: (N_("This cannot be done here"), N_("Go back and use the buttons of the page.")),
    413: (N_("This is too large"), N_("Send less at once.")),
    422: (N_("The address asks for something that there is not"), N_("Take the filters away or choose others.")),
    503: (N_("The data cannot be read just now"), N_("Try again in a minute.")),
}
OTHER = N_("Something went wrong here"), N_("Try again; if it stays so, tell whoever runs this site what you did.")


class Problem(Exception):
    """An answer that says what is wrong. `title` and `detail` are msgids, `values` fill the places of `detail`.

    `reason` is what the program itself says of it, in English.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        reason: object = "",
        headers: Any = None,
        **values: object,
    ) -> None:
        super().__init__(title)
        self.status, self.title, self.detail, self.values = status, title, detail, values
        self.reason, self.headers = reason, headers


def not_found(title: str, detail: str, **values: object) -> Problem:
    return Problem(404, title, detail, **values)


def handle(app: FastAPI) -> None:
    """Every fault of a request becomes an answer of its kind; what nobody foresaw is logged and told as 500."""

    @app.exception_handler(Problem)
    def problem(request: Request, error: Problem) -> Response:
        invalid = [{"name": "eindekss", "reason": str(error.reason)}] if error.reason else None
        told = error.title, error.detail, error.values, error.headers
        return answer_of(request, error.status, *told, invalid=invalid)

    @app.exception_handler(StarletteHTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
        return answer_of(request, error.status_code, *KNOWN.get(error.status_code, OTHER), headers=headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = [_wrong(request, one) for one in error.errors()[:MOST_WRONG]]
        missing_page = not is_api(request) and any(one["loc"][0] == "path" for one in error.errors())
        return (
            answer_of(request, 404, *KNOWN[404])
            if missing_page
            else answer_of(request, 422, *KNOWN[422], invalid=wrong)
        )

    @app.exception_handler(DatabaseError)
    @app.exception_handler(EvidenceError)
    @app.exception_handler(SetupError)
    def away(request: Request, error: Exception) -> Response:
        log.error("%s", error)
        return answer_of(request, 503, *KNOWN[503], headers={"Retry-After": "60"})

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        # Made outside of all that would add them.
        return answer_of(request, 500, *OTHER, headers={**HEADERS, "Cache-Control": "no-store"})


def _allowed(request: Request) -> str:
    """Every method of the address (RFC 9110, 10.2.1): the router names those of its first route."""
    routes = iter_route_contexts(request.app.routes)
    methods = {method for one in routes if one.path_regex.match(request.url.path) for method in one.methods or ()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _wrong(request: Request, error: Mapping[str, Any]) -> dict[str, str]:
    """Programs are told as pydantic says it, people in the language of the page where it has words for it."""
    name = ".".join(map(str, error["loc"][1:]))[:MOST_CHARS]
    if is_api(request):
        return {"name": name, "reason": error["msg"][:MOST_CHARS]}
    reason, language = reason_of(error, Words(_language(request)))
    return {"name": name, "reason": reason[:MOST_CHARS], "language": language}


def is_api(request: Request) -> bool:
    return request.url.path.startswith(API)


def answer_of(
    request: Request,
    status: int,
    title: str,
    detail: str,
    values: dict[str, object] | None = None,
    headers: Any = None,
    invalid: list[dict[str, str]] | None = None,
) -> Response:
    """Programs are told in the language that they ask for, else English; people in the language of the address."""
    if is_api(request):
        words = Words(_asked(request))
        document = {
            "type": address_of(status),
            "title": words.gettext(title),
            "status": status,
            "detail": words.gettext(detail, **(values or {})),
            "instance": request.url.path,
            **({"invalid": invalid} if invalid else {}),
        }
        return JSONResponse(document, status, {"Cache-Control": "no-store", **(headers or {})}, PROBLEM_JSON)
    language = _language(request)
    words = Words(language)
    page = (
        dashboard(language)
        .get_template("problem.html.j2")
        .render(
            title=words.gettext(title),
            detail=words.gettext(detail, **(values or {})),
            invalid=invalid or [],
            above=list_above(request.url.path.partition(f"/{language}/")[2]) if status in (404, 422) else None,
            crumbs=(),
            # None of the main pages is this one.
            path="problem",
            here=lambda lang: f"/{lang}/",
            # Whoever it was found to be before the fault; the database may be away.
            who=getattr(request.state, "visitor", None),
        )
    )
    return HTMLResponse(page, status, headers)


def _asked(request: Request) -> Language:
    named = request.query_params.get("lang")
    return next((language for language in LANGUAGES if language == named), asked_language(request) or "en")


def _language(request: Request) -> Language:
    named = request.url.path.split("/")[1]
    return next((language for language in LANGUAGES if language == named), LANGUAGES[0])
