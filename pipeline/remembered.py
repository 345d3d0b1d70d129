"""What the database remembers of a site, for who audits it again."""

from datetime import UTC, datetime

from sqlalchemy import Engine as Database

from checks.second_look import History, KnownIssue
from db.audits import judged_pages, newest_audits
from db.documents import DocumentError, load_shown
from db.evidence import EvidenceDamaged, EvidenceMissing, EvidenceStore
from db.issues import known_issues
from model.decision import About
from model.finding import Issue, Proof
from model.site import Site
from pipeline.people import people_of


def shown_last(database: Database, store: EvidenceStore, site: Site) -> tuple[tuple[Proof, ...], tuple[Issue, ...]]:
    """The proofs of found features in the site's newest audit, and its issues; none where it cannot be read."""
    for row in newest_audits(database, [site.url]):
        if (row.atvk, row.role) == (site.atvk, site.role):
            try:
                features, issues = load_shown(store.get(row.result_ref))
            except (EvidenceMissing, EvidenceDamaged, DocumentError):
                return (), ()
            return tuple(proof for feature in features if feature.found for proof in feature.evidence), issues
    return (), ()


def known_history(database: Database, site: Site) -> History:
    """What a page's findings are compared with, before they count as news."""
    # A finding that people ruled out is no open issue, and no news either.
    ruled = [one for one in people_of(database, site, datetime.now(UTC)).decisions if one.about is About.FINDING]
    issues = [KnownIssue(one.subject, one.rule or "", "", frozenset()) for one in ruled]
    known = known_issues(database, site)
    issues += [KnownIssue(issue.fingerprint, issue.rule, issue.engine, issue.pages) for issue in known]
    return History({issue.fingerprint: issue for issue in issues}, judged_pages(database, site))
