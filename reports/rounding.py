"""Rounds an account so that the shown parts add up to the shown whole: by the largest remainder, as seats are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from model.account import Account

DECIMALS = 3
UNITS = 10**DECIMALS


@dataclass(frozen=True, slots=True)
class Rounded:
    """An account in whole thousandths of a point; points and lost ones are rounded apart, so both add up."""

    account: Account
    points: int
    lost: int
    parts: tuple["Rounded", ...]

    @property
    def possible(self) -> int:
        return self.points + self.lost

    def entry_of(self, account: Account) -> "Rounded | None":
        """The entry of this very account, here or below."""
        if self.account is account:
            return self
        return next((found for part in self.parts if (found := part.entry_of(account))), None)


def rounded(account: Account) -> Rounded:
    points, possible = round(account.points * UNITS), round(account.possible * UNITS)
    return _rounded(account, points, max(possible - points, 0))


def _rounded(account: Account, points: int, lost: int) -> Rounded:
    earned = apportioned(points, [part.points for part in account.parts])
    missed = apportioned(lost, [part.lost for part in account.parts])
    parts = zip(account.parts, earned, missed, strict=True)
    return Rounded(account, points, lost, tuple(_rounded(*part) for part in parts))


def apportioned(whole: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `whole`, each as near to its share as can be; of equals the earlier gets more."""
    total = sum(shares)
    if total <= 0:
        return [0] * len(shares)
    exact = [max(share, 0.0) * whole / total for share in shares]
    given = [floor(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (given[at] - exact[at], at))
    for at in by_remainder[: whole - sum(given)]:
        given[at] += 1
    return given
