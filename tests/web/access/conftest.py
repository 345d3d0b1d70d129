"""A dashboard of each file's own, for what it does changes the data, with an account of every role."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx import Client, Response
from sqlalchemy import Engine, insert

from db import tables as t
from db.accounts import account_named
from db.engine import ensure_ready, open_database, writing
from db.evidence import EvidenceStore
from model.access import AccountRole, Scope
from pipeline import accounts
from pipeline.accounts import create_account, issue_token
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.pipeline.written_year import write_nights
from tests.web.country import NEWEST, NOW, audit_of, begun, municipalities, run_of
from tests.web.serving import serving
from web.access import gate
from web.access.decision import Decision
from web.app import create_app
from web.reaudits import Reaudits

PASSWORD = "pareizais-vards-1"
OWN, OTHER = municipalities()[0], municipalities()[1]
ROLES: Mapping[str, tuple[AccountRole, str | None]] = {
    "administrator": (AccountRole.ADMINISTRATOR, None),
    "operator": (AccountRole.OPERATOR, None),
    "own": (AccountRole.MUNICIPALITY, OWN.atvk),
    "other": (AccountRole.MUNICIPALITY, OTHER.atvk),
    # Locked and removed by the tests.
    "leaves": (AccountRole.OPERATOR, None),
}
# As real ones, with little work: these tests log in often. tests/cli/test_user.py has the real ones.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
NO_COMMAND = ("true",)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class House:
    """The application, where it is served, and its database."""

    app: FastAPI
    address: str
    workplace: Workplace
    clock: Clock

    @property
    def database(self) -> Engine:
        return self.workplace.database

    def client(self, **headers: str) -> Client:
        return Client(base_url=self.address, headers=headers, trust_env=False, timeout=30)

    def logged_in(self, name: str) -> Client:
        with self.client() as first:
            answer = come_in(first, name, PASSWORD)
            assert answer.status_code == 303, answer.text
            client = self.client()
            client.cookies.update(first.cookies)
        return client

    def with_token(self, name: str, *scopes: Scope) -> Client:
        account = account_named(self.database, name)
        assert account is not None
        _, secret = issue_token(self.database, account, "test", scopes, self.clock.now, 1)
        return self.client(Authorization=f"Bearer {secret}")


def csrf_of(page: Response) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found is not None
    return found[1]


def come_in(client: Client, name: str, password: str, back: str = "") -> Response:
    page = client.get("/en/login")
    form = {"name": name, "password": password, "csrf": csrf_of(page), "next": back}
    return client.post("/en/login", data=form)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    database, store = open_database(f"sqlite:///{folder}/audits.sqlite"), EvidenceStore(str(folder / "evidence"))
    ensure_ready(database)
    with writing(database) as connection:
        night = {
            "id": run_of(NEWEST),
            "started_at": begun(NEWEST),
            "status": "finished",
            "settings": {},
            "versions": {},
        }
        connection.execute(insert(t.run), [night])
        for number, site in enumerate((OWN, OTHER)):
            audits = {1 + number: audit_of(site, number, NEWEST)}
            write_nights(connection, store, audits, frozenset({0}), lambda night: True)
    clock = Clock()
    quick = pytest.MonkeyPatch()
    quick.setattr(accounts, "HASHER", QUICK)
    with Workplace(settings_in_force(), database, store, methodology_of("2019")) as workplace:
        for name, (role, own) in ROLES.items():
            create_account(workplace, name, role, own, PASSWORD, NOW)
        app = create_app(workplace, clock)
        app.state.reaudits = Reaudits(database, NO_COMMAND)
        with serving(app) as address:
            yield House(app, address, workplace, clock)
        app.state.reaudits.stop()
    quick.undo()


def decisions(app: FastAPI) -> Iterator[tuple[str, str, Decision]]:
    """Method, path and decision of every route."""
    for context, (decision,) in gate.decided(app):
        for method in sorted(context.methods or ()):
            yield method, str(context.path), decision
