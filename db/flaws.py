"""What a verification of the evidence found: how much was verified, and what does not hold."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from db.manifest import Kind


class FlawKind(StrEnum):
    """What may no longer hold."""

    CHANGED_ROW = "changed_row"
    REMOVED_AUDIT = "removed_audit"
    MOVED_AUDIT = "moved_audit"
    ADDED_AUDIT = "added_audit"
    CHANGED_LINK = "changed_link"
    BROKEN_LINK = "broken_link"
    REMOVED_RUN = "removed_run"
    CHANGED_RUN = "changed_run"
    UNKNOWN_HEAD = "unknown_head"
    MISSING_BLOB = "missing_blob"
    CHANGED_BLOB = "changed_blob"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that does not hold; `text` is a sentence for a person, `ref` the blob that it is about."""

    kind: FlawKind
    text: str
    run: str | None = None
    site: str | None = None
    ref: str | None = None


@dataclass(slots=True)
class Verification:
    """What was verified and what does not hold. `head` is the digest of the newest link; `pruned` says when how many
    audits gave up a kind of evidence; `unlinked` names audits from before the chain; sizes are of plain bytes.
    """

    quick: bool
    runs: int = 0
    audits: int = 0
    blobs: int = 0
    size_bytes: int = 0
    head: str | None = None
    flaws: list[Flaw] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    pruned: list[tuple[datetime, Kind, int]] = field(default_factory=list)
