"""Ranks within a peer group, and how far the uncertainty of the scores leaves them open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.results import MunicipalityResult, Place
from model.site import Centre
from scoring.ranks import mobile_error, rank, rank_in_groups, wcag_error
from tests.scoring.invented import methodology_2019
from tests.scoring.municipalities import municipality
from tests.scoring.steady import steady

# A quarter of the index: enough to be ranked.
SERVICES = ("service_convenience", "e_service_information", "latvija_lv_link", "service_accounting")
QUARTER = (*SERVICES, "service_quality", "service_efficiency", "open_data_promotion")
EVERYTHING = tuple(one.id for one in methodology_2019().indicators)
# The web's part of the index: all but what only a survey tells.
WEB = tuple(name for name in EVERYTHING if name not in SERVICES)


def places(*results: MunicipalityResult, subject: str = "index") -> list[Place]:
    return list(rank(results, subject, methodology_2019()).places)


def ranges(*results: MunicipalityResult) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(place.site.name[-1], place.rank, place.best, place.worst) for place in places(*results)]


def flat(number: int, score: float, names: tuple[str, ...] = EVERYTHING, **facts: object) -> MunicipalityResult:
    return municipality(number, dict.fromkeys(names, score), **facts)  # type: ignore[arg-type]


def test_ties_share_a_rank_and_the_next_skips() -> None:
    assert ranges(flat(1, 40), flat(2, 70), flat(3, 70 + 1e-12), flat(4, 80)) == [
        ("4", 1, 1, 1),
        ("2", 2, 2, 2),
        ("3", 2, 2, 2),
        ("1", 4, 4, 4),
    ]


def test_too_little_measured_has_no_rank() -> None:
    little = flat(1, 95, QUARTER[:6])
    assert ranges(little, flat(2, 10, QUARTER), municipality(3)) == [
        ("2", 1, 1, 1),
        ("1", None, None, None),
        ("3", None, None, None),
    ]


def test_what_nobody_was_measured_by_leaves_nothing_open() -> None:
    half = dict.fromkeys(WEB, 0.5)
    assert ranges(flat(1, 60, WEB, coverage=half), flat(2, 61, WEB, coverage=half)) == [("2", 1, 1, 1), ("1", 2, 2, 2)]


def test_what_only_one_was_measured_by_could_be_worth_anything_for_the_other() -> None:
    whole, web, best = flat(1, 60), flat(2, 55, WEB), flat(3, 90, WEB)
    # On all: web is from 55 x 21/25 = 46.2 to 62.2, best from 75.6 to 91.6. Web and best are compared on the web.
    assert ranges(whole, web, best) == [("3", 1, 1, 1), ("1", 2, 2, 3), ("2", 3, 2, 3)]


def test_a_part_of_an_indicator_that_only_the_other_has_is_open_too() -> None:
    part = flat(1, 50, coverage=dict.fromkeys(EVERYTHING, 0.6))
    # From 50 x 0.6 = 30 to 30 + 40 = 70.
    assert ranges(part, flat(2, 69)) == [("2", 1, 1, 2), ("1", 2, 1, 2)]
    assert ranges(part, flat(2, 71)) == [("2", 1, 1, 1), ("1", 2, 2, 2)]


def test_the_sample_of_pages_leaves_neighbours_open() -> None:
    def seen(number: int, usability: float, known: int) -> MunicipalityResult:
        scores = {**dict.fromkeys(EVERYTHING, 60.0), "website_usability": usability}
        return municipality(number, scores, page_scores=(20.0, 100.0) * 8, pages_known=known)

    # Half of the indicator, a twenty-fifth of the index: 2 x 0.5 x 10.06 / 25 = 0.40 points; they are 0.16 apart.
    assert wcag_error(seen(1, 64, known=300)) == pytest.approx(10.06, abs=0.01)
    assert ranges(seen(1, 64, known=300), seen(2, 60, known=300)) == [("1", 1, 1, 2), ("2", 2, 1, 2)]
    assert ranges(seen(1, 64, known=16), seen(2, 60, known=16)) == [("1", 1, 1, 1), ("2", 2, 2, 2)]


def test_errors_of_samples() -> None:
    def seen(*scores: float, known: int) -> MunicipalityResult:
        return municipality(1, page_scores=scores, page_passes=tuple(score > 50 for score in scores), pages_known=known)

    assert wcag_error(municipality(1)) == mobile_error(municipality(1)) == 0
    assert wcag_error(seen(90.0, known=40)) == 50
    assert wcag_error(seen(90.0, known=1)) == 0
    assert wcag_error(seen(60.0, 70.0, 80.0, known=0)) == pytest.approx(10 / 3**0.5)
    assert wcag_error(seen(60.0, 70.0, 80.0, known=5)) == pytest.approx(10 / 3**0.5 * (2 / 4) ** 0.5)
    # All 12 pages pass, as if 14 of 16 had: 100 x sqrt(14/16 x 2/16 / 16).
    assert mobile_error(seen(*[90.0] * 12, known=10_000)) == pytest.approx(8.268, abs=0.01)


def test_leaders_of_a_section_are_ranked_by_it_alone() -> None:
    first, second = municipality(1, dict.fromkeys(SERVICES, 90.0)), municipality(2, dict.fromkeys(EVERYTHING, 95.0))
    found = places(first, second, municipality(3, {SERVICES[0]: 99.0}), subject="services")
    assert [(place.site.name[-1], place.rank) for place in found] == [("2", 1), ("1", 2), ("3", None)]


def test_groups_are_ranked_apart_and_the_top_takes_ties_along() -> None:
    nationals = [flat(number, 50, centre=Centre.NATIONAL) for number in range(9)]
    locals_ = [flat(number, min(number, 15)) for number in range(20, 0, -1)]
    homeless = flat(99, 99, centre=None)
    national, local = rank_in_groups([*nationals, *locals_, homeless], "index", methodology_2019())
    assert (national.group, len(national.top(10)), national.ranked) == (Centre.NATIONAL, 9, 9)
    assert (local.group, len(local.top(10)), local.top(10)[-1].rank) == (Centre.LOCAL, 10, 10)
    assert len(local.top(1)) == 6
    assert rank_in_groups([], "index", methodology_2019()) == ()


indicators = st.dictionaries(st.sampled_from(EVERYTHING), st.floats(0, 100), min_size=7)
shares = st.dictionaries(st.sampled_from(EVERYTHING), st.floats(0.5, 1))
pages = st.lists(st.floats(0, 100), max_size=6)


@steady
@given(st.lists(st.tuples(indicators, shares, pages), min_size=2, max_size=6))
def test_the_rank_lies_in_its_range(
    drawn: list[tuple[dict[str, float], dict[str, float], list[float]]],
) -> None:
    results = [
        municipality(number, scores, coverage=coverage, page_scores=tuple(seen), pages_known=100)
        for number, (scores, coverage, seen) in enumerate(drawn)
    ]
    for place in places(*results):
        if place.rank is not None and place.best is not None and place.worst is not None:
            assert 1 <= place.best <= place.rank <= place.worst <= len(results)
