"""What is different between two nights of a site, and why: every move of a score as contributions that add up to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import fsum

from model.finding import Feature
from model.history import Change, IssueSpan, Night


class Cause(StrEnum):
    """site: it changed itself; sample: other pages were audited; downs: what could not be had or told on one night.

    rules: another version of axe or of the tool judges otherwise; engine: another browser; answers: of the survey or
    the register; noise: it goes to and fro, or the page was the same.
    """

    SITE = "site"
    SAMPLE = "sample"
    DOWNS = "downs"
    RULES = "rules"
    ENGINE = "engine"
    METHODOLOGY = "methodology"
    ANSWERS = "answers"
    NOISE = "noise"


class Matter(StrEnum):
    """What a contribution speaks of. redesign: the pages of a site that was made anew; score: how it is computed."""

    RULE = "rule"
    PAGE = "page"
    FEATURE = "feature"
    LINKS = "links"
    MEASURE = "measure"
    INDICATOR = "indicator"
    METHODOLOGY = "methodology"
    REDESIGN = "redesign"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Contribution:
    """So many points of a score's move. Not `certain`: site and versions changed in one night, and either may be it."""

    cause: Cause
    matter: Matter
    name: str
    points: float
    certain: bool = True

    def scaled(self, factor: float) -> "Contribution":
        return replace(self, points=self.points * factor)


@dataclass(frozen=True, slots=True)
class Move:
    """A score (index, wcag, mobile, or a section's id) on both nights; None without a score has no contributions."""

    score: str
    before: float | None
    after: float | None
    contributions: tuple[Contribution, ...] = ()

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before

    def by_cause(self) -> Mapping[Cause, float]:
        """The points of each cause, in the order of Cause."""
        parts = {cause: [one.points for one in self.contributions if one.cause is cause] for cause in Cause}
        return {cause: fsum(points) for cause, points in parts.items() if points}


class Fate(StrEnum):
    NEW = "new"
    FIXED = "fixed"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class IssueChange:
    fate: Fate
    span: IssueSpan
    cause: Cause
    certain: bool = True


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """A feature that was found and is not, or is and was not, or whose grade or kind is another; None: not known."""

    before: Feature | None
    after: Feature
    cause: Cause
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """Between two nights that saw the site: the last at or before each of the days that were asked for.

    `failed` are the nights from the first to the day `to` that could not audit it; `marks` what changed beside the
    scores, with the night that shows it. `whole` is False where a document could not be read and figures stand in its
    place; `upgrades_passed_over` counts the changes of version that were too many to be looked at.
    """

    asked_from: date
    asked_to: date
    before: Night
    after: Night
    failed: Sequence[Night]
    marks: Sequence[tuple[Night, Change]]
    moves: Sequence[Move]
    issues: Sequence[IssueChange]
    features: Sequence[FeatureChange]
    whole: bool = True
    upgrades_passed_over: int = 0
