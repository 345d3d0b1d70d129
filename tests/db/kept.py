"""Audits whose evidence really lies in a store, as the pipeline leaves it, for tests of chain and retention."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from db.documents import dump_audit, dump_crawl
from db.evidence import DocumentBatch, EvidenceStore
from db.retention import sign_store
from db.runs import RunExists, start_run
from db.saving import save_audit
from model.audit import Audit
from model.evidence import Crawl, Document, PageEvidence, Timing
from model.finding import Issue
from model.site import Site
from tests.db.examples import CONTACTS, FIRST_NIGHT, HOME, SITE, audit, page

JPEG = b"\xff\xd8\xff"


def night(
    database: Engine,
    store: EvidenceStore,
    number: int,
    *,
    site: Site = SITE,
    issues: Sequence[Issue] = (),
    dom: str = "<html>domes lēmumi</html>",
    picture: bytes | None = None,
    save: bool = True,
) -> Audit:
    """One night's audit of two pages. Only what a night's number or `dom` changes is new in the store."""
    sign_store(database, store)
    started = FIRST_NIGHT + timedelta(days=number)
    pages = []
    for url in (HOME, CONTACTS):
        gathered = PageEvidence(
            url=url,
            role="home" if url == HOME else "template",
            failure=None,
            html=dom + url,
            axe={"version": "4.14.0", "rules": []},
            mobile={"viewport": None},
            screenshots={"desktop": JPEG + (picture or str(number).encode()) + url.encode()},
            timing=Timing(number),
        )
        pages.append(replace(page(url), evidence=store.put_page(gathered)))
    with DocumentBatch(store) as batch:
        batch.add(Document(HOME, None, None, f"<p>{number // 10}</p>"))
        wide = batch.finish()
    crawl = store.put(dump_crawl(Crawl(HOME, started, started, None)), "crawl")
    whole = replace(audit(number, site=site, pages=pages, issues=issues), wide_evidence=wide, crawl_evidence=crawl)
    if save:
        keep(database, store, whole)
    return whole


def keep(database: Engine, store: EvidenceStore, whole: Audit) -> int:
    """Saves an audit in its run, which is started where it is new."""
    with contextlib.suppress(RunExists):
        start_run(database, whole.run, started_at=whole.started_at, sites=[whole.site], settings={}, versions={})
    return save_audit(database, whole, store.put(dump_audit(whole), "audit"))


def refs(whole: Audit) -> set[str]:
    """Every blob of an audit but its result document."""
    named = {ref for one in whole.pages for ref in one.evidence.values()}
    return named | {ref for ref in (whole.wide_evidence, whole.crawl_evidence) if ref}


def shots(whole: Audit) -> set[str]:
    return {ref for ref in refs(whole) if ref.endswith(".jpg")}


def at(days: float) -> datetime:
    """The moment so many days after the first night began."""
    return FIRST_NIGHT + timedelta(days=days)
