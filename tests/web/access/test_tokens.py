"""Tokens at the desk: each account its own, shown once, good for no more than the account, and gone when revoked."""

import re
from datetime import timedelta

import pytest
from httpx import Client, Response

from db.action_log import deeds
from db.sessions import tokens
from pipeline.accounts import TOKEN_MARK
from tests.web.access.conftest import PASSWORD, House
from tests.web.country import NOW
from web.access import csrf
from web.pages.desk.tokens import MOST_TOKENS

SECRET = re.compile(rf"{TOKEN_MARK}[\w-]{{43}}")


def made(client: Client, **changed: str | list[str]) -> Response:
    proof = csrf.token_of(client.cookies["eindekss-session"])
    form: dict[str, str | list[str]] = {"label": "darbs", "scopes": ["objections:read"], "days": "30"}
    return client.post("/en/desk/tokens", data={**form, "password": PASSWORD, "csrf": proof, **changed})


def test_a_token_is_made_shown_once_used_and_revoked(house: House) -> None:
    with house.logged_in("own") as own, house.logged_in("other") as other, house.logged_in("administrator") as staff:
        answer = made(own, scopes=["results:read", "objections:read", "objections:write"])
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        (secret,) = SECRET.findall(answer.text)
        newest = tokens(house.database)[-1]
        assert (newest.account, newest.expires_at) == ("own", NOW + timedelta(days=30))
        assert secret not in repr(deeds(house.database, 20))
        page = f"/en/desk/tokens/{newest.id}"
        for client in (own, staff):
            for path in ("/en/desk/tokens", page, "/en/desk"):
                assert not SECRET.search(client.get(path).text)
            assert client.get(page).status_code == 200
        with house.client(Authorization=f"Bearer {secret}") as program:
            assert program.get("/api/v1/objections").status_code == 200
            told = own.get("/en/desk/tokens?format=json").json()["tables"][0]["rows"]
            assert next(row for row in told if row[0] == str(newest.id))[5] is not None
            # Another's is not there.
            assert other.get(page).status_code == 404
            proof = {"csrf": csrf.token_of(other.cookies["eindekss-session"])}
            assert other.post(f"{page}/revoke", data=proof).status_code == 404
            assert page not in other.get("/en/desk/tokens").text
            assert program.get("/api/v1/objections").status_code == 200
            proof = {"csrf": csrf.token_of(own.cookies["eindekss-session"])}
            assert own.post(f"{page}/revoke", data=proof).status_code == 303
            assert program.get("/api/v1/objections").status_code == 401
            assert own.post(f"{page}/revoke", data=proof).status_code == 422


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("own", {"scopes": ["runs:write"]}),
        ("own", {"scopes": []}),
        ("own", {"scopes": ["all"]}),
        ("own", {"account": "operator"}),
        ("operator", {"account": "administrator"}),
        ("operator", {"password": "nepareiza-parole"}),
        ("operator", {"password": ""}),
        ("operator", {"days": "367"}),
        ("operator", {"label": " "}),
        ("administrator", {"account": "nobody"}),
        # A token of a municipality is good for no more than it may, whoever makes it.
        ("administrator", {"account": "own", "scopes": ["overrides:write"]}),
    ],
)
def test_no_token_is_good_for_more_than_it_may(house: House, name: str, changed: dict[str, str | list[str]]) -> None:
    before = tokens(house.database)
    with house.logged_in(name) as client:
        answer = made(client, **changed)
        assert answer.status_code == 422, answer.text
        assert not SECRET.search(answer.text)
    assert tokens(house.database) == before


def test_an_administrator_makes_those_of_others_and_an_account_has_so_many(house: House) -> None:
    with house.logged_in("administrator") as staff:
        assert made(staff, account="leaves").status_code == 200
        assert tokens(house.database)[-1].account == "leaves"
        for _ in range(MOST_TOKENS - 1):
            assert made(staff, account="leaves").status_code == 200
        assert made(staff, account="leaves").status_code == 422
