"""Logging in by an organisation: OpenID Connect, code flow with PKCE, state and nonce."""

import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from fastapi import Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Engine

from db.accounts import AccountExists, account_named, account_of_subject, add_account, set_role
from model.access import Account, AccountRole
from pipeline.accounts import LONGEST_NAME, account_name
from pipeline.errors import SetupError
from pipeline.settings import Settings
from web.access.visitor import PROOF_HOLDS

CALLBACK = "/login/organisation"
STATE = "eindekss-organisation"
# So long a person may take at the provider.
STATE_S = 900
KEPT = ("state", "nonce", "verifier", "back", "anew")
# What makes the provider ask a person whom it knows already, and say when it did (OpenID Connect Core, 3.1.2.1).
ANEW = {"prompt": "login", "max_age": "0"}
DISCOVERY = "/.well-known/openid-configuration"
KEPT_S = 3600.0
TIMEOUT_S = 10.0
# After a failure it is left alone for so long; while somebody asks it, others wait no longer than so.
AWAY_S, TURN_S = 15.0, 2.0
ASKED_FOR = "openid profile email"
# Clocks of two machines differ by so much.
LEEWAY_S = 60
MOST_BYTES = 1024 * 1024
# Signed by a key that only the provider has; never `none`, and no secret that we share with it.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


class NotKnown(Exception):
    """The provider's answer does not let anybody in; the text says why, for the log."""


class ProviderAway(Exception):
    """The provider does not answer as it should."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider says that it is."""

    subject: str
    name: str
    role: AccountRole
    site: str | None


@dataclass(frozen=True, slots=True)
class CameIn:
    """Whose login it is, where it leads, and when the provider asked the person, where it says so."""

    account: Account
    back: str
    proved_at: datetime | None


class Organisation:
    """The provider of the settings. What it says of itself is asked for once an hour."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Any]] = {}
        self._away: dict[str, float] = {}

    def begin(self, callback: str, back: str, anew: bool = False) -> tuple[str, str]:
        """The address at the provider, and what has to come back with the answer; `anew` has the person prove who it
        is, also where the provider knows. Raises ProviderAway.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = prepare_grant_uri(
            self._about()["authorization_endpoint"],
            self._settings.oidc_client_id,
            "code",
            redirect_uri=callback,
            scope=ASKED_FOR,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            **(ANEW if anew else {}),
        )
        kept = secrets_as_text(state=state, nonce=nonce, verifier=verifier, back=back, anew="yes" if anew else "")
        return address, kept

    def end(self, request: Request, callback: str, kept: str) -> CameIn:
        """The account of whom the answer names, made where it is the first time.

        Raises NotKnown, ProviderAway.
        """
        asked, query = secrets_of(kept), request.query_params
        if not hmac.compare_digest(query.get("state", "").encode(), asked.get("state", "-").encode()):
            raise NotKnown("the answer belongs to no login that was begun in this browser")
        if query.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise NotKnown("the answer comes from another issuer")
        if "code" not in query:
            raise NotKnown(f"the provider refused: {query.get('error', 'no code')[:100]}")
        token = self._token(callback, query["code"], asked["verifier"])
        state = request.app.state
        now = state.now()
        claims = self._claims(token, asked["nonce"], now)
        proved_at = _proved_at(claims, now)
        if asked["anew"] and (proved_at is None or now - proved_at > PROOF_HOLDS):
            raise NotKnown("the provider does not say that it asked the person anew (auth_time)")
        return CameIn(_account(state.workplace.database, self._person(claims), now), asked["back"], proved_at)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        said = claims.get(self._settings.oidc_role_claim, [])
        values = [said] if isinstance(said, str) else said if isinstance(said, list) else []
        meaning = next((found for value, found in self._settings.oidc_role_of.items() if value in values), None)
        if meaning is None:
            raise NotKnown(f"the claim {self._settings.oidc_role_claim} names no role of EINDEKSS_OIDC_ROLES")
        subject = str(claims["sub"])
        names = (claims.get(one) for one in ("preferred_username", "email"))
        name = next((one for one in names if isinstance(one, str) and one.strip()), subject)
        return Person(f"{self._settings.oidc_issuer} {subject}", name, *meaning)

    def _token(self, callback: str, code: str, verifier: str) -> Mapping[str, Any]:
        client_id, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret.get_secret_value()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": verifier,
            "client_id": client_id,
        }
        # RFC 6749, 2.3.1: both are encoded as in a form first.
        basic = (quote_plus(client_id), quote_plus(secret)) if secret else None
        try:
            status, found = fetched("POST", self._about()["token_endpoint"], data=form, auth=basic)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ProviderAway(f"{type(error).__name__} at its token endpoint") from error
        if status != 200 or not isinstance(found, dict):
            said = found.get("error") if isinstance(found, dict) else None
            raise NotKnown(f"the provider gave no token: {str(said or status)[:100]}")
        return found

    def _claims(self, token: Mapping[str, Any], nonce: str, now: datetime) -> Mapping[str, Any]:
        issuer, client_id = self._settings.oidc_issuer, self._settings.oidc_client_id
        signed = token.get("id_token", "")
        try:
            try:
                found = jwt.decode(signed, self._keys(), algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                # It may sign by a key that it has made since.
                found = jwt.decode(signed, self._keys(anew=True), algorithms=ALGORITHMS)
            claims = CodeIDToken(
                found.claims,
                found.header,
                options={"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
                params={"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")},
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
            return dict(claims)
        except (JoseError, AuthlibBaseError, ValueError, TypeError) as error:
            raise NotKnown(f"its token does not hold: {type(error).__name__} {error}"[:300]) from error

    def _about(self) -> Mapping[str, Any]:
        issuer = self._settings.oidc_issuer
        about: Mapping[str, Any] = self._asked(issuer.rstrip("/") + DISCOVERY)
        if about.get("issuer") != issuer:
            raise ProviderAway("it calls itself by another name than EINDEKSS_OIDC_ISSUER")
        for one in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            # As safe as the issuer of the settings: our secret goes there.
            if not _is_safe(about.get(one), urlsplit(issuer).scheme):
                raise ProviderAway(f"its {one} is no address that speaks TLS")
        return about

    def _keys(self, anew: bool = False) -> KeySet:
        try:
            return KeySet.import_key_set(self._asked(self._about()["jwks_uri"], anew))
        except (JoseError, LookupError, TypeError, ValueError) as error:
            raise ProviderAway(f"its keys cannot be read: {type(error).__name__}") from error

    def _asked(self, url: str, anew: bool = False) -> Any:
        """A JSON object of the provider, kept for an hour."""
        at, kept = self._known.get(url, (0.0, None))
        if kept is not None and not anew and monotonic() - at < KEPT_S:
            return kept
        host = urlsplit(url).netloc
        # Whoever waits holds a thread of those that answer everybody.
        if monotonic() - self._away.get(url, float("-inf")) < AWAY_S or not self._lock.acquire(timeout=TURN_S):
            raise ProviderAway(f"{host} did not answer a moment ago")
        try:
            status, found = fetched("GET", url)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            self._away[url] = monotonic()
            raise ProviderAway(f"{type(error).__name__} at {host}") from error
        finally:
            self._lock.release()
        if status != 200 or not isinstance(found, dict):
            self._away[url] = monotonic()
            raise ProviderAway(f"status {status} or no JSON object at {host}")
        self._known[url] = monotonic(), found
        return found


def organisation_of(settings: Settings) -> Organisation | None:
    """None where everybody logs in by password."""
    return Organisation(settings) if settings.oidc_issuer else None


def _is_safe(url: object, scheme: str) -> bool:
    try:
        parts = httpx.URL(str(url))
    except httpx.InvalidURL:
        return False
    return bool(parts.host) and parts.scheme in ("https", scheme)


def fetched(method: str, url: str, **more: Any) -> tuple[int, Any]:
    """Status and JSON of an answer that is neither long nor slow; nobody is followed elsewhere.

    Raises httpx.HTTPError, httpx.InvalidURL, ValueError.
    """
    began, content = monotonic(), bytearray()
    # Not packed: what is unpacked has no bound.
    plain = {"Accept": "application/json", "Accept-Encoding": "identity"}
    with httpx.Client(timeout=TIMEOUT_S) as client, client.stream(method, url, headers=plain, **more) as answer:
        for part in answer.iter_raw():
            content += part
            if len(content) > MOST_BYTES or monotonic() - began > TIMEOUT_S:
                raise ValueError("the answer is too long or too slow")
        return answer.status_code, json.loads(content)


def secrets_as_text(**values: str) -> str:
    return json.dumps(values).encode().hex()


def secrets_of(text: str) -> Mapping[str, str]:
    """What was kept in the browser; it is the browser's own, and of no use to anybody else's."""
    try:
        found = json.loads(bytes.fromhex(text))
    except ValueError as error:
        raise NotKnown("no login was begun in this browser, or it took too long") from error
    if not isinstance(found, dict) or not all(isinstance(found.get(one), str) for one in KEPT):
        raise NotKnown("no login was begun in this browser")
    return found


def _proved_at(claims: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the provider asked the person; None where it does not say, or names a moment that is still to come."""
    said = claims.get("auth_time")
    if not isinstance(said, int) or isinstance(said, bool) or not 0 < said <= now.timestamp() + LEEWAY_S:
        return None
    return min(datetime.fromtimestamp(said, UTC), now)


def _account(database: Engine, person: Person, now: datetime) -> Account:
    known = account_of_subject(database, person.subject)
    if known is None:
        try:
            name = _free_name(database, person)
            add_account(database, name, person.role, person.site, now, subject=person.subject)
        except (SetupError, AccountExists) as error:
            raise NotKnown(str(error)) from error
    else:
        set_role(database, known.id, person.role, person.site)
    account = account_of_subject(database, person.subject)
    if account is None or account.locked:
        raise NotKnown("the account is locked")
    return account


def _free_name(database: Engine, person: Person) -> str:
    """The person's name at the provider; where somebody here has it, with the provider behind it."""
    name = account_name(person.name.replace(" ", ".").replace("/", ".")[:LONGEST_NAME])
    if account_named(database, name) is None:
        return name
    host = urlsplit(person.subject.partition(" ")[0]).hostname
    return account_name(f"{name[: LONGEST_NAME // 2]}@{host}"[:LONGEST_NAME])
