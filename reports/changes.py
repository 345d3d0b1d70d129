"""What is different from the audit before."""

from dataclasses import dataclass
from datetime import datetime

from model.audit import Audit, Status
from reports.findings import all_issues


@dataclass(frozen=True, slots=True)
class Changes:
    """Differences of scores are None where either is missing or they were not measured alike."""

    since: datetime
    index: float | None
    wcag: float | None
    mobile: float | None
    new: int
    gone: int
    remaining: int
    unseen: int
    same_method: bool


def changes(audit: Audit, previous: Audit) -> Changes | None:
    """None where one of the two saw nothing of the site.

    An issue is gone only when each of its pages was audited again; the rest is `unseen`, for nobody looked.
    """
    if Status.FAILED in (audit.status, previous.status):
        return None
    before = {issue.fingerprint: issue for issue in all_issues(previous)}
    now = {issue.fingerprint for issue in all_issues(audit)}
    seen = {url for page in audit.pages if page.failure is None for url in (page.url, page.final_url)}
    vanished = [issue for name, issue in before.items() if name not in now]
    gone = sum(seen.issuperset(issue.page_urls) for issue in vanished)
    same_method = audit.index.methodology == previous.index.methodology
    same_engine = audit.versions.axe == previous.versions.axe
    return Changes(
        since=previous.started_at,
        index=_difference(audit.index.score, previous.index.score) if same_method else None,
        wcag=_difference(audit.wcag_score, previous.wcag_score) if same_engine else None,
        mobile=_difference(audit.mobile_score, previous.mobile_score),
        new=len(now - before.keys()),
        gone=gone,
        remaining=len(now & before.keys()),
        unseen=len(vanished) - gone,
        same_method=same_method and same_engine,
    )


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
