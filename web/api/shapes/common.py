"""What many answers of the API have in common: texts, sites, versions, failures, pages of a list, problems."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

from model.failure import FailureKind
from model.score import Band
from model.site import Centre, Role

T = TypeVar("T")

Score = Annotated[float, Field(description="From 0 to 100, not rounded.", ge=0, le=100)]
Share = Annotated[float, Field(description="A fraction from 0 to 1, not rounded.", ge=0, le=1 + 1e-9)]
Moment = Annotated[datetime, Field(description="With its zone, as ISO 8601 writes it.")]
Key = Annotated[str, Field(description="Names a municipality in addresses: its ATVK, or `site-` and a number.")]


class Bilingual(BaseModel):
    """A text in both languages."""

    lv: str
    en: str


class Failure(BaseModel):
    """Why something could not be audited; a permanent one does not pass by itself."""

    kind: FailureKind
    detail: str
    permanent: bool


class Versions(BaseModel):
    """What made an audit; null where that part had no say."""

    tool: str
    axe: str | None
    browser: str | None


class SiteName(BaseModel):
    """A municipality's site as it is called in results."""

    atvk: str | None
    name: str
    url: str
    group: Centre | None
    region: str | None


class FullSite(BaseModel):
    """A site as the list of sites names it."""

    atvk: str | None
    name: str
    url: str
    role: Role
    centre: Centre | None
    region: str | None


class Scored(BaseModel):
    """The index or a section: null where too little was measured."""

    score: Score | None
    coverage: Share
    maturity: int | None


class Wcag(BaseModel):
    score: Score | None
    band: Band | None


class Mobile(BaseModel):
    """`score` is the share of pages that pass, in percent."""

    passes: bool | None
    score: Score | None


class Listed(BaseModel, Generic[T]):
    """A page of a list. `next` is the address of the next one, null on the last."""

    items: list[T]
    next: str | None = Field(description="Where the list goes on: ask for it as it is. The header `Link` says it too.")


class Wrong(BaseModel):
    """A parameter that cannot be taken."""

    name: str
    reason: str


class ProblemDocument(BaseModel):
    """What went wrong (RFC 9457). `type` leads to an explanation and is the same for every problem of a kind."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    invalid: list[Wrong] | None = Field(None, description="The parameters that cannot be taken.")
