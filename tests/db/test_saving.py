"""An audit is saved whole or not at all, once for a run and site, whatever its texts."""

import signal
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db.audits import (
    newest_audits,
)
from db.issues import issue_history
from db.runs import (
    start_run,
    waiting_sites,
)
from db.saving import AlreadySaved, UnknownRun, save_audit
from db.sites import kept_sample
from model.evidence import SamplePage
from model.failure import Failure, FailureKind
from model.finding import Feature
from tests.db.examples import FIRST_NIGHT, HOME, NEWS, REF, SAMPLE, SITE, audit, counts, issue, page, run_of, save
from tests.db.saver import site as saver_site
from tests.db.test_engine import saver


def test_site_is_saved_once_a_run(database: Engine) -> None:
    save(database, audit())
    before = counts(database)
    with pytest.raises(AlreadySaved, match=HOME):
        save_audit(database, replace(audit(), wcag_score=1.0), REF)
    assert counts(database) == before
    assert newest_audits(database)[0].wcag_score == 99.12345678901234


def test_run_must_be_started(database: Engine) -> None:
    with pytest.raises(UnknownRun):
        save_audit(database, audit(), REF)
    assert counts(database)["site"] == 0


def test_save_that_breaks_leaves_nothing(database: Engine) -> None:
    save(database, audit(0, issues=[issue(HOME)]), SAMPLE)
    start_run(database, run_of(1), started_at=FIRST_NIGHT, sites=[SITE], settings={}, versions={})
    before = counts(database)
    spans = issue_history(database, SITE)
    twice = replace(audit(1, issues=[issue(NEWS, name="fedc")]), features=(Feature("chat", False),) * 2)
    with pytest.raises(IntegrityError):
        save_audit(database, twice, REF)
    assert counts(database) == before
    assert issue_history(database, SITE) == spans
    save_audit(database, audit(1), REF)


def test_killed_save_leaves_nothing(database: Engine, database_url: str) -> None:
    start_run(database, run_of(0), started_at=FIRST_NIGHT, sites=[SITE], settings={}, versions={})
    before = counts(database)
    with saver("die", database_url) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert counts(database) == before
    save_audit(database, audit(), REF)
    assert counts(database)["audit"] == 1


def test_two_processes_save_one_run_at_once(database: Engine, database_url: str) -> None:
    sites = [saver_site(name, number) for name in ("liepas", "ozoli") for number in range(15)]
    start_run(database, run_of(0), started_at=FIRST_NIGHT, sites=sites, settings={}, versions={})
    processes = [saver("save", database_url, name, "15") for name in ("liepas", "ozoli")]
    assert [(process.communicate(timeout=90)[0], process.returncode) for process in processes] == [("", 0)] * 2
    assert {row.url for row in newest_audits(database)} == {site.url for site in sites}
    assert counts(database)["score"] == 3 * len(sites)
    assert waiting_sites(database, run_of(0)) == ()


def test_text_that_no_database_stores_is_replaced(database: Engine) -> None:
    odd = f"{HOME}a\0b\ud800"
    start_run(database, run_of(0), started_at=FIRST_NIGHT, sites=[SITE], settings={}, versions={})
    bad = replace(issue(odd), component="div.\0\udfff")
    lost = page(odd, failure=Failure(FailureKind.PROTOCOL, "\0?"))
    save_audit(database, audit(pages=[page(HOME), lost], issues=[bad]), REF, [SamplePage(odd, "template", "\0")])
    assert kept_sample(database, SITE) == (SamplePage(f"{HOME}a\ufffdb\ufffd", "template", "\ufffd"),)
    assert issue_history(database, SITE)[0].component == "div.\ufffd\ufffd"


def test_very_long_address_is_stored(database: Engine) -> None:
    long = f"{HOME}?q=" + "ā9f" * 5000
    save(database, audit(pages=[page(HOME), page(long)], issues=[issue(long)]), [SamplePage(long, "template")])
    assert kept_sample(database, SITE)[0].url == long


def test_moment_without_a_zone_is_refused(database: Engine) -> None:
    with pytest.raises(Exception, match="names no time zone"):
        start_run(database, "x", started_at=datetime(2026, 1, 1), sites=[], settings={}, versions={})
