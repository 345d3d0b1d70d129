"""What the slides of a round said: statements and recommendations, as data, each with what it is computed from."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import ConfigDict, TypeAdapter

from model.results import Agreement, Among, Basis, BasisKind, Printed
from model.site import Centre
from model.text import Text
from scoring.declaration import Condition

ROUND = "2019"
# What a condition may name beside the survey's measures: the verdicts about the whole site.
SITE_VERDICTS = ("site.wcag_score", "site.mobile_passes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is counted: those for whom `when` holds and `unless` does not. With neither, nothing tells."""

    when: Condition | None = None
    unless: Condition | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in (self.when, self.unless) if condition is not None)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """Everything that the conditions name, each once."""
        return tuple(dict.fromkeys(basis for condition in self.conditions for basis in _basis(condition)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Told):
    """A sentence with a figure. With `level`, who is at that maturity level is counted, "any" being all there are."""

    id: str
    among: Among
    title: Text
    printed: str
    agreement: Agreement
    section: str | None = None
    count: int | None = None
    base: int | None = None
    percent: int | None = None
    at_level: int | None = None
    note: Text | None = None
    level: int | Literal["any", "most_common"] | None = None

    def then(self) -> Printed:
        return Printed(self.printed, self.agreement, self.count, self.base, self.percent, self.at_level, self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Told):
    """`groups` are those that it names; none is everybody."""

    id: str
    section: str
    title: Text
    groups: tuple[Centre, ...] = ()


@dataclass(frozen=True, slots=True)
class Slides:
    statements: tuple[Statement, ...]
    recommendations: tuple[Recommendation, ...]


@cache
def load_slides(name: str = ROUND) -> Slides:
    """Reads scoring/slides/<name>. The files are ours: a fault in them raises pydantic's ValidationError."""
    folder = files("scoring").joinpath("slides", name)
    texts = (folder.joinpath(f"{part}.toml").read_text(encoding="utf-8") for part in ("statements", "recommendations"))
    table = {key: values for text in texts for key, values in tomllib.loads(text).items()}
    # The configuration reaches the plain dataclasses inside only from a type that is none itself.
    config = ConfigDict(extra="forbid")
    return TypeAdapter(dict[str, Slides], config=config).validate_python({name: table})[name]


def _basis(condition: Condition) -> Iterator[Basis]:
    for part in (*(condition.all or ()), *(condition.any or ())):
        yield from _basis(part)
    if condition.survey is not None:
        yield Basis(BasisKind.SURVEY, condition.survey)
    if condition.measure in SITE_VERDICTS:
        yield Basis(BasisKind.SITE, condition.measure.removeprefix("site."))
    elif condition.measure is not None:
        yield Basis(BasisKind.SURVEY, condition.measure)
    features = (condition.feature,) if condition.feature is not None else condition.features or ()
    yield from (Basis(BasisKind.FEATURE, name) for name in features)
