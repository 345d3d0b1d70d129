"""Nights and runs: counts that lead to their sites, and a run that is watched while it works."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import Client
from playwright.sync_api import Browser
from sqlalchemy import Engine

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.jobs import pick_job, put_off
from model.failure import Failure, FailureKind
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.db.planned import BEGINS, plan
from tests.web.looking import FOUND
from tests.web.serving import serving
from web.app import create_app

NOW = BEGINS + timedelta(minutes=20)
NIGHT = "/en/runs/run-1"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    """A night at work: its first site waits for a second try, the second is being audited, the third waits."""
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    plan(database)
    first = pick_job(database, "process 7 on a.secret.host", BEGINS)
    assert first is not None
    put_off(database, first, NOW + timedelta(minutes=10), Failure(FailureKind.TIMEOUT, "no answer in 45 s"))
    assert pick_job(database, "process 7 on a.secret.host", BEGINS + timedelta(minutes=1)) is not None
    yield database
    database.dispose()


@pytest.fixture
def working(database: Engine, tmp_path: Path) -> Iterator[str]:
    store = EvidenceStore(str(tmp_path / "evidence"))
    workplace = Workplace(settings_in_force(), database, store, methodology_of("2019"))
    with serving(create_app(workplace, lambda: NOW)) as address:
        yield address


def test_counts_lead_to_their_sites(client: Client) -> None:
    runs = client.get("/en/runs?format=json").json()["tables"][0]["rows"]
    assert len(runs) == 9
    newest = runs[0]
    for state, count in (("saved", newest[5]), ("failed", newest[6])):
        listed = client.get(f"/en/runs/{newest[9]}?state={state}&format=json").json()["tables"][0]["rows"]
        assert len(listed) == count > 0
    failures = client.get(f"/en/runs/{newest[9]}?format=json").json()["tables"][1]["rows"]
    assert ["no answer in time", 2, "The server does not answer in time: check its load."] in failures


def test_a_run_at_work_is_made_anew_each_time(working: str, database: Engine) -> None:
    with Client(base_url=working, trust_env=False) as client:
        before = client.get(NIGHT).text
        assert '<meta http-equiv="refresh"' in before
        assert "no answer in time: no answer in 45 s; 1 earlier try; not before 02:00" in before
        assert "secret.host" not in before
        still = client.get(f"{NIGHT}?live=off").text
        assert "refresh" not in still
        assert "live.js" not in still
        # Nothing is saved by it, and so the data's stamp stays as it was.
        pick_job(database, "process 8", BEGINS + timedelta(minutes=2))
        assert "2 are being audited" in client.get(NIGHT).text


def test_a_run_is_watched_politely(browser: Browser, axe: str, working: str, database: Engine) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(working + NIGHT)
    page.evaluate(axe)
    assert page.evaluate(FOUND) == []
    page.clock.install()
    page.goto(working + NIGHT)
    assert page.get_by_role("status").inner_text().startswith("0 of 3 sites are saved.")
    held = page.get_by_role("link", name="CSV of this table").last
    held.focus()
    with page.expect_response("**/run-1"):
        pick_job(database, "process 8", BEGINS + timedelta(minutes=2))
        page.clock.fast_forward(10_000)
    page.get_by_text("2 are being audited.").wait_for()
    # Whoever was somewhere is there still.
    assert held.evaluate("each => each === document.activeElement")
    context.close()
