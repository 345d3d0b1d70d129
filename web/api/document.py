"""The API's own description: OpenAPI 3.1, made from the routes, with every problem and header that answers may have."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from reports.export import json_text
from web.access.gate import PUBLIC
from web.api.actions import router as actions
from web.api.deprecated import DEPRECATED, Deprecated, mark
from web.api.route import PREFIX, ApiRoute
from web.api.shapes.common import ProblemDocument
from web.middleware.cross_origin import OPENAPI
from web.problem_kinds import KINDS
from web.problems import PROBLEM_JSON

# The version of the promise (docs/api.md), not of the program: a field that comes raises the second number.
VERSION = "1.3.0"
COMPONENTS = "#/components/schemas/"
AUDIT = f"{PREFIX}/audits/{{id}}"
INTRODUCTION = """The results of the nightly audits of Latvian municipal websites, as the dashboard shows them.

Numbers are not rounded: scores run from 0 to 100, weights, shares and coverage from 0 to 1. `null` is what was not
measured, and never 0. Times have their zone, days are days in Riga. Lists are read page by page: follow `next`. Every
answer has an `ETag`: send it back as `If-None-Match`, and what did not change is not sent again. docs/api.md of the
project says what may change within this version."""
# Every question may meet these; the others belong to what a route does.
ALWAYS = (400, 404, 422, 429, 500, 503)
# What needs a token may be refused to whoever has none that holds, and what writes may come too late or be too much.
BY_TOKEN = (401, 403, 409, 413)
SCHEME = "token"
HEADERS: Mapping[str, str] = {
    "ETag": "Names this answer: send it as `If-None-Match`.",
    "Link": "The next page of a list, as `next` has it; by `rel=deprecation` what goes with the next version.",
    "Deprecation": "Since when it is told that something here goes with the next version; `Link` leads to what it is.",
    "Sunset": "Until when it stays.",
    "RateLimit-Policy": "How much may be asked: `q` requests in `w` seconds. Not where there is no limit.",
    "RateLimit": "How many requests are left, and in how many seconds the next one is.",
    "Retry-After": "In how many seconds to ask again.",
}

(ACTIONS,) = actions.tags
router = APIRouter(route_class=ApiRoute, dependencies=[PUBLIC], include_in_schema=False)


@router.get(OPENAPI)
def openapi(request: Request) -> Response:
    """The document, of the routes that this application serves."""
    return Response(
        json_text(document_of(request.app.routes, request.app.state.deprecated), compact=True),
        media_type="application/json",
        headers={"Cache-Control": "public, max-age=3600"},
    )


def document_of(routes: Sequence[BaseRoute], deprecated: Sequence[Deprecated] = DEPRECATED) -> dict[str, Any]:
    """OpenAPI 3.1 of these routes. Raises LookupError where something is deprecated that there is not."""
    document = get_openapi(
        title="eindekss",
        version=VERSION,
        summary="The e-index of Latvian municipalities",
        description=INTRODUCTION,
        routes=routes,
        servers=[{"url": "/"}],
    )
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = ProblemDocument.model_json_schema(ref_template=f"{COMPONENTS}{{model}}")
    schemas |= problem.pop("$defs")
    schemas["ProblemDocument"] = problem
    schemas |= audit_schemas()
    document["components"]["responses"] = {kind.name: _problem(kind.meaning, status) for status, kind in KINDS.items()}
    document["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    document["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "A token of an account, with the scopes it needs."}
    }
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation)
    answer = document["paths"][AUDIT]["get"]["responses"]["200"]
    answer["content"] = {"application/json": {"schema": {"$ref": f"{COMPONENTS}AuditExport"}}}
    mark(document, deprecated)
    return document


@cache
def audit_schemas() -> Mapping[str, Any]:
    """reports/audit.schema.json, whose parts stand among the other schemas, by names that begin with Audit."""
    text = files("reports").joinpath("audit.schema.json").read_text("utf-8")
    parts = json.loads(text)["$defs"]
    for name in parts:
        text = text.replace(f'"#/$defs/{name}"', f'"{COMPONENTS}{_named(name)}"')
    schema = json.loads(text)
    parts = {_named(name): part for name, part in schema.pop("$defs").items()}
    whole = {name: value for name, value in schema.items() if not name.startswith("$")}
    return {"AuditExport": whole, **parts}


def _named(part: str) -> str:
    return "Audit" + "".join(word.capitalize() for word in part.replace("-", "_").split("_"))


def _complete(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    by_token = ACTIONS in operation["tags"]
    if by_token:
        operation["security"] = [{SCHEME: []}]
    for status in (*ALWAYS, *(BY_TOKEN if by_token else ())):
        responses[str(status)] = {"$ref": f"#/components/responses/{KINDS[status].name}"}
    good = next(answer for status, answer in responses.items() if status.startswith("2"))
    limits = ["RateLimit-Policy", "RateLimit"]
    names = [*([] if by_token else ["ETag"]), *limits, "Deprecation", "Sunset"]
    schema = good.get("content", {}).get("application/json", {}).get("schema", {})
    if "/Listed_" in schema.get("$ref", ""):
        names = [*names, "Link"]
    good["headers"] = _headers(names)
    if not by_token:
        responses["304"] = {"description": "What you have is still so.", "headers": _headers(["ETag", *limits])}


def _headers(names: Sequence[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(meaning: str, status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": meaning,
        "content": {PROBLEM_JSON: {"schema": {"$ref": f"{COMPONENTS}ProblemDocument"}}},
    }
    if status in (429, 503):
        answer["headers"] = _headers(["Retry-After"])
    return answer
