"""What a methodology declares: the frozen values that its TOML is read into."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeVar

from pydantic import Strict

from model.score import Source
from model.survey import Option
from model.text import Text
from scoring.older_sources import Stated

T = TypeVar("T")

# In TOML a number is a number: neither "50" nor true passes for one.
Number = Annotated[float, Strict()]
# How long an answer of the survey counts where the methodology does not say: this year's and those of two years before.
ANSWERS_HOLD_YEARS = 2


def given(value: T | None) -> T:
    """A field that the loader has seen to be there; ValueError for a methodology that was not loaded but made."""
    if value is None:
        raise ValueError("a rule or condition lacks a field that it takes")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing measured; `weight` is percent of the indicator.

    `sources` stand in order: the first that has a score gives it. `rule` names the rule of scoring/measures.py that
    reads the web; the fields after it are what rules take. `parts` maps a check to percent, `grades` a feature's grade
    to points, `steps` are the points for one, two … features found.
    """

    id: str
    weight: Number
    title: Text
    sources: tuple[Source, ...]
    rule: str | None = None
    feature: str | None = None
    features: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None
    parts: Mapping[str, Number] | None = None
    grades: Mapping[str, Number] | None = None
    steps: tuple[Number, ...] | None = None
    kind: str | None = None
    minimum_told: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """`weight` is the share of the whole index; `assumes` and `cites` name assumptions and sources that it rests on."""

    id: str
    weight: Number
    title: Text
    question: Text
    source: Stated
    measures: tuple[Measure, ...]
    assumes: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    minimum_coverage: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One statement about a site, or all or any of several.

    Exactly one subject is given. `survey` is a yes (100) to a question; `measure` (`indicator.measure`) and `indicator`
    are scores, compared by `above` or `at_least`; `feature` is found (and of that `kind`); of `features`, `at_least` so
    many are found.
    """

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    survey: str | None = None
    measure: str | None = None
    indicator: str | None = None
    feature: str | None = None
    features: tuple[str, ...] | None = None
    kind: str | None = None
    above: Number | None = None
    at_least: Number | None = None

    def asks(self, question: str) -> bool:
        """Whether it, or a part of it, speaks of the survey's answer to this question."""
        return self.survey == question or any(part.asks(question) for part in (*(self.all or ()), *(self.any or ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A prerequisite of the section, as the slides' checklist names it."""

    id: str
    title: Text
    condition: Condition
    assumes: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A yes-or-no question of the survey that only a prerequisite asks."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    title: Text
    indicators: tuple[Indicator, ...]
    prerequisites: tuple[Requirement, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityLevel:
    level: int
    from_score: Number
    name: Text
    meaning: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WcagBands:
    """Bounds of the WCAG score's bands; under `medium_from` is low."""

    highest_above: Number
    high_from: Number
    medium_from: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What the source does not say and this methodology decides."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A law, standard or publication; `where` is the place in it, and where it was read."""

    id: str
    title: Text
    where: Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTitle:
    """A section as methodology.toml lists it; the rest stands in the file `<id>.toml`."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The file methodology.toml: all that does not belong to one section.

    `standard` is the version of EN 301 549 that the law means; `answers_hold_years` says for how many years after its
    own an answer of the survey counts.
    """

    id: str
    title: Text
    source: Stated
    minimum_coverage: Number
    minimum_ranking_coverage: Number
    prerequisite_gate: Literal["off"] | Annotated[int, Strict()]
    wcag_bands: WcagBands
    levels: tuple[MaturityLevel, ...]
    sections: tuple[SectionTitle, ...]
    assumptions: tuple[Assumption, ...] = ()
    assumes: tuple[str, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    standard: str | None = None
    answers_hold_years: Annotated[int, Strict()] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFile:
    """The file of one section."""

    indicators: tuple[Indicator, ...]
    prerequisites: tuple[Requirement, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the survey asks for a measure; `scale` is `percent`, `yes_no` or one that the file lists."""

    key: str
    scale: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The survey's file: every measure that the survey may answer is asked once, with what each answer is worth."""

    questions: tuple[Asked, ...] = ()
    scales: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    assumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Methodology:
    """The whole methodology. `frame` keeps the settings that hold for all sections."""

    frame: Frame
    sections: tuple[Section, ...]
    survey: Survey = field(default_factory=Survey)

    @property
    def id(self) -> str:
        return self.frame.id

    @property
    def title(self) -> Text:
        return self.frame.title

    @property
    def wcag_bands(self) -> WcagBands:
        return self.frame.wcag_bands

    @property
    def levels(self) -> tuple[MaturityLevel, ...]:
        return self.frame.levels

    @property
    def indicators(self) -> Iterator[Indicator]:
        """All of them, section by section."""
        return (indicator for section in self.sections for indicator in section.indicators)

    @property
    def answers_hold_years(self) -> int:
        stated = self.frame.answers_hold_years
        return ANSWERS_HOLD_YEARS if stated is None else stated

    def survey_keys(self) -> frozenset[str]:
        """Every measure and question that the survey may answer, as `SiteFacts.survey` names them."""
        questions = {question.id for section in self.sections for question in section.questions}
        return self.survey_measures() | questions

    def survey_measures(self) -> frozenset[str]:
        """Every measure that the survey may answer."""
        return self._keys(Source.SURVEY)

    def register_keys(self) -> frozenset[str]:
        """Every measure that the register may answer, as `SiteFacts.register` names them."""
        return self._keys(Source.REGISTER)

    def _keys(self, source: Source) -> frozenset[str]:
        return frozenset(
            f"{indicator.id}.{measure.id}"
            for indicator in self.indicators
            for measure in indicator.measures
            if source in measure.sources
        )
