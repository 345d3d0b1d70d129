"""The mobile verdict of a page in its three values, the parts it adapts by, and the share of the site."""

import pytest

from model.finding import Outcome, Verdict
from scoring.mobile import VERDICT_RULES, page_adaptation, page_passes, share_passing
from tests.scoring.invented import MOBILE_RULES, page

PARTS = {"viewport": 30.0, "content-width": 30.0, "font-size": 20.0, "tap-targets": 20.0}
N_A, REVIEW, SILENT = Outcome.NOT_APPLICABLE, Outcome.NEEDS_REVIEW, Outcome.NOT_MEASURED


def test_five_rules_make_the_verdict() -> None:
    assert VERDICT_RULES == MOBILE_RULES


@pytest.mark.parametrize("rule", VERDICT_RULES)
def test_one_failure_is_enough_even_where_others_are_silent(rule: str) -> None:
    assert page_passes([Verdict(rule, Outcome.FAIL)]) is False
    assert page_passes(page([rule]).verdicts) is False


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, True),
        ({"tap_targets": N_A}, True),
        ({"tap_targets": SILENT}, None),
        ({"font_size": REVIEW}, None),
        (dict.fromkeys(("viewport", "content_width", "font_size", "tap_targets", "plugins"), N_A), None),
    ],
)
def test_without_a_failure(other: dict[str, Outcome], expected: bool | None) -> None:
    assert page_passes(page(**other).verdicts) is expected


def test_a_page_that_was_not_judged_neither_passes_nor_fails() -> None:
    assert page_passes([]) is None
    assert page_passes([Verdict("image-alt", Outcome.FAIL)]) is None


@pytest.mark.parametrize(
    ("failing", "other", "expected"),
    [
        ([], {}, 100),
        (["plugins"], {}, 100),
        (["viewport"], {}, 70),
        (["font-size", "tap-targets"], {}, 60),
        (["viewport"], {"tap_targets": N_A}, 62.5),  # (30 + 20) / 80
        (["viewport"], {"font_size": SILENT, "tap_targets": SILENT}, 50),  # 30 / 60; 60 % of it was told
        ([], {"viewport": SILENT, "content_width": SILENT}, None),  # 40 % was told
        ([], {"viewport": SILENT, "content_width": REVIEW, "font_size": N_A}, None),  # 20 of 80
    ],
)
def test_parts(failing: list[str], other: dict[str, Outcome], expected: float | None) -> None:
    assert page_adaptation(page(failing, **other).verdicts, PARTS, minimum_told=0.5) == expected


def test_the_site_s_share_leaves_out_what_was_not_told() -> None:
    assert share_passing([True, False, None, True, True]) == 75
    assert share_passing([None]) is None
