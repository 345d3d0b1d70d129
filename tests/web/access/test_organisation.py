"""Logging in by an organisation, against a provider that signs: what holds comes in, all else stays out."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse
from fastapi.responses import Response as Reply
from httpx import Client, Response
from lxml import html
from pydantic import SecretStr
from sqlalchemy import update

from db.account_tables import login_session
from db.accounts import account_named, account_of_subject, set_locked
from db.engine import writing
from model.access import AccountRole
from tests.web.access.conftest import House, csrf_of
from tests.web.access.provider import CLIENT, SECRET, Provider, by_secret, new_key, unsigned
from tests.web.country import NOW
from tests.web.serving import serving
from web.access import organisation
from web.access.organisation import Organisation, secrets_as_text

ROLES = "adm=administrator, op=operator, town=municipality:0001000"


@pytest.fixture
def provider(house: House) -> Iterator[Provider]:
    made = Provider(int(NOW.timestamp()))
    with serving(made.app()) as address:
        made.issuer = address
        told = {
            "oidc_issuer": address,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SecretStr(SECRET),
            "oidc_roles": ROLES,
        }
        house.app.state.organisation = Organisation(house.workplace.settings.model_copy(update=told))
        yield made
        house.app.state.organisation = None


BEGIN = "/en/login/organisation?next=/en/desk/objections"


def gone_through(house: House, client: Client, alter: Callable[[str], str] = str, begin: str = BEGIN) -> Response:
    """From our page to the provider and back, as a browser goes; `alter` changes the address that leads back."""
    begun = client.get(begin)
    assert begun.status_code == 303, begun.text
    with Client(trust_env=False) as outside:
        back = outside.get(begun.headers["location"]).headers["location"]
    assert back.startswith(f"{house.address}/login/organisation?")
    return client.get(alter(back))


def test_whom_the_organisation_knows_comes_in(house: House, provider: Provider) -> None:
    with house.client() as client:
        assert "/en/login/organisation" in client.get("/en/login").text
        answer = gone_through(house, client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk/objections")
        assert client.get("/en/desk/runs").status_code == 200
        assert client.get("/en/desk/accounts").status_code == 403
        assert "organisation" in client.get("/en/desk/password").text
    account = account_of_subject(house.database, f"{provider.issuer} 7")
    assert account is not None
    assert (account.name, account.role, account.password_hash) == ("līga", AccountRole.OPERATOR, None)
    # Another role at the provider is another role here, from the next login on.
    provider.claims["groups"] = "town"
    with house.client() as client:
        assert gone_through(house, client).status_code == 303
        assert client.get("/en/desk/runs").status_code == 403
    set_locked(house.database, account.id, True)
    with house.client() as client:
        assert gone_through(house, client).status_code == 403


def test_nobody_takes_the_name_of_an_account_that_is_there(house: House, provider: Provider) -> None:
    provider.claims |= {"sub": "8", "preferred_username": "Administrator"}
    with house.client() as client:
        assert gone_through(house, client).status_code == 303
        assert client.get("/en/desk/accounts").status_code == 403
    found = account_named(house.database, "administrator@127.0.0.1")
    assert found is not None
    assert found.subject == f"{provider.issuer} 8"


def test_only_who_was_asked_anew_makes_a_token(house: House, provider: Provider) -> None:
    form: dict[str, Any] = {"label": "night", "scopes": ["runs:write"], "days": "9"}
    provider.claims |= {"sub": "9", "preferred_username": "Ilze"}
    with house.client() as client:
        gone_through(house, client)
        before = client.get("/en/desk/tokens").text
        anew = html.fromstring(before).xpath("string(//a[@class='way-in']/@href)")
        assert 'id="add-token-label"' not in before
        csrf = csrf_of(client.get("/en/desk"))
        assert client.post("/en/desk/tokens", data={**form, "csrf": csrf}).status_code == 422
        # One that lets in whom it knows, and says when it had asked.
        long_ago = int(NOW.timestamp()) - 601
        for claims in ({"auth_time": long_ago}, {"auth_time": None}, {"auth_time": long_ago + 3600}):
            provider.claims |= claims
            assert gone_through(house, client, begin=anew).status_code == 403
        del provider.claims["auth_time"]
        answer = gone_through(house, client, begin=anew)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk/tokens")
        page = client.get("/en/desk/tokens")
        assert 'type="password"' not in page.text
        made = client.post("/en/desk/tokens", data={**form, "csrf": csrf_of(page)})
        assert "it is shown only this once" in made.text
        with writing(house.database) as connection:
            connection.execute(update(login_session).values(proved_at=NOW - timedelta(seconds=601)))
        assert 'id="add-token-label"' not in client.get("/en/desk/tokens").text
        assert client.post("/en/desk/tokens", data={**form, "csrf": csrf_of(page)}).status_code == 422


def by(**changed: object) -> Callable[[dict[str, Any]], None]:
    return lambda claims: claims.update(changed)


WRONG: dict[str, Callable[[dict[str, Any]], None]] = {
    "another nonce": by(nonce="other"),
    "no nonce": lambda claims: claims.__delitem__("nonce"),
    "another issuer": by(iss="https://evil.example"),
    "for another client": by(aud="other"),
    "for several, by another": by(aud=[CLIENT, "other"], azp="other"),
    "expired": by(exp=int(NOW.timestamp()) - 120),
    "of the future": by(iat=int(NOW.timestamp()) + 600),
    "no end": lambda claims: claims.__delitem__("exp"),
    "no person": lambda claims: claims.__delitem__("sub"),
    "no role": by(groups=["guests"]),
    "roles of no kind": by(groups={"op": True}),
}
FORGED: dict[str, Callable[[Provider, dict[str, Any]], str]] = {
    "not signed": lambda self, claims: unsigned(claims),
    "by another key": lambda self, claims: self.signed(claims, new_key()),
    "by the public key as a secret": lambda self, claims: by_secret(claims, self.key.as_pem(private=False)),
    "by the client's secret": lambda self, claims: by_secret(claims, SECRET.encode()),
    "changed": lambda self, claims: self.signed(claims)[:-8] + "AAAAAAAA",
    "no token": lambda self, claims: "",
}


def refused(house: House, alter: Callable[[str], str] = str) -> None:
    with house.client() as client:
        answer = gone_through(house, client, alter)
        assert answer.status_code == 403, answer.text
        assert "eindekss-session" not in str(answer.headers.get_list("set-cookie"))
        assert client.get("/en/desk").status_code == 303


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_says_something_else_is_refused(house: House, provider: Provider, wrong: str) -> None:
    provider.change = WRONG[wrong]
    refused(house)


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_the_provider_did_not_sign_is_refused(house: House, provider: Provider, forged: str) -> None:
    provider.sign = FORGED[forged]
    refused(house)


def test_an_answer_to_a_login_that_was_not_begun_here_is_refused(house: House, provider: Provider) -> None:
    refused(house, lambda back: back.partition("&state=")[0] + "&state=other")
    refused(house, lambda back: back.partition("&state=")[0])
    refused(house, lambda back: back.replace("code=", "code=other"))
    refused(house, lambda back: f"{back}&iss=https://evil.example")
    with house.client() as client, house.client() as victim:
        begun = client.get("/en/login/organisation").headers["location"]
        with Client(trust_env=False) as outside:
            back = outside.get(begun).headers["location"]
        assert victim.get(back).status_code == 403
        victim.cookies.set("eindekss-organisation", secrets_as_text(state="x"), domain="127.0.0.1")
        assert victim.get(back).status_code == 403
        assert client.get(back).status_code == 303
        # A code serves once.
        assert client.get(back).status_code == 403


def test_a_new_key_of_the_provider_is_found(house: House, provider: Provider) -> None:
    with house.client() as client:
        assert gone_through(house, client).status_code in (303, 403)
    provider.claims |= {"sub": "9", "preferred_username": "Ilze"}
    provider.key = new_key()
    with house.client() as client:
        assert gone_through(house, client).status_code == 303


def large() -> Iterator[bytes]:
    yield b'{"keys": "'
    for _ in range(400):
        yield b"x" * 10_000


def slow() -> Iterator[bytes]:
    for _ in range(100):
        yield b" "
        time.sleep(0.05)


def parts(**changed: str) -> Callable[[Provider], Reply]:
    ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    return lambda self: JSONResponse({"issuer": self.issuer, **dict.fromkeys(ends, f"{self.issuer}/x"), **changed})


ODD: dict[str, Callable[[Provider], Reply]] = {
    "large": lambda self: StreamingResponse(large()),
    "slow": lambda self: StreamingResponse(slow()),
    "leads elsewhere": lambda self: RedirectResponse(f"{self.issuer}/keys", 302),
    "a list": lambda self: JSONResponse([]),
    "no keys": lambda self: JSONResponse({}),
    "keys of no kind": lambda self: JSONResponse({"keys": [{"kty": "RSA"}, 1]}),
    "an address of files": parts(token_endpoint="file:///etc/passwd"),
    "an address of nothing": parts(jwks_uri="//nowhere"),
    "a script": parts(authorization_endpoint="javascript:alert(1)"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_a_provider_says_of_itself_is_bounded(
    house: House, provider: Provider, odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisation, "TIMEOUT_S", 1.0)
    with house.client() as client:
        if "keys" in odd:
            provider.told_keys = ODD[odd]
            assert gone_through(house, client).status_code == 503
        else:
            provider.about = ODD[odd]
            assert client.get("/en/login/organisation").status_code == 503


def test_a_provider_that_fails_is_left_alone_for_a_while(house: House, provider: Provider) -> None:
    """Or everybody who clicks holds a thread until it answers."""
    provider.about = ODD["large"]
    with house.client() as client:
        assert [client.get("/en/login/organisation").status_code for _ in range(3)] == [503] * 3
    assert provider.asked == 1


def test_a_provider_that_is_away_or_calls_itself_otherwise_is_told(house: House, provider: Provider) -> None:
    provider.issuer = provider.issuer.replace("127.0.0.1", "localhost")
    with house.client() as client:
        answer = client.get("/en/login/organisation")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert csrf_of(client.get("/en/login"))
    house.app.state.organisation = None
    with house.client() as client:
        assert client.get("/en/login/organisation").status_code == 404
        assert client.get("/login/organisation?code=x&state=y").status_code == 404
