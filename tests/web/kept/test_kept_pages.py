"""Pages that are kept: made anew when the data change, and meanwhile given as they were where many ask."""

import time
from datetime import UTC, datetime
from typing import cast

import pytest
from fastapi import FastAPI, Response
from httpx import Client
from sqlalchemy import Engine

from checks.watch import FEATURES
from pipeline.workplace import Workplace
from tests.web.country import NOW
from tests.web.serving import serving
from web.app import create_app
from web.kept import warming
from web.kept.pages import MANY, KeptPages
from web.kept.shelf import Shelf
from web.navigation import NAVIGATION
from web.page_route import page_router

SLOW_S = 0.3


class Data:
    """Stands for the shelf; its stamp changes as somebody writes."""

    now = "first"
    rushed = False

    def known_stamp(self) -> str:
        return self.now


def test_who_comes_while_many_ask_does_not_wait_for_a_page_that_changes() -> None:
    data, router = Data(), page_router()

    @router.get("/slow")
    def slow(lang: str) -> Response:
        told = data.now
        time.sleep(SLOW_S)
        return Response(told)

    app = FastAPI()
    app.state.shelf, app.state.pages, app.state.now = data, KeptPages(), lambda: datetime(2026, 11, 26, tzinfo=UTC)
    app.include_router(router)
    with serving(app) as address, Client(base_url=address, trust_env=False) as client:
        assert client.get("/lv/slow").text == "first"
        data.now = "second"
        assert client.get("/lv/slow").text == "second", "few ask: whoever comes waits"
        for _ in range(MANY):
            client.get("/lv/slow")
        data.now = "third"
        began = time.monotonic()
        assert client.get("/lv/slow").text == "second"
        assert time.monotonic() - began < SLOW_S
        while client.get("/lv/slow").text != "third":
            assert time.monotonic() - began < 20
            time.sleep(0.05)
        assert client.get("/en/slow").text == "third", "a page that nobody saw yet is made"


def test_while_many_ask_audits_are_noticed_seldom_and_all_else_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ["1 2026-11-26 1"]
    moment = [1000.0]
    monkeypatch.setattr("web.kept.shelf.data_stamp", lambda database: said[0])
    monkeypatch.setattr("web.kept.shelf.monotonic", lambda: moment[0])
    shelf = Shelf(cast("Engine", None))

    def after(seconds: float, stamp: str) -> str:
        moment[0] += seconds
        said[0] = stamp
        return shelf.stamp()

    assert after(0, "1 2026-11-26 1") == "1 2026-11-26 1"
    assert after(2, "2 2026-11-26 1") == "2 2026-11-26 1", "few ask"
    shelf.rushed = True
    assert after(2, "3 2026-11-26 1") == "2 2026-11-26 1"
    assert after(2, "4 2026-11-26 2") == "4 2026-11-26 2", "somebody decided"
    assert after(2, "5 2026-11-26 2") == "4 2026-11-26 2"
    assert after(60, "6 2026-11-26 2") == "6 2026-11-26 2"


def test_the_pages_of_all_are_made_before_anybody_asks(
    country: Workplace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    router = page_router()

    @router.get("/broken")
    def broken(lang: str) -> Response:
        raise RuntimeError(lang)

    monkeypatch.setattr(warming, "NAVIGATION", (("broken", ""), *NAVIGATION))
    for name, value in {"LOOK_S": 0.05, "REST_SHARE": 0.0, "LANGUAGES": ("lv",), "TABS": ("/scores",)}.items():
        monkeypatch.setattr(warming, name, value)
    app = create_app(country, lambda: NOW, warmed=True)
    app.include_router(router)
    with serving(app) as address, Client(base_url=address, trust_env=False, timeout=30) as client:
        # A host that nobody has, and a page that breaks, are no reason to make no others.
        client.get("/lv/methodology", headers={"Host": "a:b"})
        time.sleep(0.5)
        client.get("/lv/methodology")
        stamp = f"{app.state.shelf.stamp()} {NOW:%Y-%m-%d}"
        deadline = time.monotonic() + 60
        while app.state.pages.at(f"{address}/lv/features/{list(FEATURES)[-1]}", stamp) is None:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        made = app.state.pages.at(f"{address}/lv/municipality/0001000/scores", stamp)
        assert made is not None
        assert client.get("/lv/municipality/0001000/scores").headers["etag"] == made.etag
    assert "/lv/broken could not be made" in caplog.text
