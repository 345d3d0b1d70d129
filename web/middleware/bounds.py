"""How much a request may bring, and that no cache keeps what only somebody who is known may see."""

import re

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access.visitor import SESSION
from web.problems import KNOWN, answer_of

MOST_BYTES = 256 * 1024
# Of whoever brings a session or token; who is behind it is asked before it is read.
MOST_BYTES_WITH_FILES = 25_000_000
WITH_FILES = re.compile(r"/(lv|en)/desk/objections(/\d+/files)?|/api/v1/objections/\d+/files")
FILES = "/static/"
PRIVATE = ("login", "logout", "desk")


class Bounds:
    """A body over the bound is refused before it is read to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # A database may take no such text, and nothing is called so. As a page it is rendered: not in the loop.
            answer = await run_in_threadpool(answer_of, Request(scope), 404, *KNOWN[404])
            await answer(scope, receive, send)
            return
        private, most, come = _private(scope), _most_bytes(scope), 0

        async def bounded() -> Message:
            nonlocal come
            if not come and _declared(scope) > most:
                raise HTTPException(413)
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise HTTPException(413)
            return message

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and private:
                MutableHeaders(scope=message)["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, bounded, told)


def _most_bytes(scope: Scope) -> int:
    headers = Headers(scope=scope)
    if scope["method"] != "POST" or not WITH_FILES.fullmatch(scope["path"]) or not _is_known(headers):
        return MOST_BYTES
    # A form without files is read into memory whole.
    forms = "/desk/" in scope["path"] and not headers.get("content-type", "").startswith("multipart/form-data")
    return MOST_BYTES if forms else MOST_BYTES_WITH_FILES


def _declared(scope: Scope) -> int:
    told = Headers(scope=scope).get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _is_known(headers: Headers) -> bool:
    """Whether a session or a token is brought, be it a right one or not."""
    return SESSION in headers.get("cookie", "") or "authorization" in headers


def _private(scope: Scope) -> bool:
    path, known = scope["path"], _is_known(Headers(scope=scope))
    return not path.startswith(FILES) and (known or bool({*path.split("/")[1:3]} & {*PRIVATE}))
