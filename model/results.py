"""Results of many municipalities on one day: levels, statements, places, recommendations and movers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from model.finding import Feature
from model.score import IndexScore, IndicatorScore
from model.site import Centre, Site
from model.text import Text

# The subject that is no section: results speak of the index and of each section alike.
INDEX: Final = "index"


@dataclass(frozen=True, slots=True)
class Figures:
    """The index, or one section: its score and what it was made of. Nothing known: None, 0 and no indicators."""

    score: float | None = None
    coverage: float = 0.0
    maturity: int | None = None
    indicators: tuple[IndicatorScore, ...] = ()


def figures_of(index: IndexScore, subject: str) -> Figures:
    """Those of the index itself, or of its section with this id."""
    if subject == INDEX:
        indicators = tuple(one for section in index.sections for one in section.indicators)
        return Figures(index.score, index.coverage, index.maturity, indicators)
    for section in index.sections:
        if section.id == subject:
            return Figures(section.score, section.coverage, section.maturity, section.indicators)
    return Figures()


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityResult:
    """A municipality on a day, by the last audit that saw its main site; where none did, everything is silent.

    `page_scores` and `page_passes` are the WCAG scores and mobile verdicts of its sampled pages, `pages_known` how many
    pages the site was seen to have. `survey` holds points from 0 to 100 by measure or question; `decisions` counts what
    people decided of its features and findings.
    """

    site: Site
    index: IndexScore
    measured_at: datetime | None = None
    wcag_score: float | None = None
    mobile_passes: bool | None = None
    features: Mapping[str, Feature] = field(default_factory=dict)
    page_scores: tuple[float, ...] = ()
    page_passes: tuple[bool, ...] = ()
    pages_known: int = 0
    survey: Mapping[str, float] = field(default_factory=dict)
    decisions: int = 0

    def figures(self, subject: str) -> Figures:
        """Of the index, or of the section with this id."""
        return figures_of(self.index, subject)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many municipalities of a group (None: of all) are at each level; `unknown` have no level."""

    subject: str
    group: Centre | None
    counts: Mapping[int, int]
    unknown: int

    @property
    def known(self) -> int:
        return sum(self.counts.values())


class Among(StrEnum):
    """Whom a statement is about; the common level is the one where most municipalities are in its section."""

    ALL = "all"
    COMMON_LEVEL = "common_level"
    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


class Agreement(StrEnum):
    """Whether the figures that the slides print for a statement agree with each other and with the others."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    TENSION = "tension"
    BASE_DIFFERS = "base_differs"
    BASE_UNCLEAR = "base_unclear"
    NO_BASE = "no_base"
    APPROXIMATE = "approximate"


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement's figure in 2019: word for word, and in numbers as far as there are any.

    `level` is the maturity level that it was about, where it was about one; `note` says what is odd about it.
    """

    text: str
    agreement: Agreement
    count: int | None = None
    base: int | None = None
    percent: int | None = None
    level: int | None = None
    note: Text | None = None


class BasisKind(StrEnum):
    LEVEL = "level"
    SITE = "site"
    FEATURE = "feature"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Basis:
    """One thing that a count rests on: a maturity level, a verdict about the site, a feature, a survey answer."""

    kind: BasisKind
    id: str


@dataclass(frozen=True, slots=True)
class Count:
    """So many of those of whom it could be told (`base`), who are so many of those it is about (`of`)."""

    count: int
    base: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * self.count / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class StatementResult:
    """A statement of the slides, then and now; without a basis nothing measures it, and `today` is None.

    `level` is the maturity level that today's count is about, where it is about one.
    """

    id: str
    section: str | None
    among: Among
    title: Text
    basis: tuple[Basis, ...]
    printed: Printed
    level: int | None
    today: Count | None


@dataclass(frozen=True, slots=True)
class Place:
    """`rank` is 1 for the best, equals share one; None for the unranked. `best` to `worst` is the range of ranks that
    the uncertainty of the scores leaves open.
    """

    site: Site
    score: float | None
    coverage: float
    rank: int | None = None
    best: int | None = None
    worst: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places by score, the unranked at the end. `group` is None where all groups are ranked together."""

    subject: str
    group: Centre | None
    places: tuple[Place, ...]

    @property
    def ranked(self) -> int:
        return sum(place.rank is not None for place in self.places)

    def top(self, ranks: int) -> tuple[Place, ...]:
        """Those of the first `ranks` ranks, ties included."""
        return tuple(place for place in self.places if place.rank is not None and place.rank <= ranks)


@dataclass(frozen=True, slots=True)
class Support:
    """How many of a group (None: of all) the recommendation is for, by what is known of them today."""

    group: Centre | None
    count: Count


@dataclass(frozen=True, slots=True)
class RecommendationResult:
    """A recommendation of the slides with its support, a line for each group it is meant for; without a basis, none."""

    id: str
    section: str
    title: Text
    basis: tuple[Basis, ...]
    support: tuple[Support, ...]

    @property
    def supported(self) -> bool:
        return any(line.count.count for line in self.support)


@dataclass(frozen=True, slots=True)
class Move:
    site: Site
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Movement:
    """Who moved in the index or in a section, the greatest rise first; `not_comparable` were measured otherwise."""

    subject: str
    moves: tuple[Move, ...]
    not_comparable: int

    def rises(self, most: int | None = None) -> tuple[Move, ...]:
        """The greatest first."""
        return tuple(move for move in self.moves if move.change > 0)[:most]

    def falls(self, most: int | None = None) -> tuple[Move, ...]:
        """The deepest last."""
        found = tuple(move for move in self.moves if move.change < 0)
        return found if most is None else found[-most:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything about one day under one methodology. `since` is the day that movements are counted from.

    Of `municipalities`, `measured` have an index, of which `mean_coverage` was measured on average, and `decided` rest
    on people's decisions too.
    """

    on: date
    methodology: str
    municipalities: int
    measured: int
    decided: int
    mean_coverage: float | None
    levels: tuple[LevelCount, ...]
    statements: tuple[StatementResult, ...]
    leaders: tuple[Ranking, ...]
    top: tuple[Ranking, ...]
    recommendations: tuple[RecommendationResult, ...]
    movements: tuple[Movement, ...] = ()
    since: date | None = None
