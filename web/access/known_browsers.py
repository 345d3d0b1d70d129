"""Browsers by which an account has come in before: their tries count apart, so that no stranger locks somebody out."""

import hashlib
import hmac

from fastapi import Request, Response

from model.access import Account
from pipeline.accounts import new_secret
from web.access import csrf

KNOWN = "eindekss-known"
KNOWN_S = 180 * 24 * 3600
LONGEST = 200


def remember(request: Request, answer: Response, account: Account) -> None:
    if account.password_hash is not None and not of(request, account):
        mark = new_secret()
        csrf.set_cookie(request, answer, KNOWN, f"{mark}.{_proof(account, mark)}", KNOWN_S)


def of(request: Request, account: Account | None) -> str:
    """What the browser is known by to this account; empty where it is a strange one."""
    mark, _, proof = csrf.cookie(request, KNOWN)[:LONGEST].partition(".")
    if account is None or account.password_hash is None or not mark:
        return ""
    return mark if hmac.compare_digest(proof.encode(), _proof(account, mark).encode()) else ""


def _proof(account: Account, mark: str) -> str:
    """By the hash of the password, which nobody outside knows: with another password no browser is known any more."""
    return hmac.new(str(account.password_hash).encode(), f"{account.id} {mark}".encode(), hashlib.sha256).hexdigest()
