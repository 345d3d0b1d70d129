"""How often a password may be tried: after some failures each next try of an account or address waits longer."""

import math
from hashlib import sha256

from fastapi import Request

from db.accounts import account_named
from db.attempts import begin_attempt, forget_attempts
from db.failed_logins import note_failed_login
from model.access import Account
from pipeline.accounts import Busy, account_name, proved
from pipeline.errors import SetupError
from web.access import known_browsers
from web.client_address import address_of

# Failures that cost no time. Behind one address may sit a whole institution.
FREE_OF_ACCOUNT = 4
FREE_OF_ADDRESS = 20


class Wait(Exception):
    """The try was not looked at; it has to come in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


def account_of(request: Request, name: str, password: str) -> Account | None:
    """The account of this name and password; None where there is none. An account that is not there waits as one that
    is. Raises Wait, Busy.
    """
    state = request.app.state
    database = state.workplace.database
    named = account_named(database, _spelled(name))
    address = address_of(request.client.host if request.client else "")
    account_key, address_key = _key("account", _spelled(name)), _key("address", address.name)
    free = {account_key: FREE_OF_ACCOUNT, address_key: FREE_OF_ADDRESS}
    if known := known_browsers.of(request, named):
        account_key = address_key = _key("browser", known)
        free = {account_key: FREE_OF_ACCOUNT}
    waits = begin_attempt(database, free, state.now())
    if waits:
        note_failed_login(database, named.name if named else "", "session", state.now(), waited=True)
        raise Wait(math.ceil(waits.total_seconds()))
    account = proved(database, name, password)
    if account is None:
        note_failed_login(database, named.name if named else "", "session", state.now(), waited=False)
    else:
        forget_attempts(database, account_key, address_key)
    return account


def prove_again(request: Request, name: str, password: str) -> None:
    """For what a browser that is logged in is not enough: whoever finds one guesses no quicker than at the login.

    Raises SetupError.
    """
    try:
        known = account_of(request, name, password)
    except Wait as wait:
        raise SetupError(f"too many tries: the next one is looked at in {wait.seconds} s.") from wait
    except Busy as busy:
        raise SetupError("too many people log in just now: try again in a minute.") from busy
    if known is None:
        raise SetupError("your password is wrong.")


def _spelled(name: str) -> str:
    try:
        return account_name(name)
    except SetupError:
        return ""


def _key(kind: str, text: str) -> bytes:
    return sha256(f"{kind} {text}".encode(errors="replace")).digest()
