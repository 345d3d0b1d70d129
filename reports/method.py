"""How every audit is made: what a visit asks for, and which criteria nobody automates."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.audit import Audit
from model.criterion import Criterion
from model.evidence import Crawl
from reports.language import Words


@dataclass(frozen=True, slots=True)
class Screen:
    """Pixels of CSS."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Method:
    """`seal` is the SHA-256 of the methodology's list of checksums. Pace and bounds are those in force now.

    `criteria` are all of WCAG 2.1 A and AA.
    """

    seal: str | None
    pace_s: float
    max_pages: int
    max_documents: int
    desktop: Screen
    phone: Screen
    narrow: Screen
    criteria: Sequence[Criterion]

    @property
    def tested(self) -> list[Criterion]:
        """Those of which rules can find faults."""
        return [one for one in self.criteria if one.rules]

    @property
    def untested(self) -> list[Criterion]:
        return [one for one in self.criteria if not one.rules]


@dataclass(frozen=True, slots=True)
class Background:
    """What the audit alone does not hold: how the visit went, where its evidence is still there, and the method."""

    crawl: Crawl | None = None
    method: Method | None = None


def is_timed(audit: Audit) -> bool:
    """Whether it was kept when its pages were visited, or how long they took."""
    return any(page.visited_at or page.timing.settled_ms is not None for page in audit.pages)


def reuse_told(audit: Audit, words: Words) -> str | None:
    """How many pages were judged by the evidence of an earlier night, in a sentence; None where none was."""
    reused = [page for page in audit.pages if page.reused_from is not None]
    if not reused:
        return None
    oldest = min((page.visited_at for page in reused if page.visited_at is not None), default=audit.started_at)
    return words.gettext(
        "Pages that had not changed since the browser opened them last: %(num)s of %(all)s. They were judged by what "
        "was gathered then, the oldest of it on %(day)s.",
        num=words.number(len(reused)),
        all=words.number(len(audit.pages)),
        day=words.date(oldest),
    )
