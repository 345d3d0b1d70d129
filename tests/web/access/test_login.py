"""Coming in: cookies, sessions that end, wrong passwords that cost time, and ways that lead nowhere else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from httpx import Client, Response
from sqlalchemy import select

from db.account_tables import login_attempt
from db.accounts import account_named, rehash
from db.engine import reading
from db.failed_logins import failed_logins
from pipeline import accounts
from tests.web.access.conftest import PASSWORD, QUICK, House, come_in, csrf_of
from tests.web.country import NOW
from web.access.visitor import IDLE, LONGEST

HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.fixture
def moving(house: House) -> Iterator[House]:
    yield house
    house.clock.now = NOW


def through_proxy(house: House, address: str) -> Client:
    """As behind a proxy that speaks TLS, from an address of its own; it does not keep cookies by itself."""
    return house.client(**HTTPS, **{"X-Forwarded-For": address})


def tried(client: Client, name: str, password: str) -> Response:
    """One login through the proxy, with the cookie of the form carried by hand: over http no jar sends secure ones."""
    page = client.get("/en/login")
    cookie = page.headers["set-cookie"].partition(";")[0]
    form = {"name": name, "password": password, "csrf": csrf_of(page)}
    return client.post("/en/login", data=form, headers={"Cookie": cookie})


def test_over_https_the_cookie_is_for_this_host_and_https_only(house: House) -> None:
    with through_proxy(house, "203.0.113.1") as client:
        answer = tried(client, "own", PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/desk")
        session = answer.headers.get_list("set-cookie")[0]
        assert session.startswith("__Host-eindekss-session=")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} < set(session.split("; "))
        assert "Domain" not in session
        cookie = {"Cookie": session.partition(";")[0]}
        page = client.get("/en/desk", headers=cookie)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        # The name without the prefix counts for nothing here.
        plain = {"Cookie": cookie["Cookie"].removeprefix("__Host-")}
        assert client.get("/en/desk", headers=plain).status_code == 303


def test_over_plain_http_nobody_logs_in_but_from_this_machine(house: House) -> None:
    with house.client(**{"X-Forwarded-For": "203.0.113.2"}) as client:
        assert client.get("/en/login").status_code == 403
    with house.client() as client:
        answer = come_in(client, "own", PASSWORD)
        session = answer.headers.get_list("set-cookie")[0]
        assert session.startswith("eindekss-session=")
        assert "Secure" not in session
        assert "HttpOnly" in session


def test_a_session_is_new_at_each_login_and_ends_at_logout(house: House) -> None:
    client = house.logged_in("own")
    first = client.cookies["eindekss-session"]
    again = house.client()
    again.cookies.set("eindekss-session", first, domain="127.0.0.1")
    assert csrf_of(again.get("/en/desk/password"))
    assert again.get("/en/login").headers["location"] == "/en/desk"
    token = csrf_of(client.get("/en/desk/password"))
    assert client.post("/en/logout", data={"csrf": token}).headers["location"] == "/en/"
    assert again.get("/en/desk").status_code == 303
    second = house.logged_in("own")
    assert second.cookies["eindekss-session"] != first
    for one in (client, again, second):
        one.close()


def test_a_session_ends_by_itself(moving: House) -> None:
    with moving.logged_in("own") as client:
        moving.clock.now += IDLE - timedelta(minutes=1)
        assert client.get("/en/desk").status_code == 200
        moving.clock.now += IDLE
        assert client.get("/en/desk").status_code == 303
    moving.clock.now = NOW
    with moving.logged_in("own") as client:
        for _ in range(int(LONGEST / IDLE) * 2 - 1):
            moving.clock.now += IDLE / 2
            assert client.get("/en/desk").status_code == 200
        moving.clock.now += IDLE / 2
        assert client.get("/en/desk").status_code == 303


def test_another_password_ends_all_sessions_but_this(house: House) -> None:
    with house.logged_in("own") as client, house.logged_in("own") as elsewhere:
        new = "cita-gara-parole"
        form = {"old": PASSWORD, "new": new, "again": new, "csrf": csrf_of(client.get("/en/desk/password"))}
        assert client.post("/en/desk/password", data=form).status_code == 303
        assert client.get("/en/desk").status_code == 200
        assert elsewhere.get("/en/desk").status_code == 303
        assert come_in(elsewhere, "own", PASSWORD).status_code == 401
        form |= {"old": new, "new": PASSWORD, "again": PASSWORD, "csrf": csrf_of(client.get("/en/desk/password"))}
        assert client.post("/en/desk/password", data=form).status_code == 303


def test_wrong_names_and_passwords_look_alike_and_take_as_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work is done for a name that is not there: a hash of the same cost is compared with."""
    work: list[Parameters] = []

    class Counted(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            work.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr(accounts, "HASHER", Counted.from_parameters(extract_parameters(QUICK.hash("x"))))
    said = []
    for at, name in enumerate(("operator", "nobody-of-this-name", "no name at all")):
        with through_proxy(house, f"203.0.113.{10 + at}") as client:
            answer = tried(client, name, "wrong-wrong-wrong")
            # The token of the form differs from page to page.
            said.append((answer.status_code, answer.text.replace(csrf_of(answer), "")))
    assert said[0] == said[1] == said[2]
    assert said[0][0] == 401
    assert len(work) == 3
    assert work[0] == work[1] == work[2]


@pytest.mark.parametrize("name", ["operator", "nobody-at-all"])
def test_after_some_failures_each_next_try_waits_longer(moving: House, name: str) -> None:
    waits = []
    with through_proxy(moving, f"203.0.113.{20 + len(name)}") as client:
        moving.clock.now += timedelta(hours=1) if name == "operator" else timedelta()
        for _ in range(9):
            answer = tried(client, name, "wrong-wrong-wrong")
            if answer.status_code == 429:
                waits.append(int(answer.headers["retry-after"]))
                assert tried(client, name, PASSWORD).status_code == 429
                moving.clock.now += timedelta(seconds=waits[-1])
        assert waits[:3] == [2, 4, 8] if name != "operator" else len(waits) >= 3
        if name == "operator":
            moving.clock.now += timedelta(minutes=15)
            assert tried(client, name, PASSWORD).status_code == 303


def test_one_address_waits_whatever_the_names(moving: House) -> None:
    """And who comes from IPv4 to a socket for both is in nobody's network."""
    moving.clock.now += timedelta(minutes=5)
    with through_proxy(moving, "::1:1") as client:
        found = [tried(client, f"guess-{number}", "wrong").status_code for number in range(21)]
    assert found == [401] * 20 + [429]
    with through_proxy(moving, "::1:2") as same_net, through_proxy(moving, "2001:db8:1::1") as other:
        assert tried(same_net, "own", PASSWORD).status_code == 429
        assert tried(other, "own", PASSWORD).status_code == 303
    with through_proxy(moving, "::ffff:203.0.113.7") as by_ipv4:
        assert tried(by_ipv4, "own", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/en\\@evil.example",
        "javascript:alert(1)",
        "/\t/x",
        "en",
    ],
)
def test_a_login_leads_nowhere_else(house: House, back: str) -> None:
    with house.client() as client:
        assert come_in(client, "own", PASSWORD, back).headers["location"] == "/en/desk"


def test_a_login_leads_back(house: House) -> None:
    with house.client() as client:
        asked = client.get("/lv/desk/objections/new?feature=chat")
        assert asked.headers["location"].startswith("/lv/login?next=")
        page = client.get(asked.headers["location"])
        assert 'value="/lv/desk/objections/new?feature=chat"' in page.text
        assert come_in(client, "own", PASSWORD, "/lv/desk/objections").headers["location"] == "/lv/desk/objections"


def test_an_old_hash_is_made_anew(house: House) -> None:
    account = account_named(house.database, "other")
    assert account is not None
    assert account.password_hash is not None
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    rehash(house.database, account.id, account.password_hash, weak)
    house.logged_in("other").close()
    assert (found := account_named(house.database, "other")) is not None
    assert found.password_hash not in (None, weak)


def test_pages_say_who_is_logged_in_and_are_kept_by_nobody_then(house: House) -> None:
    with house.client() as client:
        public = client.get("/lv/methodology")
        assert (public.headers["cache-control"], "/lv/login" in public.text) == ("no-cache", True)
    with house.logged_in("own") as client:
        own = client.get("/lv/methodology")
        assert (own.headers["cache-control"], "Iziet (own)" in own.text) == ("no-store", True)
        assert "unsafe" not in own.headers["content-security-policy"]
        style = own.text.partition('href="/static/')[2].partition('"')[0]
        assert "immutable" in client.get(f"/static/{style}").headers["cache-control"]
        assert client.get("/api/v1/objections").status_code == 401


def test_a_request_brings_no_more_than_it_may(house: House) -> None:
    with house.client() as client:
        assert client.post("/en/login", data={"name": "a", "password": "x" * 300_000}).status_code == 413
        assert client.post("/api/v1/runs", json={"sites": ["x" * 300_000]}).status_code in (401, 413)


def test_names_of_accounts_never_run(house: House) -> None:
    with house.logged_in("administrator") as client:
        hostile = '"><img>onerror=alert(1)<script>'
        token = csrf_of(client.get("/en/desk/accounts"))
        form = {"name": hostile, "role": "operator", "password": "cita-gara-parole", "csrf": token}
        assert client.post("/en/desk/accounts", data=form).status_code == 303
        for path in ("/en/desk/accounts", "/en/desk"):
            page = client.get(path)
            assert "<img" not in page.text
            assert "onerror" in page.text


def test_strangers_lock_nobody_out_of_a_browser_that_is_known(moving: House) -> None:
    moving.clock.now += timedelta(hours=3)
    with moving.client() as known, moving.client() as strange, through_proxy(moving, "203.0.113.77") as thief:
        assert come_in(known, "other", PASSWORD).status_code == 303
        del known.cookies["eindekss-session"]
        assert {tried(thief, "other", "wrong").status_code for _ in range(6)} == {401, 429}
        assert come_in(strange, "other", PASSWORD).status_code == 429
        # Of another account it is as strange as any, and its own tries are counted.
        strange.cookies.set("eindekss-known", known.cookies["eindekss-known"][:-1] + "x", domain="127.0.0.1")
        assert come_in(strange, "other", PASSWORD).status_code == 429
        assert come_in(known, "other", PASSWORD).status_code == 303
        assert tried(thief, "other", "wrong").status_code == 429
        del known.cookies["eindekss-session"]
        assert [come_in(known, "other", "wrong").status_code for _ in range(6)] == [401] * 4 + [429] * 2


def test_tries_that_have_to_wait_are_not_remembered(moving: House) -> None:
    """Or an address that waits would push its own count out of the table by new names."""
    moving.clock.now += timedelta(hours=30)
    with through_proxy(moving, "203.0.113.78") as client:
        for number in range(21):
            tried(client, f"guess-{number}", "wrong")
        with reading(moving.database) as connection:
            before = connection.execute(select(login_attempt)).all()
        assert tried(client, "one-more", "wrong").status_code == 429
        with reading(moving.database) as connection:
            assert connection.execute(select(login_attempt)).all() == before


def test_who_is_nobody_is_sent_what_is_kept_whatever_he_brings(house: House) -> None:
    with house.client() as client, house.logged_in("own") as own:
        kept = client.get("/en/methodology").headers["etag"]
        for headers in ({"Cookie": "eindekss-session=x"}, {"Authorization": "Bearer x"}):
            answer = client.get("/en/methodology", headers=headers)
            assert (answer.headers.get("etag"), answer.headers["cache-control"]) == (kept, "no-store")
        assert "etag" not in own.get("/en/methodology").headers


def test_failed_logins_are_told_by_account_and_hour(moving: House) -> None:
    """However many tries and names, they take a row each hour for each account, and one for all other names."""
    moving.clock.now += timedelta(days=40)
    begin = moving.clock.now.replace(minute=0, second=0, microsecond=0)
    with through_proxy(moving, "203.0.113.90") as client:
        for name in (*["Operator"] * 6, *(f"guess-{number}" for number in range(5))):
            tried(client, name, "wrong")
        moving.clock.now += timedelta(hours=1)
        tried(client, "operator", "wrong")
    found = [one for one in failed_logins(moving.database, 1000) if one.begins_at >= begin]
    assert sorted((one.begins_at - begin, one.who, one.means, one.wrong, one.waited) for one in found) == [
        (timedelta(), "", "session", 5, 0),
        (timedelta(), "operator", "session", 4, 2),
        (timedelta(hours=1), "operator", "session", 1, 0),
    ]
    with moving.logged_in("administrator") as staff, moving.logged_in("own") as own:
        told = staff.get("/lv/desk?format=csv&table=failed-logins").text
        assert "operator" in told
        assert "vārdi bez konta" in told
        assert "guess" not in told
        assert "operator" not in own.get("/lv/desk?format=csv&table=failed-logins").text
