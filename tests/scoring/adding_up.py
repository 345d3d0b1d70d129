"""Whether an account adds up: the parts of every entry to the entry itself."""

from collections.abc import Iterator
from math import fsum

from model.account import Account, Kind
from model.score import IndexScore

TOLERANCE = 1e-9


def walk(account: Account) -> Iterator[Account]:
    yield account
    for part in account.parts:
        yield from walk(part)


def assert_adds_up(account: Account, index: IndexScore) -> None:
    assert abs(account.points - (index.score or 0)) <= TOLERANCE
    for one in walk(account):
        assert -TOLERANCE <= one.points <= one.possible + TOLERANCE, one
        if one.parts:
            assert abs(fsum(part.points for part in one.parts) - one.points) <= TOLERANCE, one
            assert abs(fsum(part.possible for part in one.parts) - one.possible) <= TOLERANCE, one
        elif one.kind in (Kind.INDEX, Kind.SECTION, Kind.INDICATOR):
            raise AssertionError(f"{one.id} has no parts")
    scores = {section.id: section.score for section in index.sections}
    scores |= {item.id: item.score for section in index.sections for item in section.indicators}
    for one in walk(account):
        if one.kind in (Kind.SECTION, Kind.INDICATOR, Kind.MEASURE) and one.possible:
            score = one.score if one.kind is Kind.MEASURE else scores[one.id]
            assert score is not None
            assert abs(100 * one.points / one.possible - score) <= 1e-7, one
