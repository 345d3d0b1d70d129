"""Over time: what was open after each run, who offered what, and the scores at the ends of periods."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from db.municipalities import known_sites
from db.trends import (
    Crowd,
    FaultSpan,
    PeriodScore,
    Standing,
    every_score_by_period,
    faults_of_rule,
    open_issues_over_time,
    scores_by_period,
    sites_with_feature_over_time,
)
from model.finding import Feature, Outcome
from model.site import Centre
from tests.db.examples import HOME, SITE, audit, failed, issue, page, save

OTHER = replace(SITE, atvk="0088000", url="https://otra.example/", centre=Centre.LOCAL)
PAGES = [page(HOME)]


def at(night: int) -> datetime:
    return audit(night).started_at


def shown(rows: tuple[Standing, ...]) -> list[tuple[int, str | None, int]]:
    return [((row.moment - at(0)).days, row.centre, row.number) for row in rows]


def test_open_issues_are_the_sum_of_what_came_and_went(database: Engine) -> None:
    label = issue(HOME, name="b" * 16, rule="label")
    doubtful = replace(issue(HOME, name="c" * 16), outcome=Outcome.NEEDS_REVIEW)
    save(database, audit(0, pages=PAGES, issues=[issue(HOME), label, doubtful]))
    save(database, audit(1, site=OTHER, pages=PAGES, issues=[label]))
    save(database, audit(2, pages=PAGES, issues=[label]))
    save(database, audit(3, pages=PAGES, issues=[label]))
    save(database, audit(4, pages=PAGES, issues=[issue(HOME), label]))
    whole = [(0, "regional", 2), (1, "local", 1), (2, "regional", 1), (4, "regional", 2)]
    both = [known.id for known in known_sites(database)]
    assert shown(open_issues_over_time(database, Crowd(both))) == whole
    assert shown(open_issues_over_time(database, Crowd(both), "label")) == [(0, "regional", 1), (1, "local", 1)]
    ended = [known.id for known in known_sites(database) if known.site.url == OTHER.url]
    assert shown(open_issues_over_time(database, Crowd(both, ended), "label")) == [(0, "regional", 1), (1, "local", 0)]
    assert shown(open_issues_over_time(database, Crowd(ended))) == [(1, "local", 1)]


def test_faults_of_a_rule_from_run_to_run(database: Engine) -> None:
    doubtful = replace(issue(HOME, name="c" * 16), outcome=Outcome.NEEDS_REVIEW)
    other = issue(HOME, name="b" * 16, rule="label")
    save(database, audit(0, pages=PAGES, issues=[issue(HOME), doubtful, other]))
    save(database, audit(1, site=OTHER, pages=PAGES, issues=[issue(HOME)]))
    save(database, audit(2, site=OTHER, pages=PAGES, issues=[issue(HOME)]))
    save(database, audit(3, pages=PAGES))
    first, second = (known.id for known in known_sites(database))
    spans = (FaultSpan(first, at(0), at(3)), FaultSpan(second, at(1), None))
    assert set(faults_of_rule(database, Crowd([first, second]), "image-alt")) == set(spans)
    ended = faults_of_rule(database, Crowd([second], [second]), "image-alt")
    assert ended == (FaultSpan(second, at(1), at(2)),)


def test_sites_with_a_feature(database: Engine) -> None:
    for night, site, found in ((0, SITE, True), (1, OTHER, None), (2, OTHER, True), (3, SITE, False)):
        save(database, replace(audit(night, site=site), features=(Feature("chat", found),)))
    crowd = Crowd([known.id for known in known_sites(database)])
    offered = sites_with_feature_over_time(database, crowd, "chat")
    assert shown(offered) == [(0, "regional", 1), (2, "local", 1), (3, "regional", 0)]
    told = sites_with_feature_over_time(database, crowd, "chat", told=True)
    assert shown(told) == [(0, "regional", 1), (2, "local", 1), (3, "regional", 1)]


@pytest.mark.parametrize(
    ("name", "scores"), [("index", (200 / 3, 200 / 3)), ("wcag", (80.0, 90.0)), ("water", (None, None))]
)
def test_scores_at_the_ends_of_periods(database: Engine, name: str, scores: tuple[float | None, ...]) -> None:
    save(database, replace(audit(0), wcag_score=70.0))
    save(database, replace(audit(1), wcag_score=80.0))
    save(database, failed(2))
    save(database, replace(audit(5), wcag_score=90.0))
    bounds = [(at(0), at(3)), (at(3), at(5)), (at(5), at(5) + timedelta(days=1))]
    (known,) = known_sites(database)
    rows = sorted(scores_by_period(database, bounds, name), key=lambda row: row.period)
    wanted = [PeriodScore(0, known.id, at(1), scores[0]), PeriodScore(2, known.id, at(5), scores[1])]
    assert rows == wanted
    assert [row.score for row in scores_by_period(database, bounds, "communication", "2026")] == [None, None]


def test_every_score_at_the_ends_of_periods_is_that_of_each_score_alone(database: Engine) -> None:
    save(database, replace(audit(0), wcag_score=70.0))
    save(database, audit(1, site=OTHER))
    save(database, failed(2))
    save(database, replace(audit(5), wcag_score=90.0))
    bounds = [(at(0), at(3)), (at(3), at(5)), (at(5), at(5) + timedelta(days=1))]
    rows = every_score_by_period(database, bounds)
    assert len(rows) == 3
    for name in ("index", "communication", "wcag", "mobile"):
        alone = {PeriodScore(row.period, row.site_id, row.moment, row.scores.get(name)) for row in rows}
        assert alone == set(scores_by_period(database, bounds, name)), name
