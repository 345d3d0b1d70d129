"""Findings, features, rules and success criteria."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from model.finding import Impact, Outcome, Party, Standard
from model.remedy import Aspect, Fixer, Hurt
from model.site import Centre, Role
from web.api.shapes.common import Bilingual, FullSite, Key, Moment


class Finding(BaseModel):
    """One cause on one site, from the night that saw it first. `closed_at` is null while it stands."""

    site: FullSite
    fingerprint: str
    rule: str
    title: Bilingual
    engine: str
    outcome: Outcome
    standard: Standard
    criteria: list[str]
    impact: Impact | None
    party: Party
    component: str
    pages: int
    occurrences: int
    first_seen: Moment
    last_seen: Moment
    closed_at: Moment | None
    came_back: int = Field(description="How often it had been gone before.")


class FindingSpan(BaseModel):
    """A time in which a finding stood; `closed_at` is null while it does."""

    first_seen: Moment
    last_seen: Moment
    closed_at: Moment | None


Picture = Annotated[
    str | None,
    Field(description="Address of a JPEG that shows it; null where there is none, or none is kept any more."),
]


class Example(BaseModel):
    """An element of a page, as it was met; null is what is not known of it."""

    page: str
    selector: str | None
    snippet: str | None
    picture: Picture


class FindingInFull(Finding):
    """Pages and examples are of the audit that saw it last, and null where its document is not kept any more."""

    spans: list[FindingSpan] = Field(description="The oldest first; the finding itself tells the newest.")
    page_urls: list[str] | None
    examples: list[Example] | None
    elsewhere: list[Finding] = Field(description="The same fault on other sites: one fix may mend them all.")


class SharedFinding(BaseModel):
    """One fault of several sites, which one fix would mend."""

    rule: str
    title: Bilingual
    outcome: Outcome
    impact: Impact | None
    criteria: list[str]
    component: str
    made_with: str | None
    sites_on_shared_platform: int
    sites: int
    findings: list[Finding]


class FeatureNamed(BaseModel):
    """What a feature is called, and what to do where it is missing."""

    id: str
    group: str
    title: Bilingual
    advice: Bilingual | None


class FeatureKind(FeatureNamed):
    """A feature that is looked for on every site. `found` of `known`, of whom it could be told, of all `municipalities`
    offer it.
    """

    found: int
    known: int
    municipalities: int


class FeatureState(BaseModel):
    """What was known of a feature; `found` is null where it could not be told."""

    found: bool | None
    grade: str | None
    alive: bool | None = Field(description="Whether the link that shows it answers.")
    kind: str | None
    since: Moment


class FeatureSpan(FeatureState):
    until: Moment | None = Field(description="Null for what holds now.")


class FeatureProof(BaseModel):
    """What shows that a feature is there: on which page, by which words or kind, where it leads, which element."""

    page: str
    what: str
    target: str | None
    selector: str | None
    picture: Picture


class SiteFeature(BaseModel):
    """A feature of one municipality, the oldest span first. `proofs` are those of the last audit that saw the site, and
    null where it did not look for the feature, or its document is not kept any more.
    """

    id: str
    title: Bilingual
    spans: list[FeatureSpan]
    proofs: list[FeatureProof] | None


class PagePicture(BaseModel):
    """A page as it stood in the audit; `device` is that on which it was shown."""

    page: str
    device: Literal["desktop", "phone"]
    picture: str = Field(description="Address of a JPEG.")


class Offered(FeatureState):
    """A feature as one municipality has it now."""

    key: Key
    atvk: str | None
    name: str
    url: str
    role: Role
    group: Centre | None
    region: str | None


class FeatureAcross(FeatureNamed):
    """A feature over all sites of which anything is known. `found` of `known` have it."""

    found: int
    known: int
    sites: list[Offered]


class RuleNow(BaseModel):
    """What is open of a rule on all sites; `before` failed so many days ago as the pages compare with: 30."""

    sites: int
    pages: int
    findings: int
    before: int
    to_be_looked_at: int = Field(description="What only a person can judge.")


class Rule(BaseModel):
    """What is checked, and what it takes to mend its faults."""

    id: str
    engine: str
    title: Bilingual
    advice: Bilingual
    criteria: list[str] = Field(description="Success criteria of WCAG 2.1 A and AA.")
    hurts: list[Hurt]
    fixer: Fixer
    aspect: Aspect | None
    wrong: str = Field(description="Code that breaks the rule.")
    right: str = Field(description="The same, mended.")
    now: RuleNow | None = Field(description="Null where it fails nowhere.")


class CriterionNow(BaseModel):
    """What is open of a criterion on all sites."""

    findings: int
    sites: int
    to_be_looked_at: int


class SuccessCriterion(BaseModel):
    """A success criterion of WCAG 2.1, and the rules that can find faults of it: none is for a person to look at."""

    number: str
    level: str
    title: Bilingual
    understanding: str | None = Field(description="Where W3C explains it.")
    rules: list[str]
    now: CriterionNow | None = Field(description="Null where no rule can find a fault of it, and none was found.")
