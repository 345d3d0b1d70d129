"""The routes of the API: the same answer for everybody, kept ready, in the language that was asked for."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from reports.export import json_text, plain
from web.access.gate import PUBLIC
from web.api.asking import language_of
from web.api.cursor import Slice, written
from web.kept.pages import kept, sent
from web.page_route import PageRoute
from web.problems import API
from web.visit import Visit

VERSION = "v1"
PREFIX = f"{API}{VERSION}"
# Browsers and caches between may use an answer for so long without asking.
CACHE = "public, max-age=60"
VARY = "Accept-Encoding, Accept-Language"


class ApiRoute(PageRoute):
    """Nobody is told anything of his own here, whatever cookie or token he brings."""

    vary = VARY

    async def is_own(self, request: Request) -> bool:
        return False

    def address_of(self, request: Request) -> str:
        return f"{super().address_of(request)}#{language_of(request)}"


class LiveRoute(ApiRoute):
    """For what changes while nothing is saved, such as a run at work: made anew each time."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        make = APIRoute.get_route_handler(self)

        async def handle(request: Request) -> Response:
            answer = await make(request)
            return sent(request, await run_in_threadpool(kept, "", answer), self.vary)

        return handle


def api_router(tag: str, route: type[APIRoute] = ApiRoute) -> APIRouter:
    """A router of public answers that OpenAPI lists under `tag`."""
    return APIRouter(
        prefix=PREFIX,
        route_class=route,
        dependencies=[PUBLIC],
        tags=[tag],
        generate_unique_id_function=lambda one: one.name,
    )


def tells(model: Any) -> dict[int | str, dict[str, Any]]:
    """What a route says of its answer. The answers are not sent through the model: a test holds them against it."""
    return {200: {"model": model, "description": "What was asked for."}}


def told(value: Any, *, cache: str = CACHE) -> Response:
    """As JSON; numbers not rounded, times with their zone."""
    return Response(
        json_text(plain(value), compact=True), media_type="application/json", headers={"Cache-Control": cache}
    )


def listed(visit: Visit, found: Slice[Any], items: Sequence[Mapping[str, Any]]) -> Response:
    """A page of a list, with the way to the next one in the body and in the header."""
    following = None
    if found.after is not None:
        url = visit.request.url.include_query_params(cursor=written(found.after))
        following = f"{url.path}?{url.query}"
    answer = told({"items": items, "next": following})
    if following is not None:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def both(text: Any) -> dict[str, str]:
    """A text in both languages."""
    return {"lv": text.lv, "en": text.en}
