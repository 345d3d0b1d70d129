"""Accounts as they are made and proved: names, passwords (argon2id), and tokens that are shown once."""

import hashlib
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from db.accounts import AccountExists, account_named, add_account, rehash, set_password
from db.sessions import add_token
from model.access import Account, AccountRole, Scope
from pipeline.errors import SetupError
from pipeline.municipalities import series_named
from pipeline.workplace import Workplace

LONGEST_NAME = 100
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1_000
LONGEST_TOKEN = timedelta(days=366)
# So that whoever finds one knows what it is, and scanners of repositories do.
TOKEN_MARK = "eindekss_"  # noqa: S105 - the beginning of every token, none itself
HASHER = PasswordHasher()
# A proof takes 64 MiB and a core: so many at once, however many ask.
_proofs = threading.BoundedSemaphore(2)
PROOF_WAIT_S = 10.0


class Busy(Exception):
    """So many passwords are looked at that this one would have to wait for too long."""


def account_name(text: str) -> str:
    """As accounts are named: without regard to capitals. Raises SetupError."""
    name = unicodedata.normalize("NFKC", text).strip().casefold()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or any(map(str.isspace, name)):
        raise SetupError(f"an account's name is one word of at most {LONGEST_NAME} characters.")
    # It stands in the address of the page where it can be locked.
    if "/" in name or not name.strip("."):
        raise SetupError("an account's name holds no slash, and more than dots.")
    return name


def create_account(
    workplace: Workplace, text: str, role: AccountRole, site: str | None, password: str, now: datetime
) -> str:
    """Returns the name. Raises SetupError; then there is no new account."""
    name = account_name(text)
    if (site is None) == (role is AccountRole.MUNICIPALITY):
        raise SetupError("a municipality's account names its site by the ATVK, and no other account does.")
    if site is not None:
        site = municipality_named(workplace, site)
    try:
        add_account(workplace.database, name, role, site, now, password_hash=hashed(password))
    except AccountExists as error:
        raise SetupError(f"{error}: choose another name, or give it another password by `passwd`.") from error
    return name


def municipality_named(workplace: Workplace, site: str) -> str:
    """The ATVK of a municipality that was audited. Raises SetupError."""
    present = series_named(workplace, site).present.site
    if present.atvk is None:
        raise SetupError(f"“{site}” is no municipality: name it by its ATVK.")
    return present.atvk


def known_account(workplace: Workplace, text: str) -> Account:
    """Raises SetupError where there is none of this name."""
    found = account_named(workplace.database, account_name(text))
    if found is None:
        raise SetupError(f"there is no account “{text}”: `eindekss user list` has them all.")
    return found


def change_password(database: Engine, account: Account, password: str) -> None:
    """Ends the account's sessions. Raises SetupError."""
    if account.subject is not None:
        raise SetupError(f"“{account.name}” logs in by the organisation and has no password here.")
    set_password(database, account.id, hashed(password))


def hashed(password: str) -> str:
    """Raises SetupError for a password that is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise SetupError(f"a password has at least {SHORTEST_PASSWORD} characters and at most {LONGEST_PASSWORD}.")
    return HASHER.hash(password)


def proved(database: Engine, text: str, password: str) -> Account | None:
    """The account of this name and password; None where there is none, which takes as long. Raises Busy."""
    try:
        account = account_named(database, account_name(text))
    except SetupError:
        account = None
    known = account.password_hash if account and not account.locked else None
    if not _proofs.acquire(timeout=PROOF_WAIT_S):
        raise Busy
    try:
        HASHER.verify(known or _nobodys(), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    finally:
        _proofs.release()
    if account is None or known is None:
        return None
    if HASHER.check_needs_rehash(known):
        rehash(database, account.id, known, HASHER.hash(password))
    return account


@cache
def _nobodys() -> str:
    """What a password is compared with where there is no account."""
    return HASHER.hash(secrets.token_urlsafe())


def issue_token(
    database: Engine, account: Account, label: str, scopes: Sequence[Scope], now: datetime, days: int
) -> tuple[int, str]:
    """Its number, and the token itself, which is told only here. Raises SetupError."""
    if not label.strip() or len(label) > LONGEST_NAME:
        raise SetupError(f"a token's label has 1 to {LONGEST_NAME} characters: say what it is for.")
    if not scopes:
        raise SetupError(f"name what the token may do: {', '.join(Scope)}.")
    if not 1 <= days <= LONGEST_TOKEN.days:
        raise SetupError(f"a token holds for 1 to {LONGEST_TOKEN.days} days.")
    token = new_secret(TOKEN_MARK)
    ends_at = now + timedelta(days=days)
    kept = sorted(set(scopes))
    return add_token(database, account.id, label.strip(), digest_of(token), kept, now, ends_at), token


def new_secret(mark: str = "") -> str:
    """256 random bits as text."""
    return mark + secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """What is kept of it. It is random, so that a quick hash serves."""
    return hashlib.sha256(secret.encode()).digest()
