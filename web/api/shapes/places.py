"""Municipalities, their scores over time, and audits."""

from datetime import date

from pydantic import BaseModel, Field

from model.audit import Status
from model.history import Mark
from model.site import Centre, Role
from web.api.shapes.common import Bilingual, Failure, Key, Mobile, Moment, Score, Scored, Share, Versions, Wcag


class SectionStanding(Scored):
    """One section of the index."""

    id: str
    title: Bilingual


class Municipality(BaseModel):
    """Where a municipality, or another site, stands at the end of a day.

    The figures of a site that could not be audited are those of the last audit that saw it: `stale_days` is by how many
    days they are older than the newest audit, null where they are its own or there are none.
    """

    key: Key
    atvk: str | None
    name: str
    url: str
    role: Role
    group: Centre | None
    region: str | None
    on: date
    status: Status = Field(description="Of its newest audit.")
    failure: Failure | None
    methodology: str
    index: Scored
    sections: list[SectionStanding]
    wcag: Wcag
    mobile: Mobile
    pages: int = Field(description="How many pages were judged.")
    measured_at: Moment | None
    stale_days: int | None
    decisions: int = Field(description="What people decided of the features and findings behind the figures.")
    audit: int | None = Field(description="The audit that the figures are of.")


class Changed(BaseModel):
    """What is different about a night beside its scores: over such a border like is not compared with like."""

    mark: Mark
    before: str
    after: str


class NightScores(BaseModel):
    """One night of a municipality. Of a night that saw nothing every score is null."""

    night: date
    run: str
    started_at: Moment
    status: Status
    failure: Failure | None
    atvk: str | None
    name: str
    url: str
    methodology: str | None
    index: Score | None
    coverage: Share
    sections: dict[str, Score | None]
    wcag: Score | None
    mobile: Score | None
    mobile_passes: bool | None
    pages: int
    versions: Versions
    changes: list[Changed]


class AuditFigures(BaseModel):
    """An audit in figures; its document holds all of it."""

    id: int
    run: str
    key: Key
    atvk: str | None
    name: str
    url: str
    role: Role
    started_at: Moment
    finished_at: Moment
    status: Status
    failure: Failure | None
    methodology: str
    index: Scored
    wcag: Wcag
    mobile: Mobile
    documents_read: int
