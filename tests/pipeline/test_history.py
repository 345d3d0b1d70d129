"""History, findings and trends follow the municipality: one series, one row, one voice in a mean."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from model.finding import Impact, Standard
from model.history import Mark
from model.site import Centre
from model.trend import Subject
from pipeline.errors import SetupError
from pipeline.exporting import audit_of, newest_audits, previous_audit
from pipeline.findings import Wanted, find, find_shared, seen_for
from pipeline.history import history_of, one_a_night
from pipeline.trends import Asked, Step, periods, trend_of
from pipeline.workplace import Workplace
from reports.history import marked
from reports.language import riga_day
from tests.pipeline.year import (
    AXE,
    BROWSER,
    DOWN_NIGHTS,
    EGLES,
    LIEPAS,
    LOST,
    METHODOLOGY,
    MOVE,
    NEW_RULE,
    NIGHTS,
    OTHER_PAGE,
    OZOLI,
    REDESIGN,
    SITES,
    TOOL,
    day,
    moment,
)

MOVED = "https://www.pilseta-ozoli.example/"


def test_a_year_is_a_row_a_night(year: Workplace) -> None:
    nights = history_of(year, "0091000").nights
    assert [riga_day(night.started_at) for night in nights] == [day(night) for night in range(NIGHTS)]
    assert [at for at, night in enumerate(nights) if night.failed] == list(DOWN_NIGHTS)
    assert all(night.index is None and night.wcag_score is None for night in nights if night.failed)


def test_every_mark_stands_on_its_night(year: Workplace) -> None:
    found = {
        at: [change.mark for change in changes]
        for at, (_, changes) in enumerate(marked(history_of(year, "0091000").nights))
    }
    assert {at: marks for at, marks in found.items() if marks} == {
        OTHER_PAGE: [Mark.SAMPLE],
        AXE: [Mark.AXE],
        BROWSER: [Mark.BROWSER],
        TOOL: [Mark.TOOL],
        METHODOLOGY: [Mark.METHODOLOGY],
    }


@pytest.mark.parametrize("target", ["0092000", "0092001", OZOLI.url, MOVED])
def test_a_moved_and_renamed_municipality_is_one_series(year: Workplace, target: str) -> None:
    history = history_of(year, target)
    assert len(history.nights) == NIGHTS
    assert {night.site.url for night in history.nights} == {OZOLI.url, MOVED}
    changes = dict(enumerate(found for _, found in marked(history.nights)))
    assert [change.mark for change in changes[MOVE]] == [Mark.ADDRESS, Mark.NAME, Mark.CODE]
    assert [change.mark for change in changes[REDESIGN]] == [Mark.SAMPLE]
    assert (history.predecessors, history.successor) == ((), None)


def test_since_a_day_and_by_a_methodology(year: Workplace) -> None:
    assert len(history_of(year, "0093000", since=moment(300)).nights) == NIGHTS - 300
    nights = history_of(year, "0093000", "2019").nights
    assert [at for at, night in enumerate(nights) if night.index is None] == list(range(METHODOLOGY, NIGHTS))


def test_of_several_audits_in_a_night_the_last_that_saw_the_site_counts(year: Workplace) -> None:
    nights = history_of(year, "0091000").nights
    seen, down = nights[0], replace(nights[DOWN_NIGHTS[0]], started_at=nights[0].started_at + timedelta(hours=2))
    later = replace(seen, started_at=seen.started_at + timedelta(hours=3), run="later")
    assert list(one_a_night([seen, down])) == [seen]
    assert list(one_a_night([down, later])) == [later]
    assert list(one_a_night([seen, down, later])) == [later]


def test_a_municipality_has_one_newest_audit_and_its_old_site_still_its_own(year: Workplace) -> None:
    assert [audit.site.url for audit in newest_audits(year)] == [EGLES.url, LIEPAS.url, MOVED]
    assert {audit_of(year, target).site.url for target in ("0092000", "0092001", MOVED)} == {MOVED}
    with pytest.raises(SetupError, match="no audit of “0000000”"):
        audit_of(year, "0000000")


def test_the_audit_before_a_move_is_the_one_before(year: Workplace) -> None:
    newest = audit_of(year, MOVED)
    first = replace(newest, started_at=moment(MOVE))
    before = previous_audit(year, first)
    assert before
    assert (before.site.url, before.started_at) == (OZOLI.url, moment(MOVE - 1))


def test_findings_of_a_moved_site_are_as_old_as_they_are(year: Workplace) -> None:
    found = {issue.span.rule: issue.span.first_seen for issue in find(year, Wanted(target="0092000")).issues}
    assert found == {"label": moment(REDESIGN), NEW_RULE: moment(AXE)}
    closed = find(year, Wanted(target=MOVED, closed=True, since=moment(MOVE)))
    assert {issue.span.rule for issue in closed.issues} == {"color-contrast", "image-alt"}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 11),
        (Wanted(rule=NEW_RULE), 3),
        (Wanted(impact=Impact.CRITICAL), 4),
        (Wanted(standard=Standard.MOBILE), 0),
        (Wanted(criterion="1.1.1", group=Centre.LOCAL, region="rīga"), 11),
        (Wanted(group=Centre.NATIONAL), 0),
        (Wanted(since=moment(AXE)), 5),
        (Wanted(closed=True, rule="accesskeys"), 2),
        (Wanted(seen_before=seen_for(36_500, day(AXE))), 0),
    ],
)
def test_findings_of_all_that_stand(year: Workplace, wanted: Wanted, count: int) -> None:
    found = find(year, wanted)
    assert (len(found.issues), found.whole) == (count, count)


def test_a_limit_does_not_hide_how_many_there_are(year: Workplace) -> None:
    found = find(year, Wanted(), 5)
    assert (len(found.issues), found.whole) == (5, 11)
    assert {issue.span.impact for issue in found.issues[:3]} == {"critical"}


@pytest.mark.parametrize(
    "wanted", [Wanted(rule="x"), Wanted(criterion="4"), Wanted(region="Sēlija"), Wanted(target="x")]
)
def test_what_there_is_not_is_told(year: Workplace, wanted: Wanted) -> None:
    with pytest.raises(SetupError):
        find(year, wanted)


def test_what_many_sites_share_needs_a_component_that_says_something(year: Workplace) -> None:
    assert find_shared(year, Wanted()) == [], "main div.label a may be anybody's"


def test_a_mean_counts_every_municipality_once(year: Workplace) -> None:
    trend = trend_of(year, Asked(subject=Subject.SCORE, name="wcag"))
    assert [point.base for point in trend.points] == [len(SITES)] * 13
    nights = [history_of(year, site.atvk or "").nights[-1] for site in SITES]
    assert trend.points[-1].value == pytest.approx(sum(night.wcag_score or 0 for night in nights) / 3)
    assert [(mark, name) for _, mark, name in trend.upgrades] == [
        (Mark.AXE, "4.14.0"), (Mark.TOOL, "0.2.0"), (Mark.METHODOLOGY, "later"),
    ]  # fmt: skip
    assert trend.upgrades[0][0] == day(AXE).replace(day=1)


def test_the_share_with_a_feature(year: Workplace) -> None:
    trend = trend_of(year, Asked(subject=Subject.FEATURE, name="forum", by=Step.WEEK, grouped=True))
    shares = {point.begins: point.value for point in trend.points}
    lost = day(LOST)
    assert shares[lost - timedelta(days=lost.weekday() + 7)] == 1
    assert shares[lost - timedelta(days=lost.weekday())] == pytest.approx(2 / 3)
    assert {(point.group, point.base) for point in trend.points} == {(Centre.LOCAL, 3)}


def test_open_issues_of_a_rule(year: Workplace) -> None:
    trend = trend_of(year, Asked(subject=Subject.ISSUES, name=NEW_RULE, since=date(2026, 6, 1)))
    assert [point.value for point in trend.points][:3] == [0, 3, 3]
    assert trend.points[-1].value == 3, "the site that moved away is not counted beside the one that it moved to"


@pytest.mark.parametrize(
    "asked",
    [
        Asked(subject=Subject.SCORE, name="water"),
        Asked(subject=Subject.ISSUES, name="water"),
        Asked(subject=Subject.FEATURE, name="water"),
    ],
)
def test_no_trend_of_what_there_is_not(year: Workplace, asked: Asked) -> None:
    with pytest.raises(SetupError, match="“water”"):
        trend_of(year, asked)


def test_periods_are_whole_months_and_weeks_of_riga() -> None:
    months = list(periods(date(2026, 3, 29), date(2026, 4, 2), Step.MONTH))
    assert [begins.date() for begins, _ in months] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert (months[1][1] - months[0][0]).days == 61
    weeks = list(periods(date(2026, 3, 29), date(2026, 3, 30), Step.WEEK))
    assert [begins.astimezone(UTC) for begins, _ in weeks] == [
        datetime(2026, 3, 22, 22, tzinfo=UTC), datetime(2026, 3, 29, 21, tzinfo=UTC),
    ]  # fmt: skip
