"""What the pages of the desk have in common: their forms, what was just done, and the ways between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import RedirectResponse

from db.action_log import deeds
from model.access import Deed, FailedLogins
from reports.language import N_, Words
from reports.run_views import moment_told
from reports.spreadsheets import Row
from reports.views import Column, View
from reports.views import Form as Kind
from web.access import actions
from web.access.actions import ACTIONS, Action
from web.access.gate import NOT_KNOWN, AtDesk
from web.access.visitor import logged_in
from web.deeds import Doer, doer_of
from web.page import DataTable, Page, show
from web.pages.desk.subjects import subjects_of
from web.problems import Problem
from web.visit import Visit

# Path behind the language, title, and what it takes to see it.
PLACES: tuple[tuple[str, str, Action], ...] = (
    ("desk", N_("Desk"), actions.SEE_DESK),
    ("desk/runs", N_("Nights and runs"), actions.SEE_ALL),
    ("desk/objections", N_("Objections"), actions.READ_OBJECTIONS),
    ("desk/decisions", N_("Decisions"), actions.SEE_ALL),
    ("desk/accounts", N_("Accounts"), actions.SEE_ACCOUNTS),
    ("desk/tokens", N_("Tokens"), actions.SEE_TOKENS),
    ("desk/password", N_("Password"), actions.CHANGE_PASSWORD),
)
DONE = "done"
# The column of the log that tells what it was about, from 0.
ABOUT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`kind` is text, area, select, date, number, password, checks, files or hidden; `options` are value and label."""

    name: str
    label: str = ""
    kind: str = "text"
    options: Sequence[tuple[str, str]] = ()
    value: str = ""
    hint: str = ""
    required: bool = True
    longest: int | None = None
    completes: str = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`says` is what happens when it is sent; a form that only asks before it leads to a page goes by `get`."""

    id: str
    title: str
    to: str
    button: str
    says: str = ""
    fields: Sequence[Field] = ()
    method: str = "post"

    @property
    def brings_files(self) -> bool:
        return any(field.kind == "files" for field in self.fields)


def desk_router() -> APIRouter:
    """A router of pages that nothing keeps, whose paths begin with the language."""
    return APIRouter(prefix="/{lang}", include_in_schema=False)


def may(action: Action, files: int = 0) -> list[Any]:
    """The decision of a route of the desk; its form may bring so many files."""
    return [Depends(AtDesk(action, files))]


def doer(request: Request) -> Doer:
    """Whoever the gate let through."""
    visitor = logged_in(request)
    if visitor is None:
        raise Problem(401, *NOT_KNOWN)
    return doer_of(request, visitor)


Acting = Annotated[Doer, Depends(doer)]
# No database has room for a greater one.
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def desk_page(
    visit: Visit,
    title: str,
    *,
    lead: str = "",
    forms: Sequence[Form] = (),
    tables: Sequence[DataTable] = (),
    facts: Sequence[tuple[str, str]] = (),
    leads: Mapping[str, str] | None = None,
    crumbs: Sequence[tuple[str, str]] = (),
    values: Mapping[str, object] | None = None,
    template: str = "desk/frame.html.j2",
) -> Response:
    """`facts` are told as a list of names and values above the tables; `leads`: to which page a name's value leads."""
    who = visit.who
    places = [(path, name) for path, name, action in PLACES if who is not None and who.may(action)]
    told = {
        "lead": lead,
        "forms": forms,
        "facts": facts,
        "leads": leads or {},
        "places": places,
        "done": _just_done(visit),
    }
    page = Page(template=template, title=title, tables=tables, crumbs=crumbs, values=told | dict(values or {}))
    return show(visit, page)


def led_to(visit: Visit, path: str) -> Response:
    """After something was done: the page that shows it, asked for anew, so that reloading does nothing again."""
    return RedirectResponse(visit.to(path, **{DONE: 1}), 303)


def title_of(action: str, words: Words) -> str:
    known = ACTIONS.get(action)
    return words.gettext(known.title) if known else action


@dataclass(frozen=True, slots=True)
class JustDone:
    """The newest entry of the log that is the visitor's own, in words."""

    title: str
    about: str


def _just_done(visit: Visit) -> JustDone | None:
    """Out of the log, not out of the address: a link from elsewhere cannot claim that something was done."""
    if visit.who is None or DONE not in visit.request.query_params:
        return None
    found = deeds(visit.workplace.database, 1, visit.who.name)
    if not found or not found[0].done:
        return None
    return JustDone(title_of(found[0].action, visit.words), subjects_of(visit).told(found[0]))


def log_table(visit: Visit, entries: Sequence[Deed]) -> DataTable:
    """Files have what it is about as it was noted, for programs; the page tells it in words."""
    _, subjects = visit.words.gettext, subjects_of(visit)
    how = {"session": _("browser"), "token": _("token"), "command": _("command line")}
    rows: list[Row] = [
        [
            moment_told(one.at, visit.words),
            one.who,
            how.get(one.means, one.means),
            title_of(one.action, visit.words),
            one.subject or None,
            _("carried out") if one.done else _("refused: %(why)s", why=_(one.detail)),
        ]
        for one in entries
    ]
    columns = [_("When"), _("Who"), _("Through"), _("What"), _("About"), _("Result")]
    told = {(at, ABOUT): subjects.told(one) for at, one in enumerate(entries) if one.subject}
    view = View(_("What people did"), _("Log"), [Column(one) for one in columns], rows)
    return DataTable(id="log", view=view, told=told)


def failures_table(visit: Visit, failures: Sequence[FailedLogins]) -> DataTable:
    _, words = visit.words.gettext, visit.words
    rows: list[Row] = [
        [
            moment_told(one.begins_at, words),
            one.who or _("names that are no account"),
            _("the organisation") if one.means == "organisation" else _("password"),
            one.wrong,
            one.waited,
            moment_told(one.last_at, words),
        ]
        for one in failures
    ]
    words_of = [Column(_("Hour from")), Column(_("Account")), Column(_("By"))]
    counts = [Column(_("Refused"), Kind.COUNT), Column(_("Had to wait"), Kind.COUNT), Column(_("Last"))]
    note = _("Counted by account and hour, for 90 days. Names that are no account are counted together and not kept.")
    view = View(_("Logins that failed"), _("Failed logins"), [*words_of, *counts], rows, notes=[note])
    return DataTable(id="failed-logins", view=view)
