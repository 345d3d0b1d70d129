"""Alerts as they arrive: at a real SMTP server and a real HTTP endpoint, once a night, with what to do."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from db.alerts import AlertState, begin_alert, told
from db.engine import DatabaseFull
from db.jobs import JobState, end_job, pick_job
from db.looks import save_looks
from db.nights import Planned, close_missed, plan_night
from db.runs import start_run
from db.saving import save_audit
from model.alert import Alert, AlertKind, Digest
from model.audit import Audit
from model.failure import Failure, FailureKind
from model.site import Site
from model.site_look import Certificate, SiteLook
from model.text import Language
from pipeline.alerting import DIGEST, NOT_STARTED, Watchman
from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from reports.alerts import render_digest
from tests.db.examples import audit, failed, index
from tests.mail_server import Mail, mail_server

DAY = date(2026, 11, 27)
BEGINS = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
REF = "d" * 64 + ".zst"
LANGUAGES: tuple[Language, ...] = ("lv", "en")
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


def test_digest_tells_each_thing_once_with_what_to_do(workplace: Workplace, mails: Mail, posts: Endpoint) -> None:
    a_night(workplace, [AVOTI, BERZI, CIEMI, DZIRNAS])
    ends = MORNING + timedelta(days=3)
    save_looks(workplace.database, [SiteLook(AVOTI.url, BEGINS, certificate=Certificate("avoti.example", ends, "CA"))])
    watchman = Watchman(workplace)
    for minutes in (-60, 0, 1, 30, 600):
        watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=minutes))
    (message,), (posted,) = mails.box.messages, posts
    assert message["Subject"] == "e-indekss, nakts audits (2026. gada 27. novembris): 5 brīdinājumi"
    assert message["To"] == "dezurants@eindekss.example"
    said = message.get_content().splitlines()
    assert [line for line in said if line[:1].isdigit()] == [
        "1. Pārāk daudz auditu neizdevās: 1 no 4.",
        "2. Dzirnu novads: auditu pārtrauca eindekss kļūda: KeyError: 'x'⟨U+001B⟩[2J",
        "3. Bērzu novads: vietne vairs nav pieejama: domēna vārds nav atrasts („www.liepas.example was not found”)",
        "4. Avotu novads: drīz beigsies sertifikāta derīgums (2026. gada 30. novembris)",
        "5. Ciemu novads: indekss – kritums no 66,7 līdz 60,1 (−6,6 punkti)",
    ]
    assert "   Kas to mainīja, rāda eindekss diff 00130000 --from 2026-11-26" in said
    assert said[-1] == (
        "Darbs night. Saglabāti vietņu rezultāti: 3 no 4. Visas vietnes rāda: eindekss runs show night"
    )  # fmt: skip
    assert posted["text"].splitlines() == said
    assert [one["kind"] for one in posted["alerts"]] == [
        "failure_share", "fault", "site_down", "certificate", "score_fallen"
    ]  # fmt: skip
    assert (posted["alerts"][4]["before"], posted["alerts"][4]["now"]) == (pytest.approx(66.67, abs=0.01), 60.1)


def test_quiet_night_is_told_only_to_who_wants_every_digest(workplace: Workplace, mails: Mail, posts: Endpoint) -> None:
    a_night(workplace, [AVOTI])
    Watchman(workplace).look(DAY, BEGINS, MORNING, MORNING)
    assert (mails.box.messages, posts) == ([], [])
    always = replace(workplace, settings=workplace.settings.model_copy(update={"alert_when": "always"}))
    Watchman(always).look(DAY, BEGINS, MORNING, MORNING + timedelta(hours=1))
    assert posts == [], "the night was closed as quiet"
    tomorrow, later = DAY + timedelta(days=1), MORNING + timedelta(days=1)
    plan_night(
        workplace.database, "empty", [], planned_at=later, ends_at=later, settings={}, versions={}, date_of=tomorrow
    )  # fmt: skip
    Watchman(always).look(tomorrow, later, later, later)
    assert text_of(mails).startswith("e-indekss, nakts audits (2026. gada 28. novembris): viss kārtībā")
    assert len(posts) == 1


def test_night_that_is_not_over_by_morning_is_told(workplace: Workplace, mails: Mail) -> None:
    a_night(workplace, [AVOTI, CIEMI], ended=False)
    Watchman(workplace).look(DAY, BEGINS, MORNING, MORNING)
    assert "Nakts darbs nav pabeigts. Vietnes bez rezultāta: 1 no 2." in text_of(mails)


def test_sites_of_the_day_are_not_late_in_the_morning_and_told_of_in_the_next(
    workplace: Workplace, posts: Endpoint
) -> None:
    database, noon, a_day = workplace.database, MORNING + timedelta(hours=4), timedelta(days=1)
    start_run(database, "before", started_at=BEGINS - a_day, sites=[BERZI, CIEMI], settings={}, versions={})
    save_audit(database, scored(BERZI, "before", 66.0, BEGINS - a_day), REF)
    for run, begins in (("night", BEGINS), ("next", BEGINS + a_day)):
        later = begins + (noon - BEGINS)
        sites = [Planned(AVOTI, begins, begins), *(Planned(site, later, later + a_day / 24) for site in (BERZI, CIEMI))]
        day = DAY if run == "night" else DAY + a_day
        plan_night(database, run, sites, planned_at=begins, ends_at=later, settings={}, versions={}, date_of=day)
        save_audit(database, scored(AVOTI, run, 66.0, begins), REF)
        Watchman(workplace).look(day, begins, MORNING + (begins - BEGINS), MORNING + (begins - BEGINS))
        if run == "night":
            assert posts == []
            job = pick_job(database, "w", later)
            assert job is not None
            down = replace(failed(0), site=BERZI, run=run, started_at=later, finished_at=later)
            save_audit(database, down, REF)
            end_job(database, job, JobState.SAVED, later, down.failure)
            close_missed(database, later + a_day / 12)
    (told_next,) = posts
    assert [(one["kind"], one.get("count"), (one.get("site") or {}).get("name")) for one in told_next["alerts"]] == [
        ("not_finished", 1, None), ("site_down", None, BERZI.name)
    ]  # fmt: skip


def test_night_that_did_not_begin_is_told_soon_and_once(workplace: Workplace, mails: Mail, posts: Endpoint) -> None:
    watchman = Watchman(workplace)
    for minutes in (5, 20, 21, 400):
        watchman.look(DAY, BEGINS, MORNING, BEGINS + timedelta(minutes=minutes))
    assert "Nakts darbs nesākās: nekas netika auditēts." in text_of(mails)
    assert [one["run"] for one in posts] == [None]


def test_site_that_was_down_before_is_no_news(workplace: Workplace, mails: Mail) -> None:
    a_night(workplace, [BERZI])
    day, begins, morning = DAY + timedelta(1), BEGINS + timedelta(1), MORNING + timedelta(1)
    plan_night(
        workplace.database, "next", [Planned(BERZI, begins, morning)], planned_at=begins, ends_at=morning, settings={},
        versions={}, date_of=day,
    )  # fmt: skip
    job = pick_job(workplace.database, "w", begins)
    assert job is not None
    save_audit(workplace.database, replace(failed(0), site=BERZI, run="next", started_at=begins), REF)
    end_job(workplace.database, job, JobState.SAVED, begins)
    Watchman(workplace).look(day, begins, morning, morning)
    assert [line for line in text_of(mails).splitlines() if line[:1].isdigit()] == [
        "1. Pārāk daudz auditu neizdevās: 1 no 1."
    ]


def test_channel_that_fails_is_tried_again_later_and_the_other_is_not(
    workplace: Workplace, mails: Mail, posts: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    a_night(workplace, [BERZI])
    posts.statuses = [500, 503, 500, 200]
    watchman = Watchman(workplace, pause=lambda _seconds: None)
    watchman.look(DAY, BEGINS, MORNING, MORNING)
    assert (len(posts), len(mails.box.messages)) == (3, 1)
    assert told(workplace.database, DAY, DIGEST, "webhook").state is AlertState.FAILED  # type: ignore[union-attr]
    assert "by webhook: HTTP 500" in caplog.text
    watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=5))
    assert len(posts) == 3
    watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=11))
    assert (len(posts), len(mails.box.messages)) == (4, 1)
    assert told(workplace.database, DAY, DIGEST, "webhook").state is AlertState.SENT  # type: ignore[union-attr]


def test_webhook_that_is_away_keeps_its_key_out_of_the_log(
    workplace: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    settings = workplace.settings.model_copy(update={"alert_to": ""})
    with endpoint() as gone:
        pass
    away = settings.model_validate(settings.model_dump() | {"alert_webhook": gone.url})
    caplog.set_level(logging.WARNING)
    Watchman(replace(workplace, settings=away), pause=lambda _: None).look(DAY, BEGINS, MORNING, MORNING)
    assert "ConnectError" in caplog.text
    assert "key-1234" not in caplog.text


def test_full_database_keeps_no_alert_back(
    workplace: Workplace, posts: Endpoint, mails: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_night(workplace, [AVOTI, CIEMI], ended=False)
    posts.statuses = [403, 204]
    watchman = Watchman(workplace)
    with monkeypatch.context() as no_room:
        for name in ("begin_alert", "end_alert"):
            no_room.setattr(f"pipeline.alerting.{name}", full)
        for minutes in (0, 1, 11, 12, 30):
            watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=minutes))
        assert (len(mails.box.messages), len(posts)) == (1, 2)
    watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=50))
    assert (len(mails.box.messages), len(posts)) == (1, 2)
    assert "pilns disks" in text_of(mails)


def full(*_: object) -> None:
    raise DatabaseFull("no room")


def test_two_schedulers_send_one_message_and_one_that_died_is_made_good(workplace: Workplace, posts: Endpoint) -> None:
    assert begin_alert(workplace.database, DAY, NOT_STARTED, "webhook", BEGINS, None)
    assert not begin_alert(workplace.database, DAY, NOT_STARTED, "webhook", BEGINS, None)
    watchman = Watchman(workplace)
    watchman.look(DAY, BEGINS, MORNING, BEGINS + timedelta(minutes=9))
    assert posts == []
    watchman.look(DAY, BEGINS, MORNING, BEGINS + timedelta(minutes=25))
    assert len(posts) == 1


def test_without_a_channel_alerts_are_in_the_log(workplace: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    bare = workplace.settings.model_validate(
        workplace.settings.model_dump() | {"alert_to": "", "alert_webhook": "", "language": "en"}
    )
    Watchman(replace(workplace, settings=bare)).look(DAY, BEGINS, MORNING, MORNING)
    assert "The night did not begin: nothing was audited. See whether the scheduler runs" in caplog.text


def test_alerts_that_cannot_be_mailed_are_refused_at_the_start(workplace: Workplace) -> None:
    lost = workplace.settings.model_copy(update={"mail_from": ""})
    with pytest.raises(SetupError, match="EINDEKSS_MAIL_FROM"):
        Watchman(replace(workplace, settings=lost))


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_way_to_be_down_reads_well(kind: FailureKind) -> None:

    digest = Digest(DAY, "n", (Alert(AlertKind.SITE_DOWN, site=AVOTI, failure=Failure(kind, "x" * 1_000)),))
    for language in LANGUAGES:
        ((said, advice),) = render_digest(digest, language, {}).lines
        assert len(said) < 400
        assert advice.endswith(".")
