"""Runs, what is different between two nights, and methodologies."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from model.change import Cause, Fate, Matter
from model.failure import FailureKind
from model.finding import Impact, Outcome
from model.score import Source
from web.api.shapes.common import Bilingual, Failure, Moment, Score, Share, Versions
from web.api.shapes.places import Changed


class RunFigures(BaseModel):
    """A run in figures: `saved` of `sites` have an audit, `failed` of those saw nothing of the site."""

    id: str
    night: date | None
    status: str
    started_at: Moment
    finished_at: Moment | None
    sites: int
    saved: int
    failed: int
    working: int
    waiting: int
    missed: int
    crashed: int


class FailureTold(BaseModel):
    kind: FailureKind
    detail: str


class SiteTurn(BaseModel):
    """A site in a run; `state` is waiting, working, complete, partial, failed, missed, crashed or cancelled."""

    name: str
    atvk: str | None
    url: str
    state: str
    tries: int
    due_at: Moment | None
    began_at: Moment | None
    ended_at: Moment | None
    pages: int
    failure: FailureTold | None


class RunInFull(RunFigures):
    of_site: list[SiteTurn]


class ComparedNight(BaseModel):
    """The last night that saw the site on the day that was asked for, or before it."""

    asked: date
    night: date
    run: str
    started_at: Moment
    atvk: str | None
    name: str
    url: str
    methodology: str | None
    versions: Versions


class FailedNight(BaseModel):
    night: date
    failure: Failure | None


class ChangedThatNight(Changed):
    night: date


class Contribution(BaseModel):
    """So many points of a score's move; not `certain` where site and versions changed in one night."""

    cause: Cause
    matter: Matter
    name: str
    points: float
    certain: bool


class ScoreMove(BaseModel):
    """A score (index, wcag, mobile, or a section) on both nights; the contributions add up to the difference."""

    score: str
    before: Score | None
    after: Score | None
    difference: float | None
    causes: dict[str, float]
    contributions: list[Contribution]


class IssueMove(BaseModel):
    fate: Fate
    cause: Cause
    certain: bool
    fingerprint: str
    rule: str
    outcome: Outcome
    impact: Impact | None
    criteria: list[str]
    component: str
    pages: int
    occurrences: int
    first_seen: Moment
    closed_at: Moment | None


class FeatureThen(BaseModel):
    found: bool | None
    grade: str | None
    kind: str | None


class FeatureMove(BaseModel):
    feature: str
    before: FeatureThen | None
    after: FeatureThen
    cause: Cause
    certain: bool


class NightsCompared(BaseModel):
    """What is different between two nights of a municipality, and why.

    `whole` is false where an audit's document could not be read and its figures stand in its place.
    """

    model_config = ConfigDict(populate_by_name=True)

    from_: ComparedNight = Field(alias="from")
    to: ComparedNight
    failed_nights: list[FailedNight]
    changes: list[ChangedThatNight]
    scores: list[ScoreMove]
    issues: list[IssueMove]
    features: list[FeatureMove]
    whole: bool
    upgrades_passed_over: int


class Measure(BaseModel):
    """`weight` is its share of the indicator; `sources` stand in order: the first that has a score gives it."""

    id: str
    title: Bilingual
    weight: Share
    sources: list[Source]


class Indicator(BaseModel):
    """`weight` is its share of the whole index; `rests_on` is `source` in both languages."""

    id: str
    title: Bilingual
    question: Bilingual
    weight: Share
    source: str
    rests_on: Bilingual
    measures: list[Measure]


class MethodologySection(BaseModel):
    id: str
    title: Bilingual
    weight: Share
    indicators: list[Indicator]
    prerequisites: list["Prerequisite"]


class Prerequisite(BaseModel):
    id: str
    title: Bilingual


class Level(BaseModel):
    level: int
    from_score: Score
    name: Bilingual
    meaning: Bilingual


class MethodologyName(BaseModel):
    """`in_force` is the one that audits are scored by; `seal` is the SHA-256 of its list of checksums.

    `rests_on` is `source` in both languages.
    """

    id: str
    title: Bilingual
    source: str
    rests_on: Bilingual
    in_force: bool
    seal: str | None


class MethodologyInFull(MethodologyName):
    minimum_coverage: Share
    minimum_ranking_coverage: Share
    levels: list[Level]
    sections: list[MethodologySection]
