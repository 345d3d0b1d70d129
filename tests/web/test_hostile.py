"""What strangers try: to be shown to others under a false name, to fill the memory, and to learn by faults."""

import logging

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Client, Response

from db.engine import DatabaseUnavailable
from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from tests.web.country import NOW
from web.app import create_app
from web.kept.shelf import Shelf
from web.middleware.headers import HEADERS

EVIL = "evil.example"


class Broken(Exception):
    """A fault that nobody foresaw, with what must not be told."""


@pytest.fixture
def app(country: Workplace) -> FastAPI:
    return create_app(country, lambda: NOW)


@pytest.mark.parametrize("path", ["/lv/data", "/lv/rules?format=json"])
def test_nobody_is_shown_a_page_that_was_asked_for_under_a_false_name(client: Client, path: str) -> None:
    for headers in ({"Host": EVIL}, {"X-Forwarded-Host": EVIL}, {"X-Forwarded-Proto": "https"}):
        assert client.get(path, headers=headers).status_code == 200
    shown = client.get(path).text
    assert EVIL not in shown
    assert f"https://{client.base_url.netloc.decode()}" not in shown


def test_what_cannot_be_made_leaves_nothing_behind(country: Workplace) -> None:
    shelf = Shelf(country.database)

    def make() -> int:
        raise Broken

    for number in range(3):
        with pytest.raises(Broken):
            shelf.get(("no", number), make)
    assert shelf._making == {}
    assert shelf.get(("no", 0), lambda: 1) == 1


async def broken(app: FastAPI, path: str, error: Exception) -> Response:
    """The answer where this is raised."""

    def fails() -> str:
        raise error

    app.state.shelf.known_stamp = fails
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get(path)


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/en/methodology", "/api/v1/municipalities"])
@pytest.mark.parametrize("error", [DatabaseUnavailable("postgresql://geheim"), SetupError("geheim")])
async def test_a_database_that_is_away_is_told_as_such(app: FastAPI, path: str, error: Exception) -> None:
    answer = await broken(app, path, error)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "geheim" not in answer.text


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/en/methodology", "/api/v1/municipalities"])
async def test_a_fault_tells_nothing_and_is_as_safe_as_any_answer(
    app: FastAPI, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    answer = await broken(app, path, Broken("geheim"))
    assert answer.status_code == 500
    assert "geheim" not in answer.text
    assert "Broken" not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
