"""What a site's last audit left that a night may use again: pages that did not change, and for how long.

Every site has a day of its own in the span of EINDEKSS_REUSE_DAYS: from it on, all its pages are loaded anew.
"""

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Engine as Database

from db import audits as audit_store
from db.documents import DocumentError, LastAudit, load_pages
from db.evidence import EvidenceDamaged, EvidenceMissing, EvidenceStore
from model.audit import PageAudit, Status
from model.evidence import Document, Fetched, PageEvidence, SamplePage, Versions
from model.site import Site
from pipeline.archive import NewArchive
from pipeline.judgement import SiteJudge
from reports.language import ZONE, riga_day

# A page without one of these was not gathered whole.
WHOLE = frozenset({"page", "dom", "axe", "mobile", "desktop", "phone"})


def gathered_since(site: Site, days: int, now: datetime) -> datetime:
    """The moment from which evidence of the site may be used again: the start of its own day, the last that came.

    The days of sites are spread over the span by their addresses, so that no night loads all of them.
    """
    today = riga_day(now)
    past = (today.toordinal() + zlib.crc32(site.url.encode())) % days
    return datetime.combine(today - timedelta(days=past), time(), ZONE).astimezone(UTC)


def last_audit(
    database: Database, store: EvidenceStore, site: Site, versions: Versions, methodology: str
) -> LastAudit | None:
    """The site's newest audit, where these made it, to the word; None where it failed or cannot be read."""
    for row in audit_store.newest_audits(database, [site.url]):
        if (row.atvk, row.role) == (site.atvk, site.role) and row.status is not Status.FAILED:
            try:
                last = load_pages(store.get(row.result_ref))
            except (EvidenceMissing, EvidenceDamaged, DocumentError):
                return None
            return last if (last.versions, last.methodology) == (versions, methodology) else None
    return None


class LastNight:
    """The crawler's memory of one site (crawler/reuse.py): gives what `last` kept, and hands on to the judge."""

    def __init__(
        self, last: LastAudit, since: datetime, store: EvidenceStore, archive: NewArchive, judge: SiteJudge
    ) -> None:
        self._run = last.run
        self._since = since
        self._pages = {page.url: page for page in last.pages if _whole(page)}
        self._wide = last.wide
        self._store = store
        self._archive = archive
        self._judge = judge
        self._evidence: dict[str, PageEvidence] = {}
        self._rendered: Mapping[str, Document] | None = None

    async def fetched(self, page: SamplePage) -> Fetched | None:
        evidence = await asyncio.to_thread(self._load, page.url)
        if evidence is None or evidence.unconfirmed or evidence.notes:
            return None
        self._evidence = {page.url: evidence}
        return evidence.fetched

    async def take(self, page: SamplePage) -> PageEvidence | None:
        evidence = replace(self._evidence.pop(page.url), role=page.role, template=page.template)
        known = self._pages[page.url]

        def kept() -> Mapping[str, str]:
            return self._archive.put_page_again(evidence, known.evidence, known.reused_from or self._run)

        try:
            taken = await asyncio.to_thread(self._judge.take_again, evidence, kept)
        except EvidenceMissing:
            return None
        return evidence if taken else None

    async def rendered(self, url: str) -> Document | None:
        if self._rendered is None:
            self._rendered = await asyncio.to_thread(self._load_rendered)
        if url in self._rendered:
            return self._rendered[url]
        page = await asyncio.to_thread(self._load, url)
        return Document(url, page.response, None, page.html, page.links, page.fetched) if page else None

    def _load(self, url: str) -> PageEvidence | None:
        known = self._pages.get(url)
        try:
            evidence = self._store.get_page(known.evidence, screenshots=False) if known else None
        except (EvidenceMissing, EvidenceDamaged):
            return None
        return evidence if evidence is not None and self._young(evidence.fetched) else None

    def _load_rendered(self) -> Mapping[str, Document]:
        """The documents that a browser read, of a site whose links exist only after scripts."""
        try:
            documents = self._store.read_documents(self._wide) if self._wide else iter(())
            return {one.url: one for one in documents if self._young(one.fetched)}
        except (EvidenceMissing, EvidenceDamaged):
            return {}

    def _young(self, fetched: Fetched | None) -> bool:
        return fetched is not None and fetched.at >= self._since


def _whole(page: PageAudit) -> bool:
    return page.failure is None and page.evidence.keys() >= WHOLE
