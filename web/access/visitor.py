"""Who comes: found by the session of a browser or the token of a program, once a request."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response

from db.sessions import begin_session, end_session, session_account, session_proved_at, token_account
from model.access import Account, AccountRole, Scope
from model.municipality import municipality_key
from pipeline.accounts import digest_of, new_secret
from web.access import csrf
from web.access.actions import Action

SESSION = "eindekss-session"
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
# So long a proof before the organisation is enough for what a session alone is not.
PROOF_HOLDS = timedelta(minutes=10)
LONGEST_SECRET = 200
BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Visitor:
    """`scopes` are those of a token; None for a session, which may all that its account may."""

    account: Account
    csrf: str = ""
    scopes: frozenset[Scope] | None = None

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def means(self) -> str:
        return "session" if self.scopes is None else "token"

    @property
    def own(self) -> str | None:
        """The key of the only municipality that it sees the affairs of; None where it sees all."""
        site = self.account.site
        return municipality_key(site) if self.account.role is AccountRole.MUNICIPALITY and site else None

    def may(self, action: Action) -> bool:
        scoped = self.scopes is None or (action.scope is not None and action.scope in self.scopes)
        return self.account.role in action.roles and scoped


def logged_in(request: Request) -> Visitor | None:
    """Whose session the browser brings; None where there is none that holds."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _of_session(request)
    found: Visitor | None = request.state.visitor
    return found


def of_token(request: Request) -> Visitor | None:
    """Whose token the program brings. A session is no token: what a browser sends by itself counts for nothing."""
    digest, state = token_sent(request.headers.get("authorization", "")), request.app.state
    found = token_account(state.workplace.database, digest, state.now()) if digest is not None else None
    return None if found is None else Visitor(found[0], scopes=found[1])


def token_sent(authorization: str) -> bytes | None:
    """The digest of the token in this header, whether it holds or not; None where there is none."""
    secret = authorization[len(BEARER) :].strip()
    if not authorization.lower().startswith(BEARER) or not secret or len(secret) > LONGEST_SECRET:
        return None
    return digest_of(secret)


def log_in(request: Request, answer: Response, account: Account, proved_at: datetime | None = None) -> None:
    """Begins a session under a new secret, and ends the one that the browser had."""
    state, secret = request.app.state, new_secret()
    _end(request)
    now = state.now()
    begin_session(state.workplace.database, digest_of(secret), account.id, now, now + LONGEST, proved_at)
    csrf.set_cookie(request, answer, SESSION, secret, int(LONGEST.total_seconds()))


def proved_lately(request: Request) -> bool:
    """Whether the organisation has just asked the person of this session to prove who it is."""
    state, secret = request.app.state, csrf.cookie(request, SESSION)
    proved_at = session_proved_at(state.workplace.database, digest_of(secret)) if secret else None
    return proved_at is not None and state.now() - proved_at <= PROOF_HOLDS


def log_out(request: Request, answer: Response) -> None:
    _end(request)
    csrf.drop_cookie(request, answer, SESSION)


def _end(request: Request) -> None:
    if secret := csrf.cookie(request, SESSION):
        end_session(request.app.state.workplace.database, digest_of(secret))


def _of_session(request: Request) -> Visitor | None:
    secret = csrf.cookie(request, SESSION)
    if not secret or len(secret) > LONGEST_SECRET:
        return None
    state = request.app.state
    account = session_account(state.workplace.database, digest_of(secret), state.now(), IDLE)
    return None if account is None else Visitor(account, csrf.token_of(secret))
