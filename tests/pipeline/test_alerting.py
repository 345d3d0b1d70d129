"""Alerts as they arrive: at a real SMTP server and a real HTTP endpoint, once a night, with what to do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.jobs import JobState, end_job, pick_job
from db.looks import save_looks
from db.nights import Planned, close_missed, plan_night
from db.runs import start_run
from db.saving import save_audit
from model.alert import Alert, AlertKind, Digest
from model.failure import Failure, FailureKind
from model.site_look import Certificate, SiteLook
from model.text import Language
from pipeline.alerting import Watchman
from pipeline.workplace import Workplace
from reports.alerts import render_digest
from tests.db.examples import failed
from tests.mail_server import Mail
from tests.pipeline.alerted import (
    AVOTI,
    BEGINS,
    BERZI,
    CIEMI,
    DAY,
    DZIRNAS,
    MORNING,
    REF,
    Endpoint,
    a_night,
    scored,
    text_of,
)
from tests.pipeline.alerted import mails as mails
from tests.pipeline.alerted import posts as posts
from tests.pipeline.alerted import workplace as workplace

LANGUAGES: tuple[Language, ...] = ("lv", "en")


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


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_way_to_be_down_reads_well(kind: FailureKind) -> None:

    digest = Digest(DAY, "n", (Alert(AlertKind.SITE_DOWN, site=AVOTI, failure=Failure(kind, "x" * 1_000)),))
    for language in LANGUAGES:
        ((said, advice),) = render_digest(digest, language, {}).lines
        assert len(said) < 400
        assert advice.endswith(".")
