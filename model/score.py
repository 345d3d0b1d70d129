"""Scores from 0 to 100, their coverage, and the maturity they amount to."""

from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """Bands of the WCAG score as the 2019 slides name them."""

    HIGHEST = "highest"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Source(StrEnum):
    WEB = "web"
    REGISTER = "register"
    SURVEY = "survey"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One measure of an indicator; `weight` is its share of the indicator, `score` None where not measured.

    `by_hand`: a person's decision has a part in what the web says of it. Where that is all of it, it is the source.
    """

    id: str
    score: float | None
    weight: float
    source: Source
    reason: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """`weight` is the share of the whole index; `coverage` the measured share of the indicator."""

    id: str
    score: float | None
    weight: float
    coverage: float
    sources: tuple[Source, ...]
    measures: tuple[MeasureScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Prerequisite:
    id: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class SectionScore:
    id: str
    score: float | None
    coverage: float
    maturity: int | None
    indicators: tuple[IndicatorScore, ...]
    prerequisites: tuple[Prerequisite, ...]


@dataclass(frozen=True, slots=True)
class IndexScore:
    methodology: str
    score: float | None
    coverage: float
    maturity: int | None
    sections: tuple[SectionScore, ...]
