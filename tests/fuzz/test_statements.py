"""Accessibility statements made of the forms' own words in any order are read, and judged in bounded time and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.profiles import PROFILE, SHARE
from tests.fuzz.statements import PIECES, another_look_holds, folding_holds, statement_holds
from tests.fuzz.watchdog import within

pieces = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join)


@PROFILE
@given(pieces, st.booleans())
def test_any_statement_is_judged_within_bounds(said: str, marked: bool) -> None:
    with within(2):
        statement_holds(said, marked=marked)
        another_look_holds(said)


@PROFILE
@given(st.text())
def test_folding_keeps_every_letters_place(text: str) -> None:
    folding_holds(text)


@pytest.mark.parametrize("group", range(4))
def test_endless_statements_cost_little(group: int) -> None:
    for at, piece in enumerate(PIECES[group::4]):
        other = PIECES[(at * 7) % len(PIECES)]
        with within(5):
            statement_holds((piece + other) * (200_000 // SHARE // len(piece + other)))
