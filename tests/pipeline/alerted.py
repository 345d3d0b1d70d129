"""A night that is worth alerts, and a real SMTP server and HTTP endpoint that take them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from db.jobs import JobState, end_job, pick_job
from db.nights import Planned, plan_night
from db.runs import start_run
from db.saving import save_audit
from model.audit import Audit
from model.site import Site
from pipeline.workplace import Workplace
from tests.db.examples import audit, failed, index
from tests.mail_server import Mail, mail_server

DAY = date(2026, 11, 27)
BEGINS = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
REF = "d" * 64 + ".zst"
AVOTI, BERZI, CIEMI, DZIRNAS = (
    Site(f"https://{host}.example/", f"{name} novads", f"00{number}0000")
    for number, (host, name) in enumerate(
        (("avoti", "Avotu"), ("berzi", "Bērzu"), ("ciemi", "Ciemu"), ("dzirnas", "Dzirnu")), start=11
    )
)


class Endpoint(list[dict[str, Any]]):
    """What was posted; answers with each of `statuses` in turn, the last for ever."""

    def __init__(self) -> None:
        self.statuses = [204]
        self.url = ""


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    got = Endpoint()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(got.statuses.pop(0) if len(got.statuses) > 1 else got.statuses[0])
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        got.url = f"http://127.0.0.1:{server.server_port}/key-1234"
        yield got
        server.shutdown()
        thread.join()


@pytest.fixture
def mails() -> Iterator[Mail]:
    with mail_server() as server:
        yield server


@pytest.fixture
def posts() -> Iterator[Endpoint]:
    with endpoint() as got:
        yield got


@pytest.fixture
def workplace(tmp_path: Path, mails: Mail, posts: Endpoint) -> Iterator[Workplace]:
    with Workplace.open(
        {
            "database_url": f"sqlite:///{tmp_path}/e.sqlite",
            "evidence_url": str(tmp_path / "evidence"),
            "smtp_host": "127.0.0.1",
            "smtp_port": mails.port,
            "smtp_security": "none",
            "mail_from": "eindekss <audits@eindekss.example>",
            "alert_to": "dezurants@eindekss.example",
            "alert_webhook": posts.url,
        }
    ) as place:
        yield place


def scored(site: Site, run: str, score: float, began: datetime) -> Audit:
    whole = audit(0, site=site)
    return replace(whole, run=run, started_at=began, finished_at=began, index=index(score=score))


def a_night(workplace: Workplace, sites: list[Site], ended: bool = True) -> None:
    """The night before saw every site with 66.7 points; in this one Avoti is well, Bērzi is down, Ciemi fell."""
    database = workplace.database
    before = BEGINS - timedelta(days=1)
    start_run(database, "before", started_at=before, sites=sites, settings={}, versions={})
    for site in sites:
        save_audit(database, scored(site, "before", 200 / 3, before), REF)
    plan_night(
        database, "night", [Planned(site, BEGINS, MORNING) for site in sites], planned_at=BEGINS, ends_at=MORNING,
        settings={}, versions={}, date_of=DAY,
    )  # fmt: skip
    results = {
        AVOTI: scored(AVOTI, "night", 66.0, BEGINS),
        BERZI: replace(failed(0), site=BERZI, run="night", started_at=BEGINS),
        CIEMI: scored(CIEMI, "night", 60.1, BEGINS),
    }
    for _ in sites if ended else sites[:1]:
        job = pick_job(database, "w", BEGINS)
        assert job is not None
        result = next((one for site, one in results.items() if site.url == job.site.url), None)
        if result is None:
            end_job(database, job, JobState.CRASHED, BEGINS, detail="KeyError: 'x'\x1b[2J")
        else:
            save_audit(database, result, REF)
            end_job(database, job, JobState.SAVED, BEGINS, result.failure)


def text_of(mails: Mail) -> str:
    (message,) = mails.box.messages
    return str(message.get_content())
