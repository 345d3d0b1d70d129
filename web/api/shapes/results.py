"""The results of a day, trends, and the account of a score."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from model.account import Kind
from model.history import Mark
from model.results import Agreement, Among, BasisKind
from model.score import Source
from model.site import Centre
from model.trend import Subject
from web.api.shapes.common import Bilingual, Score, Share, SiteName

Percent = Annotated[float, Field(description="From 0 to 100, not rounded.", ge=0, le=100)]


class Narrowed(BaseModel):
    group: Centre | None
    region: str | None
    section: str | None


class LevelCounts(BaseModel):
    """How many municipalities are at each level; `unknown` have none."""

    subject: str
    group: Centre | None
    counts: dict[str, int]
    unknown: int


class Basis(BaseModel):
    kind: BasisKind
    id: str


class Count(BaseModel):
    """So many of those of whom it could be told (`base`), who are so many of those it is about (`of`)."""

    count: int
    base: int
    of: int
    percent: Percent | None


class GroupCount(Count):
    group: Centre | None


class Printed(BaseModel):
    """A statement's figure in 2019, word for word and in numbers."""

    text: str
    agreement: Agreement
    count: int | None
    base: int | None
    percent: int | None
    level: int | None
    note: Bilingual | None


class Statement(BaseModel):
    """A statement of the slides of 2019, then and now; nothing measures one without a basis."""

    id: str
    section: str | None
    among: Among
    title: Bilingual
    basis: list[Basis]
    printed: Printed
    level: int | None
    today: Count | None


class Place(SiteName):
    """`best` to `worst` is the range of ranks that the uncertainty of the scores leaves open."""

    score: Score | None
    coverage: Share
    rank: int | None
    best: int | None
    worst: int | None


class Leaders(BaseModel):
    subject: str
    places: list[Place]


class Top(Leaders):
    group: Centre | None


class Recommendation(BaseModel):
    id: str
    section: str
    title: Bilingual
    basis: list[Basis]
    supported: bool
    support: list[GroupCount]


class Moved(SiteName):
    before: Score
    after: Score
    change: float


class Movement(BaseModel):
    """Who moved, the greatest rise first; `not_comparable` were measured otherwise."""

    subject: str
    not_comparable: int
    moves: list[Moved]


class DayResults(BaseModel):
    """Everything that the slides tell, about one day under one methodology. Subjects are `index` and sections."""

    schema_: Literal["eindekss.results/1"] = Field(alias="schema")
    on: date
    methodology: str
    scope: Narrowed
    municipalities: int
    measured: int
    decided: int
    mean_coverage: Share | None
    levels: list[LevelCounts]
    statements: list[Statement]
    leaders: list[Leaders]
    top: list[Top]
    recommendations: list[Recommendation]
    since: date | None
    movements: list[Movement]


class TrendPoint(BaseModel):
    """One period: a mean score, a number of issues, or a share from 0 to 1, of `base` municipalities."""

    begins: date
    group: Centre | None
    value: float | None
    base: int


class Upgrade(BaseModel):
    """A version or methodology that no night before the period had."""

    begins: date
    mark: Mark
    version: str


class TrendLine(BaseModel):
    subject: Subject
    name: str | None
    points: list[TrendPoint]
    upgrades: list[Upgrade]


class Account(BaseModel):
    """So many points of the index, of so many possible ones; the parts add up to both. What does not apply is left out.

    An account without `id` stands for the `count` elements, links or features that are not told one by one.
    """

    title: str | None = Field(None, description="In the language that was asked for.")
    kind: Kind
    id: str
    points: float
    possible: float
    score: Score | None = None
    weight: Share | None = Field(None, description="Its share of the whole index.")
    coverage: Share | None = None
    maturity: int | None = None
    source: Source | None = None
    reason: str | None = Field(None, description="Why it was not measured.")
    state: str | None = None
    page: str | None = None
    selector: str | None = None
    snippet: str | None = None
    count: int
    by_hand: bool
    parts: list["Account"]
