"""Shown parts add up to the shown whole, each as near to its own as can be."""

from hypothesis import given
from hypothesis import strategies as st

from model.account import Account, Kind
from reports.rounding import UNITS, Rounded, apportioned, rounded
from tests.scoring.steady import steady


def part(points: float, lost: float = 0.0, *parts: Account) -> Account:
    return Account(kind=Kind.ELEMENT, points=points, possible=points + lost, parts=parts)


def test_what_rounds_away_is_given_to_the_largest_remainders() -> None:
    assert apportioned(10, [10 / 3, 10 / 3, 10 / 3]) == [4, 3, 3]
    assert apportioned(2, [0.4, 0.7, 0.9]) == [0, 1, 1]
    assert apportioned(0, [0.1, 0.2]) == [0, 0]
    assert apportioned(0, []) == []
    assert apportioned(5, [0.0, 5.0, 0.0]) == [0, 5, 0]


def test_thirds_of_an_index_add_up() -> None:
    third = part(100 / 9, 200 / 9)
    shown = rounded(part(100 / 3, 200 / 3, third, third, third))
    assert (shown.points, shown.lost) == (33_333, 66_667)
    assert [(one.points, one.lost) for one in shown.parts] == [(11_111, 22_223), (11_111, 22_222), (11_111, 22_222)]
    assert shown.entry_of(shown.parts[0].account) == shown.parts[0]
    assert shown.entry_of(part(1)) is None


@given(st.recursive(st.builds(part, st.floats(0, 9), st.floats(0, 9)), lambda inner: st.lists(inner, max_size=5).map(
    lambda parts: part(sum(one.points for one in parts), sum(one.lost for one in parts), *parts)
), max_leaves=20))  # fmt: skip
@steady
def test_every_shown_whole_is_the_sum_of_its_shown_parts(account: Account) -> None:
    check(rounded(account))


def check(shown: Rounded) -> None:
    assert abs(shown.points - shown.account.points * UNITS) < 20
    if shown.parts:
        assert sum(one.points for one in shown.parts) == shown.points
        assert sum(one.lost for one in shown.parts) == shown.lost
    for one in shown.parts:
        assert one.points >= 0
        assert one.lost >= 0
        check(one)
