"""The WCAG score by hand, and the edges of its bands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.finding import Impact, Outcome, Verdict
from model.score import Band
from scoring.wcag import band, page_score, site_score
from tests.scoring.invented import methodology_2019
from tests.scoring.steady import steady


def verdict(
    impact: Impact | None, passed: int, failed: int, *, unsure: int = 0, scored: bool = True, rule: str = "rule"
) -> Verdict:
    outcome = Outcome.FAIL if failed else Outcome.PASS
    return Verdict(rule, outcome, impact=impact, scored=scored, passed=passed, failed=failed, unsure=unsure)


def test_a_page_scored_by_hand() -> None:
    page = [
        verdict(Impact.CRITICAL, 3, 1),  # 10 x 0.75 = 7.5
        verdict(Impact.SERIOUS, 10, 0),  # 7 x 1 = 7
        verdict(Impact.MODERATE, 0, 5),  # 3 x 0 = 0
        verdict(Impact.MINOR, 1, 1),  # 1 x 0.5 = 0.5
        verdict(Impact.SERIOUS, 0, 0, unsure=4),  # did not apply: only a person can tell
        verdict(Impact.CRITICAL, 0, 9, scored=False),  # a best practice
    ]
    assert page_score(page) == pytest.approx(100 * 15 / 21)


def test_what_needs_review_counts_neither_way() -> None:
    assert page_score([verdict(Impact.SERIOUS, 1, 1, unsure=98)]) == 50


def test_nothing_applied_is_no_score() -> None:
    assert page_score([]) is None
    assert page_score([verdict(Impact.SERIOUS, 0, 0), verdict(Impact.MINOR, 5, 0, scored=False)]) is None


def test_a_scored_rule_without_impact_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="“image-alt” is scored but has no impact"):
        page_score([verdict(None, 2, 0, rule="image-alt")])
    assert page_score([verdict(None, 0, 0)]) is None  # it did not apply, so its weight is not asked for


def test_the_site_is_the_mean_of_the_pages_that_have_a_score() -> None:
    assert site_score([90, None, 60]) == 75
    assert site_score([None, None]) is None
    assert site_score([]) is None


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (100, Band.HIGHEST),
        (95.0001, Band.HIGHEST),
        (95, Band.HIGH),
        (85, Band.HIGH),
        (85 - 1e-13, Band.HIGH),  # a mean that is 85 but for the last bit
        (84.99, Band.MEDIUM),
        (70, Band.MEDIUM),
        (69.99, Band.LOW),
        (0, Band.LOW),
        (None, None),
    ],
)
def test_bands(score: float | None, expected: Band | None) -> None:
    assert band(score, methodology_2019().wcag_bands) is expected


counts = st.integers(0, 50)
verdicts = st.builds(verdict, st.sampled_from(Impact), counts, counts, unsure=counts, scored=st.booleans())


@given(st.lists(verdicts, max_size=8), st.data())
@steady
def test_more_passes_never_lower_a_score(page: list[Verdict], data: st.DataObject) -> None:
    before = page_score(page)
    better = [
        verdict(item.impact, item.passed + mended + more, item.failed - mended, scored=item.scored)
        for item in page
        for mended in [data.draw(st.integers(0, item.failed))]
        for more in [data.draw(st.integers(0, 3))]
    ]
    after = page_score(better)
    if before is not None:
        assert after is not None
        assert after >= before - 1e-9


@given(st.lists(verdicts, max_size=8))
@steady
def test_a_score_is_from_0_to_100(page: list[Verdict]) -> None:
    score = page_score(page)
    assert score is None or 0 <= score <= 100
