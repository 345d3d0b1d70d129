"""The routes of public pages: those that everybody sees alike are kept, those of a night at work are made anew."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from time import monotonic
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from web.access.csrf import cookie
from web.access.gate import PUBLIC
from web.access.visitor import SESSION, logged_in
from web.kept.pages import WARMING, KeptPages, can_be_kept, kept, sent, tell_fault

# What FastAPI closes when an answer was sent.
STACKS = ("fastapi_inner_astack", "fastapi_function_astack", "fastapi_middleware_astack")


class PageRoute(APIRoute):
    """A route whose answers to GET are the same for everybody who brings no session."""

    vary = "Accept-Encoding, Cookie"

    async def is_own(self, request: Request) -> bool:
        """Whether the answer may be for this visitor alone. A session that does not hold is looked for: by any word in
        its place a stranger would have each page made anew.
        """
        return bool(cookie(request, SESSION)) and await run_in_threadpool(logged_in, request) is not None

    def address_of(self, request: Request) -> str:
        """What the answer depends on beside the data and the day. Some pages say under which host they were asked for,
        so that what one brings in by a false name is shown to nobody else.
        """
        return str(request.url)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        make = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "GET" or await self.is_own(request):
                return await make(request)
            pages: KeptPages = request.app.state.pages
            # The day is part of it: pages say what is so today.
            shelf = request.app.state.shelf
            shelf.rushed = pages.many()
            known = shelf.known_stamp() or await run_in_threadpool(shelf.stamp)
            stamp = f"{known} {request.app.state.now():%Y-%m-%d}"
            of_reader = WARMING not in request.scope
            if of_reader:
                pages.follow(stamp, f"{request.url.scheme}://{request.url.netloc}")
            address = self.address_of(request)
            found = pages.at(address, stamp)
            if found is None and (found := pages.of_late(address)) is not None:
                if address not in pages.renewing:
                    task = asyncio.create_task(renew(request, pages, address, stamp), name=address)
                    task.add_done_callback(tell_fault)
                    pages.renewing[address] = task
            elif found is None:
                pages.waiting += of_reader
                try:
                    async with pages.making(address):
                        found = pages.at(address, stamp)
                        if found is None:
                            async with pages.makers:
                                answer = await make(request)
                            if not can_be_kept(answer):
                                return answer
                            found = await run_in_threadpool(kept, stamp, answer)
                            pages.keep(address, found)
                finally:
                    pages.waiting -= of_reader
                    # Also of an address that there is not, or somebody could fill the memory with such.
                    pages.made(address)
            return sent(request, found, self.vary)

        async def renew(request: Request, pages: KeptPages, address: str, stamp: str) -> None:
            try:
                async with pages.renewers, AsyncExitStack() as stack:
                    await pages.nobody_waits()
                    began = monotonic()
                    # The visit that asked is answered, and its own stacks are closed.
                    scope = {**request.scope, **dict.fromkeys(STACKS, stack)}
                    answer = await make(Request(scope, request.receive))
                    if can_be_kept(answer):
                        pages.keep(address, await run_in_threadpool(kept, stamp, answer))
                    # Readers have the greater half.
                    await asyncio.sleep(monotonic() - began)
            finally:
                pages.renewing.pop(address, None)

        return handle


def page_router() -> APIRouter:
    """A router of public pages, whose paths begin with the language."""
    return APIRouter(prefix="/{lang}", route_class=PageRoute, dependencies=[PUBLIC], include_in_schema=False)


class LiveRoute(APIRoute):
    """A route whose answers nobody keeps without asking: they change while nothing is saved."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        make = super().get_route_handler()

        async def handle(request: Request) -> Response:
            answer = await make(request)
            answer.headers["Cache-Control"] = "no-cache"
            return answer

        return handle


def live_router() -> APIRouter:
    """A router of public pages such as that of a night at work: each is made anew."""
    return APIRouter(prefix="/{lang}", route_class=LiveRoute, dependencies=[PUBLIC], include_in_schema=False)
