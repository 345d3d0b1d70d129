"""Ten years of nights stay quick: no named query reads a table that grows with the nights from end to end."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from db import (
    audits,
    decisions,
    features,
    figures,
    findings,
    history,
    issues,
    municipalities,
    objections,
    packs,
    peers,
    results,
    retention,
    runs,
    sites,
    surveys,
    trends,
)
from db.engine import open_database
from db.saving import save_audit
from model.evidence import SamplePage
from model.municipality import Series, series_of
from tests.db.conftest import made_ready
from tests.db.examples import FIRST_NIGHT, HOME, SITE, audit, issue, run_of, save

GROWING = (
    "audit|page|page_audit|score|rule_count|feature|issue|run_site|chain_link|pruned|blob"
    "|newer|earlier|first|last|until|closed"
    "|survey|survey_answer|decision|objection|objection_file|objection_reply|objection_reaudit|reaudit"
)
PERIOD = (FIRST_NIGHT, FIRST_NIGHT + timedelta(days=30))
WHOLE_TABLE = re.compile(rf"SCAN ({GROWING})\b")


def only(database: Engine) -> Series:
    (series,) = series_of(municipalities.known_sites(database))
    return series


READS: dict[str, Callable[[Engine], object]] = {
    "newest_audits": audits.newest_audits,
    "newest_audits of some": lambda database: audits.newest_audits(database, [HOME]),
    "audit_history": lambda database: audits.audit_history(database, SITE),
    "scores_of": lambda database: audits.scores_of(database, 1),
    "kept_sample": lambda database: sites.kept_sample(database, SITE),
    "issue_history": lambda database: issues.issue_history(database, SITE),
    "issues_changed": lambda database: issues.issues_changed(database, SITE, FIRST_NIGHT, PERIOD[1]),
    "audits_before": lambda database: audits.audits_before(database, 100, 10),
    "audits_before of a site": lambda database: audits.audits_before(database, 100, 10, site_ids=[1]),
    "issues_after": lambda database: findings.issues_after(database, findings.Search(site_ids=[1]), (1, 1, 1), 10),
    "find_issues of a past day": lambda database: findings.find_issues(
        database, findings.Search(site_ids=[1], at=audit(1).started_at)
    ),
    "feature_history": lambda database: features.feature_history(database, SITE, "chat"),
    "known_sites": municipalities.known_sites,
    "nights_of": lambda database: history.nights_of(database, only(database)),
    "nights_of by another methodology": lambda database: history.nights_of(database, only(database), "2026"),
    "page_scores": lambda database: history.page_scores(database, [1]),
    "failing_counts": lambda database: peers.failing_counts(database, run_of(0)),
    "changed_features": lambda database: peers.changed_features(database, run_of(0)),
    "audit_in_figures": lambda database: figures.audit_in_figures(database, 1, {}),
    "newest_before": lambda database: results.newest_before(database, PERIOD[1]),
    "judged_in": lambda database: results.judged_in(database, [1], "2019", {}),
    "audits_numbered": lambda database: audits.audits_numbered(database, [1]),
    "spans_until": lambda database: features.spans_until(database, "chat", [1]),
    "pages_with": lambda database: findings.pages_with(database, findings.Search(site_ids=[1])),
    "find_issues": lambda database: findings.find_issues(database, findings.Search(site_ids=[1])),
    "count_issues": lambda database: findings.count_issues(database, findings.Search(site_ids=[1])),
    "scores_by_period": lambda database: trends.scores_by_period(database, [PERIOD], "index"),
    "every_score_by_period": lambda database: trends.every_score_by_period(database, [PERIOD]),
    "pruned_of": lambda database: retention.pruned_of(database, run_of(0), HOME),
    "runs": runs.runs,
    "unfinished_runs": runs.unfinished_runs,
    "waiting_sites": lambda database: runs.waiting_sites(database, run_of(0)),
    "answers_of": lambda database: surveys.answers_of(database, "0099000"),
    "objections_of": lambda database: objections.objections_of(database, "009900"),
    "reaudits_of": lambda database: objections.reaudits_of(database, "009900", FIRST_NIGHT),
    "chain_of": lambda database: packs.chain_of(database, run_of(0), HOME),
    "decisions_of": lambda database: decisions.decisions_of(database, "009900"),
    "save_audit": lambda database: save_audit(
        database, audit(1, issues=[issue(HOME, name="fedc")]), "e" * 64 + ".zst", [SamplePage(HOME, "home")]
    ),
}


def plans(database: Engine, work: Callable[[Engine], object]) -> list[str]:
    """How SQLite goes about the statements of `work`, step by step."""
    steps: list[str] = []

    def explain(connection: Connection, cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values[0] if many else values)
            steps.extend(row[-1] for row in cursor.fetchall())

    event.listen(database, "before_cursor_execute", explain)
    try:
        work(database)
    finally:
        event.remove(database, "before_cursor_execute", explain)
    return steps


@pytest.mark.parametrize("name", READS)
def test_query_finds_its_rows_by_an_index(tmp_path: Path, name: str) -> None:
    database = open_database(made_ready(f"sqlite:///{tmp_path}/audits.sqlite"))
    save(database, audit(issues=[issue(HOME)]))
    second = audit(1)
    runs.start_run(database, second.run, started_at=second.started_at, sites=[SITE], settings={}, versions={})
    steps = plans(database, READS[name])
    database.dispose()
    assert steps
    assert [step for step in steps if WHOLE_TABLE.match(step)] == []
