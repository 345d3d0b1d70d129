"""Makes the pages that most readers ask for before they ask, once the data have stayed as they are for a while."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Scope

from checks.watch import FEATURES
from db.engine import DatabaseError
from model.text import LANGUAGES
from pipeline.findings import Wanted, find
from pipeline.municipalities import standing_series
from reports.language import riga_day
from web.kept.municipalities import path_of
from web.kept.pages import WARMING, tell_fault
from web.navigation import NAVIGATION

log = logging.getLogger(__name__)

LOOK_S = 5.0
# Between two audits of a night less time goes by.
QUIET_S = 60.0
# Of the time that a page takes so much more is left to the readers.
REST_SHARE = 3.0
TABS = ("", "/history", "/issues", "/features", "/scores")


@asynccontextmanager
async def warm(app: FastAPI) -> AsyncIterator[None]:
    """For as long as the application serves. Pages are kept by the host, so it may have to wait for a reader."""
    task = asyncio.create_task(_keep_warm(app))
    yield
    task.cancel()


async def _keep_warm(app: FastAPI) -> None:
    warmed, seen, since = "", "", monotonic()
    while True:
        await asyncio.sleep(LOOK_S)
        try:
            stamp = await run_in_threadpool(app.state.shelf.stamp)
            if stamp != seen:
                # What is there at the start has stayed long enough.
                since = monotonic() - (QUIET_S if not seen else 0.0)
                seen = stamp
            base = _base(app)
            if stamp == warmed or base is None or monotonic() - since < QUIET_S:
                continue
            paths = await run_in_threadpool(_paths, app)
        except DatabaseError as error:
            log.info("pages are not made beforehand: %s", error)
            continue
        for path in paths:
            await app.state.pages.nobody_waits()
            began = monotonic()
            await _in_peace(asyncio.create_task(_ask(app, base, path), name=f"{base}{path}"))
            await asyncio.sleep((monotonic() - began) * REST_SHARE)
            if app.state.shelf.known_stamp() not in (None, stamp):
                break
        else:
            warmed = stamp


async def _in_peace(task: asyncio.Task[None]) -> None:
    """Waits for it; what goes wrong in one page, or with a host that somebody made up, ends no other."""
    task.add_done_callback(tell_fault)
    try:
        await asyncio.wait([task])
    finally:
        task.cancel()


def _base(app: FastAPI) -> str | None:
    """Where the public comes to; else where somebody came to last."""
    public_url: str = app.state.workplace.settings.public_url
    parts = urlsplit(public_url)
    return f"{parts.scheme}://{parts.netloc}" if public_url else app.state.pages.base


def _paths(app: FastAPI) -> Sequence[str]:
    """The main pages, what is open, and each municipality, first in Latvian. Raises DatabaseError."""
    workplace = app.state.workplace
    series = standing_series(workplace, riga_day(app.state.now()))
    rules = dict.fromkeys(issue.span.rule for issue in find(workplace, Wanted()).issues)
    paths = [
        *(path for path, _ in NAVIGATION),
        *(f"{path_of(one)}{tab}" for tab in TABS for one in series),
        *(f"rules/{rule}" for rule in rules),
        *(f"features/{feature}" for feature in FEATURES),
    ]
    return [f"/{language}/{path}" for language in LANGUAGES for path in paths]


async def _ask(app: FastAPI, base: str, path: str) -> None:
    """As a reader at this machine would."""
    parts = urlsplit(base)
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": parts.scheme,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", parts.netloc.encode("latin-1"))],
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname, parts.port),
        WARMING: True,
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: Message) -> None:
        return None

    await app(scope, receive, send)
