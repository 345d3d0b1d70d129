"""One address gets so much in a minute and others as much as ever, whoever sends it and however many there are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import Client

from db.accounts import account_named
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.sessions import revoke_token
from model.access import AccountRole, Scope
from pipeline.accounts import create_account, issue_token
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.web.serving import serving
from web.app import create_app
from web.middleware.rate_limits import GUESSES_PER_MINUTE, Buckets, client_of

PASSWORD = "pareizais-vards-1"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_what_it_holds_and_fills_evenly() -> None:
    clock = Clock()
    buckets = Buckets(6, clock)
    assert [buckets.take("one").left for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    refused = buckets.take("one")
    assert (refused.allowed, refused.wait_s) == (False, 10)
    assert buckets.take("other").allowed
    clock.now = 9.9
    assert not buckets.take("one").allowed
    clock.now = 10
    assert buckets.take("one").allowed
    clock.now = 10_000
    assert buckets.take("one").left == 5


def test_a_flood_of_addresses_takes_no_more_memory() -> None:
    buckets = Buckets(6, Clock(), most_addresses=100)
    for number in range(1_000):
        buckets.take(str(number))
    assert len(buckets) == 100
    assert buckets.take("999").left == 4


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("unknown" * 100, ("unknown" * 100)[:100]),
    ],
)
def test_who_asks(address: str, client: str | None) -> None:
    assert client_of({"type": "http", "client": (address, 1)}) == client


def test_who_asks_too_much_is_told_when_to_ask_again(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    settings = settings_in_force({"api_per_minute": 3, "pages_per_minute": 4})
    workplace = Workplace(settings, database, EvidenceStore(str(tmp_path / "evidence")), methodology_of("2019"))
    # The server trusts this machine as a proxy: what it says of the address counts.
    one, other = ({"X-Forwarded-For": f"203.0.113.{number}"} for number in (7, 8))
    with serving(create_app(workplace)) as address, Client(base_url=address, trust_env=False) as client:
        answers = [client.get("/api/v1/criteria", headers=one) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"api";q=3;w=60'
        assert answers[0].headers["ratelimit"] == '"api";r=2;t=0'
        refused = answers[3]
        assert 0 < int(refused.headers["retry-after"]) <= 20
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "/api/v1/problems/too-many-requests"
        assert refused.headers["access-control-allow-origin"] == "*"
        assert client.get("/api/v1/criteria", headers=other).status_code == 200
        # Pages have a limit of their own, and are told as pages.
        pages = [client.get("/lv/methodology", headers=one) for _ in range(5)]
        assert [page.status_code for page in pages] == [200, 200, 200, 200, 429]
        assert "text/html" in pages[4].headers["content-type"]
        assert pages[4].headers["content-security-policy"]
        # Files are for everybody, and this machine itself is not counted.
        assert client.get("/static/0/site.css", headers=one).status_code == 200
        assert all(client.get("/api/v1/criteria").status_code == 200 for _ in range(6))
        # Whoever is no proxy that is trusted is the one who asks, whatever it says.
        forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
        assert client.get("/api/v1/criteria", headers=forged).status_code == 429
    database.dispose()


def test_a_token_that_holds_is_counted_by_itself_whatever_its_neighbours_do(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    now = datetime.now(UTC)
    settings = settings_in_force({"api_per_minute": 2, "api_per_minute_by_token": 4, "pages_per_minute": 1})
    workplace = Workplace(settings, database, EvidenceStore(str(tmp_path / "evidence")), methodology_of("2019"))
    account = account_named(database, create_account(workplace, "anna", AccountRole.OPERATOR, None, PASSWORD, now))
    assert account is not None
    issued = [issue_token(database, account, "reader", [Scope.RESULTS], now, 1) for _ in range(3)]
    assert revoke_token(database, issued[2][0], now)
    first, second, revoked = (secret for _, secret in issued)
    with serving(create_app(workplace)) as address, Client(base_url=address, trust_env=False) as client:

        def ask(token: str | None = None, path: str = "/api/v1/criteria", host: int = 7) -> tuple[int, str]:
            headers = {"X-Forwarded-For": f"203.0.113.{host}"} | ({"Authorization": f"Bearer {token}"} if token else {})
            answer = client.get(path, headers=headers)
            return answer.status_code, answer.headers["ratelimit"]

        # A neighbour has used all that the address may; guessing tokens gives him no more, nor does one that was ended.
        assert [ask()[0] for _ in range(3)] == [200, 200, 429]
        assert [ask(f"guessed-{number}")[0] for number in range(GUESSES_PER_MINUTE - 2)] == [429] * (
            GUESSES_PER_MINUTE - 2
        )
        assert ask(revoked)[0] == 429
        assert ask(first) == (200, '"token";r=3;t=0')
        # By whichever address, and however much is guessed now.
        assert [ask("guessed")[0] for _ in range(3)] == [429] * 3
        assert ask(first, host=8) == (200, '"token";r=2;t=0')
        assert [ask(first)[0] for _ in range(3)] == [200, 200, 429]
        assert ask(second, host=8) == (200, '"token";r=3;t=0')
        # What it may not do it may not do, and pages know no tokens.
        assert ask(second, "/api/v1/objections", host=8)[0] == 403
        assert [ask(second, "/lv/methodology")[0] for _ in range(2)] == [200, 429]
    database.dispose()
