"""One audit of one site: all that was judged, ready to be saved, exported and reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from model.decision import Decision
from model.evidence import Timing, Versions
from model.failure import Failure
from model.finding import Feature, Issue, Outcome, Verdict
from model.news import News
from model.score import Band, IndexScore
from model.site import Site
from model.survey import Answer


class Status(StrEnum):
    """complete: home page and sample judged; partial: the home page was, something is missing; failed: nothing was."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PageAudit:
    """One page of the sample. `evidence` maps a kind (page, dom, axe …) to its content address.

    `visited_at` is when the browser asked for it; None in audits from before it was kept. `reused_from` is the run that
    gathered its evidence, where the page had not changed since and was not loaded again.
    """

    url: str
    final_url: str | None
    role: str
    status: int | None
    failure: Failure | None
    wcag_score: float | None
    mobile_passes: bool | None
    verdicts: tuple[Verdict, ...] = ()
    timing: Timing = field(default_factory=Timing)
    size_bytes: int | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    template: str | None = None
    visited_at: datetime | None = None
    reused_from: str | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """`checks` maps a rule to its outcome for the site; features are apart.

    `wide_evidence` and `crawl_evidence` are the content addresses of the documents read and of how the visit went.
    `answers` of the survey and people's `decisions` are those that counted in it. Links are the distinct targets of the
    sampled pages whose state was told.
    """

    site: Site
    run: str
    started_at: datetime
    finished_at: datetime
    status: Status
    failure: Failure | None
    versions: Versions
    pages: tuple[PageAudit, ...]
    wcag_score: float | None
    wcag_band: Band | None
    wcag_issues: tuple[Issue, ...]
    mobile_passes: bool | None
    mobile_score: float | None
    mobile_issues: tuple[Issue, ...]
    features: tuple[Feature, ...]
    checks: Mapping[str, Outcome]
    index: IndexScore
    documents_read: int = 0
    notes: tuple[str, ...] = ()
    wide_evidence: str | None = None
    crawl_evidence: str | None = None
    usability_issues: tuple[Issue, ...] = ()
    news: News | None = None
    answers: tuple[Answer, ...] = ()
    decisions: tuple[Decision, ...] = ()
    links_checked: int = 0
    links_broken: int = 0

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All of them, whatever their standard."""
        return (*self.wcag_issues, *self.mobile_issues, *self.usability_issues)
