"""What goes to and fro is told from what has changed for good."""

from collections.abc import Sequence

import pytest

from scoring.noise import goes_to_and_fro, wavering


@pytest.mark.parametrize(
    ("scores", "wavers"),
    [
        ([], False),
        ([80.0], False),
        ([80.0] * 15, False),
        ([80.0] * 7 + [90.0] * 8, False),
        ([80.0] * 7 + [70.0] + [80.0] * 7, True),
        ([80.0, 80.0, 70.0, 70.0, 80.0], True),
        ([80.0, 70.0, 70.0, 70.0, 70.0, 80.0], False),
        ([80.0, 70.0, 75.0, 72.0, 74.0], True),
        ([80.0, 75.0, 70.0, 65.0, 60.0], False),
    ],
)
def test_to_and_fro(scores: Sequence[float], wavers: bool) -> None:
    assert goes_to_and_fro(scores) is wavers


def test_a_page_that_moved_further_than_it_wavers_has_changed() -> None:
    nights = [{"a": 80.0, "b": 80.0}, {"a": 70.0, "b": 80.0}, {"a": 80.0}, {"a": 70.0, "b": 80.0}]
    assert wavering(nights, {"a": 80.0, "b": 80.0}, {"a": 70.0, "b": 70.0}) == {"a"}
    assert wavering(nights, {"a": 80.0}, {"a": 60.0}) == set()
    assert wavering(nights, {"a": 80.0}, {"a": 80.0}) == set(), "it did not move"
    assert wavering(nights, {"a": 80.0}, {"c": 80.0}) == set()
