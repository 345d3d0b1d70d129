"""Coming in and going out: by password, or by the organisation."""

import logging
import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from db.action_log import note_deed
from db.failed_logins import note_failed_login
from model.access import Account
from model.text import LANGUAGES
from pipeline.accounts import LONGEST_NAME, LONGEST_PASSWORD, Busy
from reports.language import N_
from reports.shown import shown
from web.access import actions, csrf, known_browsers
from web.access.attempts import Wait, account_of
from web.access.gate import PUBLIC, PUBLIC_FORM
from web.access.organisation import CALLBACK, STATE, STATE_S, NotKnown, Organisation, ProviderAway
from web.access.visitor import log_in, log_out
from web.page import Page, show
from web.pages.desk import frame as desk
from web.problems import Problem, not_found
from web.visit import Visit, Visiting

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)

# An address of ours: it begins with a language, so that no other host can be named.
OURS = re.compile(r"/(lv|en)/[!-\[\]-~]{0,1000}")
WRONG = N_("Name or password is wrong.")


class Login(BaseModel):
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    password: Annotated[str, Field(max_length=LONGEST_PASSWORD)]
    next: str = ""


@router.get("/{lang}/login", dependencies=[PUBLIC])
def login(visit: Visiting, next: str = "") -> Response:
    if visit.who is not None:
        return RedirectResponse(_back(visit, next), 303)
    return _form(visit, next)


@router.post("/{lang}/login", dependencies=[PUBLIC_FORM])
def come_in(visit: Visiting, form: Annotated[Login, Form()]) -> Response:
    _ = visit.words.gettext
    try:
        account = account_of(visit.request, form.name, form.password)
    except Wait as wait:
        said = _("Too many tries: the next one is looked at in %(seconds)s seconds.", seconds=wait.seconds)
        return _form(visit, form.next, said, 429, wait.seconds)
    except Busy:
        return _form(visit, form.next, _("Too many people log in just now: try again in a minute."), 503, 60)
    if account is None:
        return _form(visit, form.next, _(WRONG), 401)
    answer = _welcomed(visit.request, account, _back(visit, form.next))
    known_browsers.remember(visit.request, answer, account)
    return answer


@router.post("/{lang}/logout", dependencies=desk.may(actions.LOG_OUT))
def go_out(visit: Visiting) -> Response:
    answer = RedirectResponse(visit.to(""), 303)
    _noted(visit.request, visit.who.name if visit.who else "", actions.LOG_OUT)
    log_out(visit.request, answer)
    return answer


@router.get("/{lang}/login/organisation", dependencies=[PUBLIC])
def to_organisation(visit: Visiting, next: str = "", anew: bool = False) -> Response:
    """Leads to the provider; what its answer is compared with stays in a cookie. `anew`: the person is asked again."""
    csrf.refuse_open_lines(visit.request)
    organisation = _organisation(visit.request)
    try:
        address, kept = organisation.begin(_callback(visit.request), _back(visit, next), anew)
    except ProviderAway as error:
        raise _away(error) from error
    answer = RedirectResponse(address, 303)
    csrf.set_cookie(visit.request, answer, STATE, kept, STATE_S)
    return answer


@router.get(CALLBACK, dependencies=[PUBLIC])
async def from_organisation(request: Request) -> Response:
    """Where the provider sends people back to; one address, which it knows, for both languages."""
    return await run_in_threadpool(_from_organisation, request)


def _from_organisation(request: Request) -> Response:
    csrf.refuse_open_lines(request)
    organisation = _organisation(request)
    kept = csrf.cookie(request, STATE)
    try:
        came_in = organisation.end(request, _callback(request), kept)
    except ProviderAway as error:
        raise _away(error) from error
    except NotKnown as error:
        # Anybody can bring this about: it goes to where logs are bounded.
        log.warning("nobody came in by the organisation: %s", shown(str(error)))
        state = request.app.state
        note_failed_login(state.workplace.database, "", "organisation", state.now(), waited=False)
        raise Problem(
            403,
            N_("Your organisation's login was not accepted"),
            N_("Begin again from the login page; if it stays so, tell whoever runs this site."),
            reason=str(error),
        ) from error
    back = came_in.back if OURS.fullmatch(came_in.back) else f"/{LANGUAGES[0]}/desk"
    answer = _welcomed(request, came_in.account, back, came_in.proved_at)
    csrf.drop_cookie(request, answer, STATE)
    return answer


def _welcomed(request: Request, account: Account, back: str, proved_at: datetime | None = None) -> Response:
    answer = RedirectResponse(back, 303)
    log_in(request, answer, account, proved_at)
    csrf.drop_cookie(request, answer, csrf.FORM)
    _noted(request, account.name, actions.LOG_IN)
    return answer


def _form(visit: Visit, back: str, refused: str = "", status: int = 200, wait_s: int = 0) -> Response:
    _, request = visit.words.gettext, visit.request
    csrf.refuse_open_lines(request)
    secret = csrf.form_secret(request)
    here = _back(visit, back)
    fields = [
        desk.Field(name="name", label=_("Name"), longest=LONGEST_NAME, completes="username"),
        desk.Field(
            name="password",
            label=_("Password"),
            kind="password",
            longest=LONGEST_PASSWORD,
            completes="current-password",
        ),
        desk.Field(name="next", kind="hidden", value=here),
    ]
    form = desk.Form(id="login", title=_("By password"), to=visit.to("login"), button=_("Log in"), fields=fields)
    organisation = visit.to("login/organisation", next=here) if request.app.state.organisation else ""
    values = {"form": form, "form_csrf": csrf.token_of(secret), "refused": refused, "organisation": organisation}
    answer = show(visit, Page(template="desk/login.html.j2", title=_("Log in"), values=values))
    answer.status_code = status
    if wait_s:
        answer.headers["Retry-After"] = str(wait_s)
    csrf.set_cookie(request, answer, csrf.FORM, secret, csrf.FORM_S)
    return answer


def _back(visit: Visit, address: str) -> str:
    """Where a login leads: a page of ours, the desk without one."""
    return address if OURS.fullmatch(address) else visit.to("desk")


def _callback(request: Request) -> str:
    return str(request.url.replace(path=CALLBACK, query="", fragment=""))


def _organisation(request: Request) -> Organisation:
    found: Organisation | None = request.app.state.organisation
    if found is None:
        raise not_found(N_("No organisation logs in here"), N_("Log in by name and password."))
    return found


def _away(error: ProviderAway) -> Problem:
    return Problem(
        503,
        N_("Your organisation's login does not answer"),
        N_("Try again in a minute."),
        reason=str(error),
        headers={"Retry-After": "60"},
    )


def _noted(request: Request, who: str, action: actions.Action) -> None:
    state = request.app.state
    note_deed(state.workplace.database, state.now(), who, "session", action.id, "", done=True)
