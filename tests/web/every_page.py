"""Every kind of page that anybody may read, by one address or more, checked against the routes of the application."""

import re
from collections.abc import Iterator
from functools import cache

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

LANGUAGE = "/{lang}/"
# Behind the language; what must not go wrong stands in several ways.
PAGES = (
    "",
    "?show=feature:petition&region=Latgale",
    "accessibility",
    "compare?site=0001000&from=2026-11-24",
    "compare?site=0001000&site=0002000&from=2026-05-30",
    "criteria",
    "data",
    "data/results",
    "data/star-rule-audit",
    "features",
    "features/forum",
    "issues",
    "issues/shared",
    "login",
    "methodology",
    "methodology/2026",
    "municipality/0006000",
    "municipality/0020000",
    "municipality/0020000/features",
    "municipality/0020000/history?since=2024-11-01",
    "municipality/0020000/issues",
    "municipality/0020000/issues/42f587b793f66d86",
    "municipality/0020000/reports",
    "municipality/0020000/reports/statement",
    "municipality/0020000/scores",
    "municipality/0020000/scores/website_usability",
    "privacy",
    "results",
    "results/levels/communication/3?on=2026-11-26",
    "results/recommendations/com.conformity?answer=told",
    "results/statements/com.mobile?answer=yes",
    "rules",
    "rules/image-alt",
    "runs",
    "runs/20261125T233000000Z",
    "search?q=riga",
    "search?q=zzzz",
    "trend",
    "trend/municipalities?show=wcag",
)
# What an address asks for and there is not, and how that is answered.
PROBLEMS = {"municipality/nowhere": 404, "issues?impact=worst&older_than=-1": 422}
# Under a language, but files or a way elsewhere.
NOT_PAGES = frozenset(
    {
        "/{lang}/municipality/{key}/pictures/{ref}",
        "/{lang}/municipality/{key}/reports/{name}",
        "/{lang}/results/slides",
        "/{lang}/login/organisation",
    }
)
# Pages behind a login have tests of their own (tests/web/access).
DESK = "/{lang}/desk"


def reading_routes(app: FastAPI) -> Iterator[str]:
    """Paths of the routes that are read, in the order in which they are tried."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            yield context.path or ""


def page_routes(app: FastAPI) -> set[str]:
    """Those that show a page to anybody."""
    return {
        path
        for path in reading_routes(app)
        if path.startswith(LANGUAGE) and path not in NOT_PAGES and not path.startswith(DESK)
    }


def route_of(app: FastAPI, path: str) -> str | None:
    """The route that answers at a path, without a query; None where none does."""
    return next((each for each in reading_routes(app) if _pattern(each).fullmatch(path)), None)


@cache
def _pattern(route: str) -> re.Pattern[str]:
    """`{lang}` is a language, `{name:path}` may hold slashes."""
    parts = re.split(r"(\{\w+(?::path)?\})", route)
    of = {"{lang}": "(?:lv|en)"}
    return re.compile(
        "".join(
            of.get(part, ".+" if part.endswith(":path}") else "[^/]+") if part.startswith("{") else re.escape(part)
            for part in parts
        )
    )
