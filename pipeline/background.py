"""What a report says beyond the audit: how the visit went, as its evidence has it, and how every audit is made."""

from collections.abc import Mapping

from checks.criteria import criteria
from crawler.tab import DESKTOP, NARROW, PHONE
from db.documents import DocumentError, load_crawl
from db.evidence import EvidenceError
from model.audit import Audit
from model.evidence import Crawl
from pipeline.workplace import Workplace
from reports.method import Background, Method, Screen
from scoring.methodology import seal_of


def background_of(workplace: Workplace, audit: Audit) -> Background:
    settings = workplace.settings
    method = Method(
        seal=seal_of(audit.index.methodology),
        pace_s=settings.pace_s,
        max_pages=settings.max_pages,
        max_documents=settings.max_documents,
        desktop=_screen(DESKTOP),
        phone=_screen(PHONE),
        narrow=_screen(NARROW),
        criteria=criteria(),
    )
    return Background(_crawl(workplace, audit), method)


def _crawl(workplace: Workplace, audit: Audit) -> Crawl | None:
    """None where it is gone or damaged: evidence is kept for less time than results."""
    if audit.crawl_evidence is None:
        return None
    try:
        return load_crawl(workplace.store.get(audit.crawl_evidence))
    except (EvidenceError, DocumentError):
        return None


def _screen(metrics: Mapping[str, int]) -> Screen:
    return Screen(metrics["width"], metrics["height"])
