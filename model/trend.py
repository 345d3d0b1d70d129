"""How municipalities fared over the months or weeks, all together or group by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model.history import Mark
from model.site import Centre


class Subject(StrEnum):
    """score: the mean of index, section, WCAG or mobile score; issues: open ones at the end; feature: who offers it;
    sites: how many municipalities show a fault of a rule at the end.
    """

    SCORE = "score"
    ISSUES = "issues"
    FEATURE = "feature"
    SITES = "sites"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period, told by the day on which it begins; of a group, or of all together where that is None.

    `value` is a mean score, a number of open issues or of municipalities, or a share from 0 to 1, of the
    `base` municipalities of which it could be told; None of nobody.
    """

    begins: date
    group: Centre | None
    value: float | None
    base: int


@dataclass(frozen=True, slots=True)
class Trend:
    """`name` is the score, rule or feature; None for the issues of all rules.

    `upgrades` are versions and methodologies that no night before had, with the begin of the period that met them: over
    such a border like is not compared with like.
    """

    subject: Subject
    name: str | None
    points: Sequence[TrendPoint]
    upgrades: Sequence[tuple[date, Mark, str]] = ()
