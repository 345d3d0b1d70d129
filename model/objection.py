"""What somebody objects to in an audit, what was answered, and how a page stood when it was audited again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.audit import PageAudit
from model.evidence import Versions
from model.site import Site


class Subject(StrEnum):
    """What an objection is about: a finding by its fingerprint, a feature by its id, pages, or the site as a whole."""

    FINDING = "finding"
    FEATURE = "feature"
    PAGE = "page"
    SITE = "site"


class Settled(StrEnum):
    """How an objection ended. An upheld one changes no score: a decision of a person does (model/decision.py)."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Sight(StrEnum):
    """What an objection is about, on a page that was audited again: still there, not there, or it cannot be told."""

    THERE = "there"
    GONE = "gone"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with an objection. `ref` is its content address."""

    name: str
    ref: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered. Without an outcome the objection stays open."""

    text: str
    who: str
    made_at: datetime
    outcome: Settled | None = None


@dataclass(frozen=True, slots=True)
class SecondLook:
    """How what an objection is about stood on a page, at `seen_at`; `result_ref` is the document of that look."""

    reaudit: int
    url: str
    seen_at: datetime
    sight: Sight
    result_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """`site` is what `site_key` gives (model/decision.py), `run` that of the audit which is objected to.

    `pages` are the addresses that it concerns, `rule` and `place` say in words what a fingerprint stands for. Replies
    and looks are in the order in which they were made.
    """

    id: int
    site: str
    run: str
    about: Subject
    text: str
    made_at: datetime
    subject: str | None = None
    pages: tuple[str, ...] = ()
    rule: str | None = None
    place: str | None = None
    who: str | None = None
    files: tuple[Attachment, ...] = ()
    replies: tuple[Reply, ...] = ()
    looks: tuple[SecondLook, ...] = ()

    @property
    def outcome(self) -> Settled | None:
        """What the newest reply that settles it says; None while it is open."""
        return next((reply.outcome for reply in reversed(self.replies) if reply.outcome is not None), None)

    def concerns(self, addresses: Collection[str]) -> bool:
        """Whether it names one of these addresses of a page."""
        return any(page in addresses for page in self.pages)


@dataclass(frozen=True, slots=True)
class Reaudit:
    """One page audited anew by itself: no audit of the site, and no part of its history."""

    site: Site
    started_at: datetime
    finished_at: datetime
    versions: Versions
    page: PageAudit
