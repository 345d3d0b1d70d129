"""What was saved of audits, their samples, features and runs is read back by query."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.audits import (
    AuditRow,
    audit_history,
    audits_before,
    judged_by,
    newest_audits,
    scores_of,
)
from db.engine import open_database, reading
from db.features import feature_history
from db.municipalities import known_sites
from db.runs import (
    RunExists,
    RunStatus,
    finish_run,
    place_of_run,
    resume_run,
    runs,
    start_run,
    unfinished_runs,
    waiting_sites,
)
from db.saving import AlreadySaved, add_scores, save_audit
from db.sites import kept_sample
from db.tables import rule_count
from model.audit import Status
from model.failure import Failure, FailureKind
from model.finding import Feature, Outcome
from model.score import Band
from model.site import Role, Site
from tests.db.examples import FIRST_NIGHT, HOME, REF, SAMPLE, SITE, audit, counts, failed, index, issue, run_of, save

OTHER_REF = "e" * 64 + ".zst"


def test_audit_reads_back_as_it_was(database: Engine) -> None:
    whole = audit(issues=[issue(HOME)])
    number = save(database, whole)
    (row,) = newest_audits(database)
    assert row == AuditRow(
        id=number,
        run=whole.run,
        atvk=SITE.atvk,
        role=Role.MAIN,
        url=HOME,
        name=SITE.name,
        started_at=whole.started_at,
        finished_at=whole.finished_at,
        status=Status.COMPLETE,
        failure=None,
        wcag_score=99.12345678901234,
        wcag_band=Band.HIGHEST,
        mobile_passes=False,
        mobile_score=100 / 3,
        methodology="2019",
        index_score=200 / 3,
        index_coverage=0.04,
        index_maturity=3,
        documents_read=17,
        result_ref=REF,
    )
    assert row.started_at.tzinfo is UTC
    assert [(one.kind, one.id, one.score, one.weight) for one in scores_of(database, number)] == [
        ("index", "index", 200 / 3, 1.0),
        ("indicator", "website_usability", 200 / 3, 0.04),
        ("section", "communication", 200 / 3, 0.04),
    ]
    told = [rule_count.c[name] for name in ("audit_id", "rule", "outcome", "pages", "passed", "failed", "unsure")]
    with reading(database) as connection:
        counted = connection.execute(select(*told).order_by(rule_count.c.rule)).all()
    assert [tuple(row) for row in counted] == [
        (number, "image-alt", Outcome.FAIL, 1, 8, 2, 0),
        (number, "vague-link-text", Outcome.NEEDS_REVIEW, 1, 1, 0, 1),
    ]
    assert counts(database)["page_audit"] == 2


def test_failed_audit_reads_back_with_its_kind(database: Engine) -> None:
    save(database, failed(0))
    (row,) = audit_history(database, SITE)
    assert (row.status, row.index_score, row.wcag_score) == (Status.FAILED, None, None)
    assert row.failure == Failure(FailureKind.DNS, "www.liepas.example was not found")


def test_newest_audit_of_each_site_by_name_main_first(database: Engine) -> None:
    other = replace(SITE, url="https://a.example/", role=Role.OTHER)
    bare = Site(url=HOME, name="AAA")
    for night, site in enumerate((SITE, other, bare, SITE)):
        save(database, audit(night, site=site))
    assert [(row.name, row.role, row.run) for row in newest_audits(database)] == [
        ("AAA", Role.MAIN, run_of(2)),
        (SITE.name, Role.MAIN, run_of(3)),
        (SITE.name, Role.OTHER, run_of(1)),
    ]
    assert [row.url for row in newest_audits(database, [other.url])] == [other.url]
    assert newest_audits(database, []) == ()
    assert [row.run for row in audit_history(database, SITE)] == [run_of(0), run_of(3)]
    assert [row.run for row in audit_history(database, bare)] == [run_of(2)]


def test_site_keeps_its_history_under_a_new_name(database: Engine) -> None:
    save(database, audit(0))
    save(database, audit(1, site=replace(SITE, name="Jaunais novads", centre=None)))
    assert [row.name for row in audit_history(database, SITE)] == ["Jaunais novads"] * 2
    assert counts(database)["site"] == 1


def test_another_methodology_adds_scores_beside(database: Engine) -> None:
    number = save(database, audit())
    add_scores(database, number, index("2026", score=12.5), REF)
    assert [one.score for one in scores_of(database, number, "2019")] == [200 / 3] * 3
    assert [one.score for one in scores_of(database, number, "2026")] == [12.5] * 3
    assert judged_by(database, "2026") == {number: REF}
    add_scores(database, number, index("2026", score=99.0), OTHER_REF)
    assert [one.score for one in scores_of(database, number, "2026")] == [99.0] * 3
    assert len(scores_of(database, number)) == 6
    assert (judged_by(database, "2026", [number]), judged_by(database, "2019")) == ({number: OTHER_REF}, {})
    with pytest.raises(AlreadySaved):
        add_scores(database, number, index("2019", score=99.0), REF)
    assert scores_of(database, number, "2019")[0].score == 200 / 3


def test_sample_is_kept_in_order_and_replaced(database: Engine) -> None:
    assert kept_sample(database, SITE) == ()
    save(database, audit(0), SAMPLE)
    assert kept_sample(database, SITE) == SAMPLE
    save(database, failed(1))
    assert kept_sample(database, SITE) == SAMPLE
    save(database, audit(2), SAMPLE[::-1][:2])
    assert kept_sample(database, SITE) == SAMPLE[::-1][:2]
    assert kept_sample(database, replace(SITE, atvk=None)) == ()


def test_feature_is_a_span(database: Engine) -> None:
    def chat(night: int, found: bool | None) -> None:
        save(database, replace(audit(night), features=(Feature("chat", found), Feature("forum", False))))

    chat(0, True)
    chat(1, True)
    save(database, failed(2))
    chat(3, None)
    chat(4, True)
    spans = feature_history(database, SITE, "chat")
    nights = [FIRST_NIGHT + timedelta(days=night) for night in range(5)]
    assert [(span.found, span.since, span.until) for span in spans] == [
        (True, nights[0], nights[3]),
        (None, nights[3], nights[4]),
        (True, nights[4], None),
    ]
    assert len(feature_history(database, SITE)) == 4


def test_audits_go_on_below_a_number_the_newest_first(database: Engine) -> None:
    numbers = [save(database, audit(night)) for night in range(3)]
    numbers.append(save(database, failed(3)))
    (site_id,) = (known.id for known in known_sites(database))

    def below(number: int, limit: int = 10, **wanted: Any) -> list[int]:
        return [row.id for row in audits_before(database, number, limit, **wanted)]

    assert below(2**63 - 1) == numbers[::-1]
    assert below(numbers[2], 1) == [numbers[1]]
    assert below(2**63 - 1, status=Status.FAILED) == [numbers[3]]
    assert below(2**63 - 1, run=run_of(1), site_ids=[site_id]) == [numbers[1]]
    second = FIRST_NIGHT + timedelta(days=1)
    assert below(2**63 - 1, since=second, until=second + timedelta(days=1)) == [numbers[1]]
    assert below(2**63 - 1, site_ids=[site_id + 1]) == []


def test_a_run_knows_how_many_are_newer(database: Engine) -> None:
    for night in range(3):
        save(database, audit(night))
    assert [place_of_run(database, run.id) for run in runs(database)] == [0, 1, 2]
    assert place_of_run(database, "nothing") is None


def test_run_knows_what_waits(database: Engine) -> None:
    other = replace(SITE, url="https://a.example/", role=Role.OTHER)
    riga = timezone(timedelta(hours=2))
    start = datetime(2026, 1, 2, 1, 30, tzinfo=riga)
    settings = {"max_pages": 25, "allow_private": False}
    run = run_of(0)
    start_run(database, run, started_at=start, sites=[other, SITE, other], settings=settings, versions={"axe": None})
    assert waiting_sites(database, run) == (other, SITE)
    with pytest.raises(RunExists):
        start_run(database, run, started_at=start, sites=[], settings={}, versions={})
    save_audit(database, audit(), REF)
    assert waiting_sites(database, run) == (other,)
    finish_run(database, run, finished_at=start + timedelta(hours=1), status=RunStatus.STOPPED)
    (stopped,) = unfinished_runs(database)
    assert (stopped.id, stopped.settings, stopped.sites, stopped.audits) == (run, settings, 2, 1)
    assert stopped.started_at == start
    resume_run(database, run)
    save_audit(database, audit(site=other), REF)
    finish_run(database, run, finished_at=start + timedelta(hours=2), status=RunStatus.FINISHED)
    assert unfinished_runs(database) == ()
    (seen,) = runs(database)
    assert (seen.status, seen.finished_at, seen.versions) == (
        RunStatus.FINISHED,
        start + timedelta(hours=2),
        {"axe": None},
    )


def test_engine_can_be_opened_again(database: Engine, database_url: str) -> None:
    save(database, audit())
    again = open_database(database_url)
    assert len(newest_audits(again)) == 1
    again.dispose()
