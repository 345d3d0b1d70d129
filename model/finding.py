"""What a check says about a page, and what it says about a site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    NEEDS_REVIEW = "needs_review"
    NOT_APPLICABLE = "not_applicable"
    NOT_MEASURED = "not_measured"


class Standard(StrEnum):
    """What a rule belongs to; usability is ours and stands apart from the WCAG and mobile findings."""

    WCAG21 = "wcag21"
    WCAG22 = "wcag22"
    BEST_PRACTICE = "best_practice"
    MOBILE = "mobile"
    USABILITY = "usability"


class Party(StrEnum):
    """Whose page the element is on: the site's own, or a frame of somebody else."""

    OWN = "own"
    OTHER = "other"


class Impact(StrEnum):
    CRITICAL = "critical"
    SERIOUS = "serious"
    MODERATE = "moderate"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Element:
    """Where a finding stands. `path` runs from the root as steps `tag#id.class`; `count` like it share that path.

    `seen_as` is the outcome that the check gave, where a person's decision stands in its place.
    """

    outcome: Outcome
    selector: str | None
    snippet: str | None
    path: tuple[str, ...] = ()
    message: str | None = None
    count: int = 1
    party: Party = Party.OWN
    seen_as: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's judgement of one page. Counts are elements of the site's own; elements are examples, bounded."""

    rule: str
    outcome: Outcome
    engine: str = "eindekss"
    standard: Standard | None = None
    impact: Impact | None = None
    criteria: tuple[str, ...] = ()
    scored: bool = False
    passed: int = 0
    failed: int = 0
    unsure: int = 0
    elements: tuple[Element, ...] = ()
    reason: str | None = None


class Confidence(StrEnum):
    """How well a feature's yes or no is founded: checks/confidence.py says by what."""

    CERTAIN = "certain"
    LIKELY = "likely"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Proof:
    """What an analyst follows to see a feature for himself: page, words or kind, target and element.

    `by` is the rule that matched, as the signature names it (`targets[2]`, `structures.text_form`), of a link to an own
    page also that page's: `names[0] > structures.prose`. `picture` is the content address of a JPEG of the element,
    empty where it was looked for and nothing can be seen.
    """

    page: str
    what: str
    target: str | None = None
    selector: str | None = None
    by: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """Whether the site offers something: found is True, False, or None where it could not be told."""

    id: str
    found: bool | None
    grade: str | None = None
    evidence: tuple[Proof, ...] = ()
    alive: bool | None = None
    kind: str | None = None
    details: Mapping[str, Any] | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One place of an issue, for a person to look at; `picture` is as of a Proof."""

    page: str
    selector: str | None
    snippet: str | None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One cause: the same rule on the same component, over all pages of the sample."""

    fingerprint: str
    rule: str
    engine: str
    outcome: Outcome
    standard: Standard
    party: Party
    impact: Impact | None
    criteria: tuple[str, ...]
    pages: int
    occurrences: int
    component: str = ""
    examples: tuple[Example, ...] = ()
    page_urls: tuple[str, ...] = field(default=())
