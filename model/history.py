"""A series night by night: figures, the spans of its issues, and what is different about a night beside its scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.audit import Status
from model.evidence import Versions
from model.failure import Failure
from model.site import Site


@dataclass(frozen=True, slots=True)
class Night:
    """An audit in the figures that history shows. Of a failed one every score is None, and it saw no sample.

    `methodology` is the one of index and sections, None where the night was not judged by the one asked for; `sample`
    holds the numbers of the pages that were asked for, `result_ref` names the audit's document. `site` has the name of
    that night.
    """

    audit_id: int
    run: str
    site: Site
    started_at: datetime
    status: Status
    failure: Failure | None
    versions: Versions
    methodology: str | None
    index: float | None
    coverage: float
    sections: Mapping[str, float | None]
    wcag_score: float | None
    mobile_passes: bool | None
    mobile_score: float | None
    result_ref: str
    sample: frozenset[int]

    @property
    def failed(self) -> bool:
        return self.status is Status.FAILED


@dataclass(frozen=True, slots=True)
class IssueSpan:
    """An issue from the night that first saw it. `reopened` 1 is the first return.

    `pages` and `occurrences` are those of the audit that last saw it. Times are the starts of audits; `closed_at` is
    None while the issue is open.
    """

    fingerprint: str
    rule: str
    engine: str
    outcome: str
    standard: str
    party: str
    impact: str | None
    criteria: tuple[str, ...]
    component: str
    pages: int
    occurrences: int
    reopened: int
    first_seen: datetime
    last_seen: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SiteIssue:
    """An issue with the site whose it is, as it is called now."""

    site: Site
    span: IssueSpan


class Mark(StrEnum):
    """What changed since the night before that saw the site, though no score says so."""

    TOOL = "tool"
    AXE = "axe"
    BROWSER = "browser"
    METHODOLOGY = "methodology"
    SAMPLE = "sample"
    ADDRESS = "address"
    NAME = "name"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Change:
    """One mark with what it was and what it is, in words for a person."""

    mark: Mark
    before: str
    after: str


def changes(before: Night, after: Night) -> tuple[Change, ...]:
    """In the order of Mark. Pages of another address are other pages, which the address says already."""
    pairs = (
        (Mark.TOOL, before.versions.tool, after.versions.tool),
        (Mark.AXE, before.versions.axe, after.versions.axe),
        (Mark.BROWSER, before.versions.browser, after.versions.browser),
        (Mark.METHODOLOGY, before.methodology, after.methodology),
        (Mark.ADDRESS, before.site.url, after.site.url),
        (Mark.NAME, before.site.name, after.site.name),
        (Mark.CODE, before.site.atvk, after.site.atvk),
    )
    found = [Change(mark, was or "", now or "") for mark, was, now in pairs if was != now]
    left, entered = before.sample - after.sample, after.sample - before.sample
    if (left or entered) and before.site.url == after.site.url:
        found.append(Change(Mark.SAMPLE, f"−{len(left)}", f"+{len(entered)}"))
    return tuple(sorted(found, key=lambda change: list(Mark).index(change.mark)))
