"""A mean's move is taken apart without a rest, and each part says what it is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.decomposition import Fate, Parts, Share, split_mean
from scoring.mean import weighted_mean

PART = st.tuples(st.sampled_from((1.0, 3.0, 7.0, 10.0)), st.floats(0, 100))
PARTS = st.dictionaries(st.sampled_from("abcdefgh"), PART, min_size=1)


def mean(parts: Parts) -> float:
    found = weighted_mean(parts.values())
    assert found is not None
    return found


@given(PARTS, PARTS)
def test_shares_add_up_to_the_move(before: Parts, after: Parts) -> None:
    points = math.fsum(share.points for share in split_mean(before, after))
    assert points == pytest.approx(mean(after) - mean(before), abs=1e-9)


@given(PARTS)
def test_nothing_moved_nothing_is_said(parts: Parts) -> None:
    assert split_mean(parts, parts) == ()


def test_worked_by_hand() -> None:
    before = {"stays": (1.0, 80.0), "moves": (1.0, 60.0), "leaves": (1.0, 40.0)}
    after = {"stays": (1.0, 80.0), "moves": (1.0, 70.0), "enters": (1.0, 90.0)}
    # 60 to 80: without the page that left the mean was 70, the page that moved made it 75, the new one makes it 80.
    assert split_mean(before, after) == (
        Share("leaves", Fate.LEFT, 10.0),
        Share("moves", Fate.STAYED, 5.0),
        Share("enters", Fate.ENTERED, 5.0),
    )


def test_a_part_as_good_as_the_rest_changes_nothing() -> None:
    assert split_mean({"a": (1.0, 80.0)}, {"a": (1.0, 80.0), "b": (5.0, 80.0)}) == ()


def test_weights_alone_move_a_mean() -> None:
    shares = split_mean({"a": (1.0, 0.0), "b": (1.0, 100.0)}, {"a": (1.0, 0.0), "b": (3.0, 100.0)})
    assert shares == (Share("a", Fate.REWEIGHTED, 12.5), Share("b", Fate.REWEIGHTED, 12.5))


def test_where_none_stays_all_is_entered() -> None:
    assert split_mean({"a": (1.0, 50.0)}, {"b": (1.0, 80.0)}) == (Share("b", Fate.ENTERED, 30.0),)
