"""Accounts at the desk: administrators make, lock and remove them; everybody changes the own password."""

from dataclasses import replace
from typing import Annotated

from fastapi import Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from db.accounts import accounts, remove_account, set_locked
from model.access import Account, AccountRole
from pipeline.accounts import (
    LONGEST_NAME,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    change_password,
    create_account,
    known_account,
)
from pipeline.deciding import site_names
from pipeline.errors import SetupError
from reports.language import N_
from reports.spreadsheets import Row
from reports.views import Column, View
from web.access import actions
from web.access.actions import Action
from web.access.attempts import prove_again
from web.access.visitor import log_in
from web.deeds import Doer
from web.filters import Unset
from web.page import DataTable
from web.pages.desk import frame as desk
from web.pages.desk.frame import Acting, desk_page, desk_router, led_to, may
from web.pages.desk.subjects import ROLES
from web.problems import not_found
from web.visit import Visit, Visiting

router = desk_router()

Password = Annotated[str, Field(max_length=LONGEST_PASSWORD)]
NO_ACCOUNT = N_("There is no account of this name"), N_("Choose one from the list.")


class NewAccount(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    role: AccountRole
    site: Annotated[str | None, Field(max_length=20), Unset] = None
    password: Password


class Passwords(BaseModel):
    old: Password
    new: Password
    again: Password


@router.get("/desk/accounts", dependencies=may(actions.SEE_ACCOUNTS))
def listed(visit: Visiting, doer: Acting) -> Response:
    _ = visit.words.gettext
    towns = [(one.present.site.atvk, one.present.site.name) for one in doer.series() if one.present.site.atvk]
    form = desk.Form(
        id="add",
        title=_("Make an account"),
        to=visit.to("desk/accounts"),
        button=_("Make the account"),
        says=_("Tell the person the password by another way, and that it is changed at the first login."),
        fields=[
            desk.Field(name="name", label=_("Name"), longest=LONGEST_NAME),
            desk.Field(
                name="role",
                label=_("Role"),
                kind="select",
                options=[(one.value, _(ROLES[one])) for one in reversed(AccountRole)],
            ),
            desk.Field(
                name="site",
                label=_("Municipality, of a municipality's account"),
                kind="select",
                options=[("", _("none")), *((str(atvk), name) for atvk, name in towns)],
                required=False,
            ),
            _password("password", _("Password"), visit, new=True),
        ],
    )
    tables = [_accounts(visit, accounts(visit.workplace.database))]
    return desk_page(visit, _("Accounts"), tables=tables, forms=[form])


@router.post("/desk/accounts", dependencies=may(actions.ADD_ACCOUNT))
def add(visit: Visiting, doer: Acting, form: Annotated[NewAccount, Form()]) -> Response:
    def work() -> None:
        create_account(doer.workplace, form.name, form.role, form.site, form.password, doer.now)

    doer.done(actions.ADD_ACCOUNT, f"{form.name} ({form.role})", work)
    return led_to(visit, "desk/accounts")


@router.get("/desk/accounts/{name}", dependencies=may(actions.SEE_ACCOUNTS))
def one(visit: Visiting, name: str) -> Response:
    _ = visit.words.gettext
    account = next((one for one in accounts(visit.workplace.database) if one.name == name), None)
    if account is None:
        raise not_found(*NO_ACCOUNT)
    path = f"desk/accounts/{name}"
    lock = desk.Form(
        id="lock",
        title=_("Lock the account"),
        to=visit.to(f"{path}/lock"),
        button=_("Lock it"),
        says=_("It is logged out at once, and comes in no longer, nor do its tokens."),
    )
    unlock = desk.Form(
        id="unlock",
        title=_("Open the account again"),
        to=visit.to(f"{path}/unlock"),
        button=_("Open it again"),
        says=_("It may log in again, and its tokens hold."),
    )
    remove = desk.Form(
        id="remove",
        title=_("Remove the account"),
        to=visit.to(f"{path}/remove"),
        button=_("Remove it"),
        says=_("It goes with its sessions and tokens, for good. What it did stays in the log."),
    )
    crumbs = [("desk", _("Desk")), ("desk/accounts", _("Accounts"))]
    forms = [unlock if account.locked else lock, remove]
    return desk_page(visit, name, facts=_facts(visit, account), forms=forms, crumbs=crumbs)


@router.post("/desk/accounts/{name}/lock", dependencies=may(actions.LOCK_ACCOUNT))
def lock(visit: Visiting, doer: Acting, name: str) -> Response:
    account = _other(doer, name, actions.LOCK_ACCOUNT)
    doer.done(actions.LOCK_ACCOUNT, name, lambda: set_locked(doer.workplace.database, account.id, True))
    return led_to(visit, f"desk/accounts/{account.name}")


@router.post("/desk/accounts/{name}/unlock", dependencies=may(actions.UNLOCK_ACCOUNT))
def unlock(visit: Visiting, doer: Acting, name: str) -> Response:
    account = _other(doer, name, actions.UNLOCK_ACCOUNT)
    doer.done(actions.UNLOCK_ACCOUNT, name, lambda: set_locked(doer.workplace.database, account.id, False))
    return led_to(visit, f"desk/accounts/{account.name}")


@router.post("/desk/accounts/{name}/remove", dependencies=may(actions.REMOVE_ACCOUNT))
def remove(visit: Visiting, doer: Acting, name: str) -> Response:
    account = _other(doer, name, actions.REMOVE_ACCOUNT)
    doer.done(actions.REMOVE_ACCOUNT, name, lambda: remove_account(doer.workplace.database, account.id))
    return led_to(visit, "desk/accounts")


@router.get("/desk/password", dependencies=may(actions.CHANGE_PASSWORD))
def password(visit: Visiting, doer: Acting) -> Response:
    _ = visit.words.gettext
    if doer.visitor.account.subject is not None:
        return desk_page(visit, _("Password"), lead=_("Your organisation logs you in: there is no password here."))
    fields = [
        # So that whoever keeps passwords knows whose it is.
        desk.Field(name="name", kind="hidden", value=doer.visitor.name, completes="username"),
        _password("old", _("The password so far"), visit),
        _password("new", _("The new password"), visit, new=True),
        replace(_password("again", _("The new password again"), visit, new=True), hint=""),
    ]
    form = desk.Form(
        id="password",
        title=_("Change the password"),
        to=visit.to("desk/password"),
        button=_("Change the password"),
        says=_("Your login ends everywhere else."),
        fields=fields,
    )
    return desk_page(visit, _("Password"), forms=[form])


@router.post("/desk/password", dependencies=may(actions.CHANGE_PASSWORD))
def new_password(visit: Visiting, doer: Acting, form: Annotated[Passwords, Form()]) -> Response:
    def work() -> None:
        if form.new != form.again:
            raise SetupError("the new passwords differ.")
        prove_again(visit.request, doer.visitor.name, form.old)
        change_password(doer.workplace.database, doer.visitor.account, form.new)

    doer.done(actions.CHANGE_PASSWORD, doer.visitor.name, work)
    # The change has ended the session by which it was asked for, too: this browser gets a new one.
    answer = RedirectResponse(visit.to("desk/password", **{desk.DONE: 1}), 303)
    log_in(visit.request, answer, doer.visitor.account)
    return answer


def _other(doer: Doer, name: str, action: Action) -> Account:
    """Nobody shuts the own door: who tries is refused, and noted. Raises Problem."""

    def refused() -> None:
        raise SetupError("nobody locks or removes the own account: ask another administrator.")

    try:
        account = known_account(doer.workplace, name)
    except SetupError as error:
        raise not_found(*NO_ACCOUNT) from error
    if account.id == doer.visitor.account.id:
        doer.done(action, name, refused)
    return account


def _password(name: str, label: str, visit: Visit, *, new: bool = False) -> desk.Field:
    hint = visit.words.gettext("At least %(num)s characters.", num=SHORTEST_PASSWORD) if new else ""
    completes = "new-password" if new else "current-password"
    return desk.Field(name=name, label=label, kind="password", longest=LONGEST_PASSWORD, hint=hint, completes=completes)


def _facts(visit: Visit, account: Account) -> list[tuple[str, str]]:
    _, words = visit.words.gettext, visit.words
    return [
        (_("Role"), _(ROLES[account.role])),
        *([(_("Municipality"), site_names(visit.workplace).get(account.site, account.site))] if account.site else []),
        (_("Logs in by"), _("the organisation") if account.subject else _("password")),
        (_("Last logged in"), words.date(account.logged_in_at) if account.logged_in_at else _("never")),
        (_("State"), _("locked") if account.locked else _("not locked")),
    ]


def _accounts(visit: Visit, known: tuple[Account, ...]) -> DataTable:
    _, names = visit.words.gettext, site_names(visit.workplace)
    rows: list[Row] = [
        [
            one.name,
            _(ROLES[one.role]),
            one.site and names.get(one.site, one.site),
            _("the organisation") if one.subject else _("password"),
            one.logged_in_at and visit.words.date(one.logged_in_at),
            _("locked") if one.locked else _("not locked"),
        ]
        for one in known
    ]
    links = {(at, 0): visit.to(f"desk/accounts/{one.name}") for at, one in enumerate(known)}
    columns = [_("Name"), _("Role"), _("Municipality"), _("Logs in by"), _("Last logged in"), _("State")]
    view = View(_("Accounts"), _("Accounts"), [Column(one) for one in columns], rows)
    return DataTable(id="accounts", view=view, links=links)
