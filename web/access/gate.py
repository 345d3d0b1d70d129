"""What a route asks of whoever comes: every route carries one decision, and the public ones say that they ask nothing.

`check` refuses to serve an application with a route that carries none.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from model.text import LANGUAGES
from reports.language import N_
from web.access import csrf
from web.access.actions import Action
from web.access.decision import PUBLIC as PUBLIC
from web.access.decision import Decision
from web.access.visitor import Visitor, logged_in, of_token
from web.problems import Problem

READING = ("GET", "HEAD")
NOT_KNOWN = N_("You are not logged in"), N_("Log in and try again.")
NOT_ALLOWED = N_("Your account may not do this"), N_("Ask an administrator, or log in by another account.")


class PublicForm(Decision):
    """Anybody may send this form, from our page."""

    async def __call__(self, request: Request) -> None:
        csrf.refuse_open_lines(request)
        secret = csrf.cookie(request, csrf.FORM)
        await csrf.check(request, csrf.token_of(secret) if secret else "")


class AtDesk(Decision):
    """Whoever is logged in and may do the action; a form comes from a page of ours.

    Where it brings files, it is read only here, and only of who may: such a route names no `Form` of its own, for which
    it would be read before anybody was asked.
    """

    def __init__(self, action: Action, files: int = 0) -> None:
        self.action = action
        self.files = files

    async def __call__(self, request: Request) -> Visitor:
        visitor = await run_in_threadpool(logged_in, request)
        if visitor is None and request.method in READING:
            raise LoginFirst
        if visitor is None:
            raise Problem(401, *NOT_KNOWN)
        allowed = visitor.may(self.action)
        if request.method not in READING and not (self.files and not allowed):
            await csrf.check(request, visitor.csrf, self.files)
        if not allowed:
            raise Problem(403, *NOT_ALLOWED)
        return visitor


class ByToken(Decision):
    """A program with a token whose account and scopes may do the action."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request) -> Visitor:
        visitor = await run_in_threadpool(of_token, request)
        if visitor is None:
            raise Problem(
                401,
                N_("A token is needed"),
                N_("Send one that holds in the header Authorization: Bearer TOKEN."),
                headers={"WWW-Authenticate": "Bearer"},
            )
        if not visitor.may(self.action):
            # RFC 6750, 3.1
            headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self.action.scope}"'}
            told = N_("The token may not do this"), N_("Use one whose account and scopes may.")
            raise Problem(403, *told, headers=headers)
        return visitor


class LoginFirst(Exception):
    """The page is shown after a login."""


PUBLIC_FORM = Depends(PublicForm())


def decided(app: FastAPI) -> Iterator[tuple[RouteContext, Sequence[Decision]]]:
    """Every route with the decisions that it carries; there must be one."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            calls: list[object] = [one.call for one in route.dependant.dependencies]
            yield context, [one for one in calls if isinstance(one, Decision)]
        else:
            # Such as FastAPI makes by itself: it cannot say who may, so it is not served.
            yield context, []


def check(app: FastAPI) -> None:
    """Raises RuntimeError, which names the routes that do not say who may use them."""
    wrong = [f"{context.path}" for context, found in decided(app) if len(found) != 1]
    if wrong:
        raise RuntimeError(f"routes without exactly one decision about who may use them: {', '.join(wrong)}")


def handle(app: FastAPI) -> None:
    """Leads whoever has to log in first to the page for it, and back."""

    @app.exception_handler(LoginFirst)
    def login(request: Request, error: LoginFirst) -> Response:
        path, query = request.url.path, request.url.query
        language = next((one for one in LANGUAGES if path.startswith(f"/{one}/")), LANGUAGES[0])
        back = urlencode({"next": f"{path}?{query}" if query else path})
        return RedirectResponse(f"/{language}/login?{back}", 303)
