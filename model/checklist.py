"""A section's prerequisites as a checklist: what each asks for, and what is met, missing, or could not be told."""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What a statement is about; all and any join others, features counts how many of several are found."""

    ALL = "all"
    ANY = "any"
    SURVEY = "survey"
    MEASURE = "measure"
    INDICATOR = "indicator"
    FEATURE = "feature"
    FEATURES = "features"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`met` is None where it could not be told. `value` is the score, or the number of features that are found.

    It must reach `bound`, or be above it where `exceeds`. `kind` is what a feature must be of.
    """

    subject: Subject
    met: bool | None
    id: str = ""
    value: float | None = None
    bound: float | None = None
    exceeds: bool = False
    kind: str | None = None
    parts: tuple["Statement", ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One prerequisite by its id."""

    id: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Checklist:
    """The prerequisites of one section, in the methodology's order."""

    section: str
    items: tuple[Item, ...]
