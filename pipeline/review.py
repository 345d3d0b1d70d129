"""The queue of what a machine could not tell: findings that need a look, and features that are in doubt."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from checks.rulings import state_of
from db.decisions import decisions_of
from model.audit import Audit, Status
from model.decision import About, Decision, site_key
from model.finding import Confidence, Feature, Outcome, Party
from pipeline.exporting import audit_of, newest_audits
from pipeline.people import holding
from pipeline.workplace import Workplace
from reports.findings import importance
from reports.language import riga_day
from reports.review import ReviewItem


def queue(workplace: Workplace, target: str | None = None) -> Iterator[ReviewItem]:
    """What waits for a person on a site, or on all of them: findings first, the gravest at the top, then features."""
    now = datetime.now(UTC)
    for audit in [audit_of(workplace, target)] if target else newest_audits(workplace):
        if audit.status is not Status.FAILED:
            made = decisions_of(workplace.database, site_key(audit.site))
            yield from waiting(audit, holding(made, riga_day(now), now))


def waiting(audit: Audit, decisions: Iterable[Decision]) -> Iterator[ReviewItem]:
    """What of one audit nobody has decided yet."""
    decided = {(one.about, one.subject): one for one in decisions}
    site = audit.site
    name = site.url if site_key(site) == site.url else site.atvk
    issues = [one for one in audit.issues if one.outcome is Outcome.NEEDS_REVIEW and one.party is Party.OWN]
    for issue in sorted(issues, key=importance):
        if (About.FINDING, issue.fingerprint) not in decided:
            yield ReviewItem.of_issue(f"{name}:{issue.fingerprint}", site.name, issue)
    for feature in audit.features:
        if _doubtful(feature) and not _settled(feature, decided.get((About.FEATURE, feature.id))):
            yield ReviewItem.of_feature(f"{name}:{feature.id}", site.name, feature)


def _doubtful(feature: Feature) -> bool:
    return feature.found is None or feature.confidence is Confidence.WEAK


def _settled(feature: Feature, decision: Decision | None) -> bool:
    """A dismissed doubt comes back when the feature is no longer as it was."""
    return decision is not None and decision.state in (None, state_of(feature))
