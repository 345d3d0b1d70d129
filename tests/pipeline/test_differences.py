"""`diff` names the right cause for everything that happened in a year, and its contributions add up to every move."""

from datetime import timedelta
from math import fsum

import pytest
from sqlalchemy import Engine

from db.peers import FailingCounts, failing_counts
from model.change import Cause, Difference, Fate, Matter, Move
from model.history import Mark
from model.site import Site
from pipeline.differences import difference_between
from pipeline.errors import SetupError
from pipeline.municipalities import series_named
from pipeline.workplace import Workplace
from tests.pipeline.year import (
    AXE,
    BACK,
    DOWN,
    DOWN_NIGHTS,
    EGLES,
    FIXED,
    LIEPAS,
    LOST,
    MOVE,
    NEW_RULE,
    NIGHTS,
    NOISE,
    OLD_RULE,
    OTHER_PAGE,
    SITES,
    TOOL,
    UNREADABLE,
    Planted,
    day,
    planted,
)


def differ(year: Workplace, site: Site, early: int, late: int) -> Difference:
    return difference_between(year, site.atvk or "", day(early), day(late))


def move(difference: Difference, score: str) -> Move:
    return next(move for move in difference.moves if move.score == score)


def shown(value: Site | Planted) -> str:
    """A name that every process of a test run gives alike; a set's order is none."""
    return value.name if isinstance(value, Site) else f"{value.night}-{value.score}-{value.name}"


@pytest.mark.parametrize(("site", "event"), [(site, event) for site in SITES for event in planted(site)], ids=shown)
def test_every_planted_event_has_its_cause(year: Workplace, site: Site, event: Planted) -> None:
    found = move(differ(year, site, event.night - 1, event.night), event.score)
    assert found.difference
    assert found.by_cause().keys() == event.causes
    assert (found.contributions[0].matter, found.contributions[0].name) == (event.matter, event.name)
    assert all(part.certain for part in found.contributions)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(("early", "late"), [(0, NIGHTS - 1), (FIXED, TOOL), (AXE - 1, AXE), (NOISE + 4, MOVE)])
def test_contributions_add_up_to_every_move(year: Workplace, site: Site, early: int, late: int) -> None:
    for found in differ(year, site, early, late).moves:
        if found.difference is not None:
            assert fsum(part.points for part in found.contributions) == pytest.approx(found.difference, abs=1e-9)
            assert fsum(found.by_cause().values()) == pytest.approx(found.difference, abs=1e-9)


def test_what_one_site_did_in_the_night_of_new_rules_is_told_apart(year: Workplace) -> None:
    difference = differ(year, EGLES, AXE - 1, AXE)
    causes = {part.name: part.cause for part in move(difference, "wcag").contributions}
    assert causes == {
        "link-name": Cause.SITE, "color-contrast": Cause.RULES, NEW_RULE: Cause.RULES, OLD_RULE: Cause.RULES,
    }  # fmt: skip
    issues = {(change.fate, change.span.rule): change.cause for change in difference.issues}
    assert issues == {
        (Fate.NEW, "link-name"): Cause.SITE,
        (Fate.NEW, NEW_RULE): Cause.RULES,
        (Fate.FIXED, OLD_RULE): Cause.RULES,
    }


@pytest.mark.parametrize(
    ("site", "early", "late", "fate", "rule", "cause"),
    [
        (LIEPAS, FIXED - 1, FIXED, Fate.FIXED, "image-alt", Cause.SITE),
        (LIEPAS, BACK - 1, BACK, Fate.CAME_BACK, "image-alt", Cause.SITE),
        (LIEPAS, OTHER_PAGE - 1, OTHER_PAGE, Fate.NEW, "label", Cause.SAMPLE),
        (EGLES, NOISE + 4, NOISE + 5, Fate.CAME_BACK, "label", Cause.NOISE),
        (EGLES, NOISE + 5, NOISE + 6, Fate.FIXED, "label", Cause.NOISE),
    ],
)  # fmt: skip
def test_issues_have_a_fate_and_a_cause(
    year: Workplace, site: Site, early: int, late: int, fate: Fate, rule: str, cause: Cause
) -> None:
    (change,) = differ(year, site, early, late).issues
    assert (change.fate, change.span.rule, change.cause, change.certain) == (fate, rule, cause, True)


def test_what_was_mended_and_broken_again_between_is_neither(year: Workplace) -> None:
    assert "image-alt" not in {change.span.rule for change in differ(year, LIEPAS, FIXED - 1, BACK).issues}


def test_a_feature_that_was_lost_and_one_that_a_new_tool_sees(year: Workplace) -> None:
    changes = {change.after.id: change for change in differ(year, LIEPAS, 0, NIGHTS - 1).features}
    assert changes.keys() == {"forum", "newsletter"}
    lost, gained = changes["forum"], changes["newsletter"]
    assert lost.before
    assert (lost.before.found, lost.after.found, lost.cause) == (True, False, Cause.SITE)
    assert (gained.after.found, gained.cause) == (True, Cause.RULES)


def test_nights_that_saw_nothing_are_told_and_move_nothing(year: Workplace) -> None:
    difference = differ(year, LIEPAS, DOWN - 1, DOWN_NIGHTS.stop)
    assert [night.started_at.day for night in difference.failed] == [day(night).day - 1 for night in DOWN_NIGHTS]
    assert all(night.failure for night in difference.failed)
    assert all(not found.difference for found in difference.moves)
    during = differ(year, LIEPAS, DOWN - 1, DOWN + 1)
    assert (during.before, during.after, len(during.failed)) == (during.after, during.after, 2)
    assert (during.issues, during.features) == ((), ())


def test_a_moved_domain_breaks_no_series(year: Workplace) -> None:
    difference = difference_between(year, "0092000", day(MOVE - 1), day(MOVE))
    assert [change.mark for _, change in difference.marks] == [Mark.ADDRESS, Mark.NAME, Mark.CODE]
    assert all(not found.difference for found in difference.moves)
    assert {change.fate for change in difference.issues} == {Fate.FIXED}, "those of pages that nobody asks for any more"


def test_without_a_document_less_is_told_and_it_says_so(year: Workplace) -> None:
    whole = differ(year, LIEPAS, LOST - 1, LOST)
    poorer = differ(year, LIEPAS, LOST - 1, UNREADABLE)
    assert (whole.whole, poorer.whole) == (True, False)
    found = move(poorer, "index")
    assert found.difference == move(whole, "index").difference
    assert [(part.cause, part.matter, part.name, part.certain) for part in found.contributions] == [
        (Cause.SITE, Matter.INDICATOR, "e_participation", False)
    ]
    assert [change.after.id for change in poorer.features] == ["forum"]


def test_alone_in_its_run_a_site_cannot_be_told_from_the_rules(
    year: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = series_named(year, "0091000").ids

    def alone(database: Engine, run: str) -> FailingCounts:
        return {site_id: counts for site_id, counts in failing_counts(database, run).items() if site_id in ids}

    monkeypatch.setattr("pipeline.differences.failing_counts", alone)
    parts = {part.name: part for part in move(differ(year, LIEPAS, AXE - 1, AXE), "wcag").contributions}
    assert {part.cause for part in parts.values()} == {Cause.RULES}
    assert not parts["color-contrast"].certain, "the home page was another page that night too"


def test_days_that_cannot_be_compared(year: Workplace) -> None:
    with pytest.raises(SetupError, match="is before --from"):
        difference_between(year, "0091000", day(1), day(0))
    with pytest.raises(SetupError, match="no audit of"):
        difference_between(year, "0000000", day(0), day(1))
    first = difference_between(year, "0091000", day(0) - timedelta(days=9), day(0))
    assert first.before == first.after


def test_the_nights_around_tell_the_same_as_all_nights(year: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(site, night) for site in SITES for night in range(1, NIGHTS, 31)]
    around = [differ(year, site, night - 1, night) for site, night in pairs]
    monkeypatch.setattr("pipeline.differences.ENOUGH", timedelta(days=2 * NIGHTS))
    assert around == [differ(year, site, night - 1, night) for site, night in pairs]


def test_a_year_is_told_whole(year: Workplace) -> None:
    difference = differ(year, LIEPAS, 0, NIGHTS - 1)
    causes = move(difference, "wcag").by_cause()
    assert causes.keys() == {Cause.SAMPLE, Cause.RULES, Cause.ENGINE}, "what was mended and broken again cancels out"
    assert (difference.upgrades_passed_over, len(difference.failed)) == (0, len(DOWN_NIGHTS))
