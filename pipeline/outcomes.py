"""How a visit ended, in the words of an audit: its status, what is missing, and what a reader should know of it."""

from collections.abc import Sequence

from model.audit import PageAudit, Status
from model.evidence import Crawl, PageEvidence
from model.failure import SITE_STATE, Failure, FailureKind


def status_of(
    judged: bool, home: PageAudit | None, pages: Sequence[PageAudit], crawl_failure: Failure | None
) -> tuple[Status, Failure | None]:
    if not judged:
        home_failure = home.failure if home else None
        return Status.FAILED, crawl_failure or home_failure or Failure(FailureKind.PAGE_FROZEN, "no rule applied")
    if crawl_failure is not None:
        return Status.PARTIAL, crawl_failure
    holes = [page.failure for page in pages if page.failure is not None and page.failure.kind not in SITE_STATE]
    holes += [_without_phone(page) for page in pages if page.failure is None and "mobile" not in page.evidence]
    if holes:
        return Status.PARTIAL, holes[0]
    return Status.COMPLETE, None


def _without_phone(page: PageAudit) -> Failure:
    """A page that froze as a phone showed it: what was judged before stays."""
    why = "; ".join(page.notes) or "the mobile test gave no result"
    return Failure(FailureKind.PAGE_FROZEN, f"{page.url}: {why}")


def without_axe(evidence: PageEvidence) -> Failure | None:
    """A page that axe did not finish on is not judged for WCAG; what else was measured of it stays."""
    if evidence.axe is not None:
        return None
    return Failure(FailureKind.PAGE_FROZEN, "; ".join(evidence.notes) or "axe gave no result")


def notes_of(crawl: Crawl) -> tuple[str, ...]:
    said = [*crawl.notes, *crawl.sample_changes]
    if crawl.wide_cut_short:
        said.append(crawl.wide_cut_short)
    if crawl.rendered_discovery:
        said.append("links exist only after scripts run: pages were discovered by rendering")
    if crawl.mobile_load == "second":
        said.append("phones get other HTML: mobile was measured in a second load")
    return tuple(said)
