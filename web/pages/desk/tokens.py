"""Tokens of programs at the desk: everybody makes and revokes those of the own account, administrators all."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Form, Response
from pydantic import BaseModel, Field

from db.accounts import accounts
from db.sessions import revoke_token, tokens
from model.access import Account, AccountRole, Scope, Token
from pipeline.accounts import LONGEST_NAME, LONGEST_PASSWORD, LONGEST_TOKEN, issue_token, known_account
from pipeline.errors import SetupError
from reports.language import N_, riga_day
from reports.spreadsheets import Row
from reports.views import Column, View
from web.access import actions
from web.access.actions import SCOPES, scopes_of
from web.access.attempts import prove_again
from web.access.visitor import proved_lately
from web.deeds import Doer
from web.filters import Unset
from web.page import DataTable
from web.pages.desk import frame as desk
from web.pages.desk.frame import Acting, Number, desk_page, desk_router, led_to, may
from web.problems import not_found
from web.visit import Visit, Visiting

router = desk_router()

# Of one account, at once.
MOST_TOKENS = 20
USUAL_DAYS = 90
NO_TOKEN = N_("There is no such token"), N_("Choose one from the list.")


class NewToken(BaseModel):
    label: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    scopes: list[Scope] = []
    days: Annotated[int, Field(ge=1, le=LONGEST_TOKEN.days)]
    account: Annotated[str | None, Field(max_length=LONGEST_NAME), Unset] = None
    password: Annotated[str, Field(max_length=LONGEST_PASSWORD)] = ""


@router.get("/desk/tokens", dependencies=may(actions.SEE_TOKENS))
def listed(visit: Visiting, doer: Acting) -> Response:
    known = _own(doer)
    lead = "" if known else visit.words.gettext("No program has a token yet.")
    tables = [_table(visit, known)] if known else []
    proven = _has_password(doer) or proved_lately(visit.request)
    return desk_page(
        visit,
        visit.words.gettext("Tokens"),
        lead=lead,
        tables=tables,
        forms=[_form(visit, doer)] if proven else [],
        values={"prove": "" if proven else visit.to("login/organisation", next=visit.to("desk/tokens"), anew="yes")},
        template="desk/tokens.html.j2",
    )


@router.post("/desk/tokens", dependencies=may(actions.ADD_TOKEN))
def add(visit: Visiting, doer: Acting, form: Annotated[NewToken, Form()]) -> Response:
    """The token stands in this answer and nowhere else, so that no redirect follows."""
    _, name = visit.words.gettext, form.account or doer.visitor.name

    def work() -> tuple[int, str]:
        account = _may_have(doer, name)
        if _has_password(doer):
            prove_again(visit.request, doer.visitor.name, form.password)
        elif not proved_lately(visit.request):
            raise SetupError("log in by your organisation anew first: the page of tokens leads there.")
        if useless := [one for one in form.scopes if one not in scopes_of(account.role)]:
            raise SetupError(f"an account of this role may not do what {useless[0]} is for.")
        if sum(one.account == account.name and one.holds(doer.now) for one in _own(doer)) >= MOST_TOKENS:
            raise SetupError(f"an account has at most {MOST_TOKENS} tokens that hold: revoke one first.")
        return issue_token(doer.workplace.database, account, form.label, form.scopes, doer.now, form.days)

    number, secret = doer.done(actions.ADD_TOKEN, f"{name}: {form.label} ({', '.join(form.scopes)})", work)
    lead = _("This is token %(number)s. Keep it now: it is shown only this once.", number=number)
    facts = [
        (_("Token"), secret),
        (_("Account"), name),
        (_("What for"), form.label),
        (_("May"), "\n".join(_scope_in_words(visit, one) for one in form.scopes)),
    ]
    return desk_page(visit, _("A new token"), lead=lead, facts=facts, crumbs=_crumbs(visit))


@router.get("/desk/tokens/{number}", dependencies=may(actions.SEE_TOKENS))
def token(visit: Visiting, doer: Acting, number: Number) -> Response:
    _, words = visit.words.gettext, visit.words
    known = _numbered(doer, number)
    form = desk.Form(
        id="revoke",
        title=_("Revoke the token"),
        to=visit.to(f"desk/tokens/{number}/revoke"),
        button=_("Revoke it"),
        says=_("The program that comes with it is refused from now on."),
    )
    facts = [
        (_("Account"), known.account),
        (_("What for"), known.label),
        (_("May"), "\n".join(_scope_in_words(visit, one) for one in known.scopes)),
        (_("Until"), words.date(known.expires_at)),
        (_("Last used"), words.date(known.used_at) if known.used_at else _("never")),
        (_("State"), _state(visit, known)),
    ]
    forms = [form] if known.holds(visit.now) else []
    return desk_page(visit, _("Token %(number)s", number=number), facts=facts, forms=forms, crumbs=_crumbs(visit))


@router.post("/desk/tokens/{number}/revoke", dependencies=may(actions.REVOKE_TOKEN))
def revoke(visit: Visiting, doer: Acting, number: Number) -> Response:
    def work() -> None:
        _numbered(doer, number)
        if not revoke_token(doer.workplace.database, number, doer.now):
            raise SetupError(f"there is no token {number} that holds.")

    doer.done(actions.REVOKE_TOKEN, str(number), work)
    return led_to(visit, "desk/tokens")


def _has_password(doer: Doer) -> bool:
    return doer.visitor.account.password_hash is not None


def _sees_all(doer: Doer) -> bool:
    return doer.visitor.account.role is AccountRole.ADMINISTRATOR


def _own(doer: Doer) -> Sequence[Token]:
    every = tokens(doer.workplace.database)
    return [one for one in every if _sees_all(doer) or one.account == doer.visitor.name]


def _numbered(doer: Doer, number: int) -> Token:
    """Raises Problem, also for another's: it is not there."""
    found = next((one for one in _own(doer) if one.id == number), None)
    if found is None:
        raise not_found(*NO_TOKEN)
    return found


def _may_have(doer: Doer, name: str) -> Account:
    """The account that the token is made for. Raises SetupError."""
    if _sees_all(doer):
        return known_account(doer.workplace, name)
    if name != doer.visitor.name:
        raise SetupError("only administrators make tokens of other accounts.")
    return doer.visitor.account


def _form(visit: Visit, doer: Doer) -> desk.Form:
    _, role = visit.words.gettext, doer.visitor.account.role
    names = [one.name for one in accounts(doer.workplace.database)] if _sees_all(doer) else []
    account = desk.Field(
        name="account",
        label=_("Account"),
        kind="select",
        options=[(one, one) for one in names],
        value=doer.visitor.name,
        hint=_("The token may do no more than its account."),
    )
    password = desk.Field(
        name="password",
        label=_("Your password"),
        kind="password",
        longest=LONGEST_PASSWORD,
        completes="current-password",
    )
    return desk.Form(
        id="add-token",
        title=_("Make a token"),
        to=visit.to("desk/tokens"),
        button=_("Make the token"),
        says=_("A program that brings it may do what you choose here. It is shown once, on the next page."),
        fields=[
            desk.Field(name="label", label=_("What it is for"), longest=LONGEST_NAME),
            *([account] if names else []),
            desk.Field(
                name="scopes",
                label=_("What it may do"),
                kind="checks",
                options=[(one.value, _scope_in_words(visit, one)) for one in scopes_of(role)],
                hint=_("At least one."),
            ),
            desk.Field(
                name="days",
                label=_("Days that it holds"),
                kind="number",
                value=str(USUAL_DAYS),
                hint=_("At most %(days)s.", days=LONGEST_TOKEN.days),
            ),
            *([password] if _has_password(doer) else []),
        ],
    )


def _scope_in_words(visit: Visit, scope: Scope) -> str:
    return f"{visit.words.gettext(SCOPES[scope])} ({scope.value})"


def _state(visit: Visit, one: Token) -> str:
    _ = visit.words.gettext
    return _("holds") if one.holds(visit.now) else _("revoked") if one.revoked_at else _("expired")


def _table(visit: Visit, known: Sequence[Token]) -> DataTable:
    _ = visit.words.gettext
    rows: list[Row] = [
        [
            str(one.id),
            one.account,
            one.label,
            ", ".join(one.scopes),
            riga_day(one.expires_at),
            one.used_at and riga_day(one.used_at),
            _state(visit, one),
        ]
        for one in known
    ]
    links = {(at, 0): visit.to(f"desk/tokens/{one.id}") for at, one in enumerate(known)}
    columns = [_("Token"), _("Account"), _("What for"), _("May"), _("Until"), _("Last used"), _("State")]
    view = View(_("Tokens of programs"), _("Tokens"), [Column(name) for name in columns], rows)
    return DataTable(id="tokens", view=view, links=links)


def _crumbs(visit: Visit) -> list[tuple[str, str]]:
    return [("desk", visit.words.gettext("Desk")), ("desk/tokens", visit.words.gettext("Tokens"))]
