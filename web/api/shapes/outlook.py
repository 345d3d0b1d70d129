"""What a municipality could mend, what that gains, and what keeps its sections from the next level."""

from pydantic import BaseModel, Field

from model.site import Centre
from web.api.shapes.common import Moment, Score, Scored


class Offering(BaseModel):
    """A feature that would be offered from now on; null is what does not matter."""

    id: str
    kind: str | None
    grade: str | None


class Todo(BaseModel):
    """In the language that was asked for; `pages` is on how many pages a fault stands, 0 of a feature."""

    title: str
    pages: int


class Gain(BaseModel):
    """One fix: rules that are mended wherever they fail, or features that are offered. It follows the ones before it.

    `rank_before` and `rank_after` are places among the `ranked` of its group; null where it is not ranked.
    """

    fix: list[str] = Field(description="Rules.")
    add: list[Offering] = Field(description="Features.")
    remove: list[str] = Field(description="Features that would not be offered any more.")
    work: float = Field(description="Components and pages to be touched; a feature counts as some of them.")
    gain: float | None = Field(description="Points of the index; null where there was, or is, none.")
    score: Score | None = Field(description="The index that it leads to.")
    maturity: int | None
    todo: list[Todo]
    gained: list[str] = Field(description="Points, levels and places, in the language that was asked for.")
    rank_before: int | None
    rank_after: int | None
    ranked: int


class Lack(BaseModel):
    """In the language that was asked for."""

    what: str
    advice: str | None


class PrerequisiteState(BaseModel):
    """`met` is null where it could not be told. What it lacks is not known where the audit's document is gone."""

    id: str
    title: str
    met: bool | None
    lacks: list[Lack]


class NextLevel(BaseModel):
    """How far a section is: `next_level` begins with the score `begins_with`, both null at the highest or without a
    score. `held_at` is the level at which a missing prerequisite holds it, whatever its score.
    """

    section: str
    title: str = Field(description="In the language that was asked for.")
    score: Score | None
    level: int | None
    next_level: int | None
    begins_with: Score | None
    held_at: int | None
    met: int = Field(description="How many prerequisites are met.")
    prerequisites: list[PrerequisiteState]


class Outlook(BaseModel):
    """Of the last audit that saw the site by the day. Without its document no gains are known."""

    methodology: str
    measured_at: Moment
    audit: int
    index: Scored
    group: Centre | None = Field(description="Whom it is ranked among.")
    gains: list[Gain]
    next_level: list[NextLevel]
