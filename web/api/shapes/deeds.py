"""What the actions of programs answer."""

from datetime import date

from pydantic import BaseModel, Field

from db.asked_pages import Stage
from model.objection import Settled, Sight, Subject
from web.api.shapes.common import Moment


class SiteAsked(BaseModel):
    atvk: str | None
    url: str


class RunAsked(BaseModel):
    """The run in which the sites wait for their turn."""

    run: str
    sites: list[SiteAsked]


class RunCancelled(BaseModel):
    run: str
    cancelled: int = Field(description="How many sites have no turn any more.")


class PagesAsked(BaseModel):
    """`number` is what is asked by how far it is; `detail` says why it failed."""

    number: int
    site: str
    pages: list[str]
    objection: int | None
    stage: Stage
    asked_at: Moment
    begun_at: Moment | None
    ended_at: Moment | None
    detail: str


class DecisionMade(BaseModel):
    decision: int


class Schedule(BaseModel):
    """Whether nights begin; `until` is the day on which they do again, null where nobody said."""

    paused: bool
    until: date | None = None


class AttachedFile(BaseModel):
    name: str
    ref: str
    size_bytes: int


class ObjectionReply(BaseModel):
    """Without an outcome the objection stays open."""

    text: str
    who: str
    made_at: Moment
    outcome: Settled | None


class ObjectionLook(BaseModel):
    """How what an objection is about stood on a page that was audited again."""

    reaudit: int
    url: str
    seen_at: Moment
    sight: Sight
    result_ref: str


class ObjectionInFull(BaseModel):
    """`outcome` is null while it is open."""

    id: int
    site: str
    run: str
    about: Subject
    text: str
    made_at: Moment
    subject: str | None
    pages: list[str]
    rule: str | None
    place: str | None
    who: str | None
    files: list[AttachedFile]
    replies: list[ObjectionReply]
    looks: list[ObjectionLook]
    outcome: Settled | None
