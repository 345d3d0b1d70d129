"""Where the evidence goes that a judge was given: into the store, or nowhere, for a saved night is judged again."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from db.documents import dump_crawl
from db.evidence import DocumentBatch, EvidenceStore
from model.audit import Audit
from model.evidence import Crawl, Document, PageEvidence
from model.finding import Issue, Proof
from pipeline.fault_gallery import FaultGallery, HungFaultGallery
from pipeline.gallery import Gallery, HungGallery


class Archive(Protocol):
    """Takes evidence in the order in which it was judged, and says by which references it is kept."""

    @property
    def gallery(self) -> Gallery:
        """The pictures of proofs."""
        ...

    @property
    def faults(self) -> FaultGallery:
        """The pictures of findings."""
        ...

    def add_document(self, document: Document) -> None: ...

    def put_page(self, evidence: PageEvidence) -> Mapping[str, str]: ...

    def reused_from(self, url: str) -> str | None:
        """The run that gathered the page's evidence, where another one uses it again."""
        ...

    def put_crawl(self, crawl: Crawl) -> str | None: ...

    def finish(self) -> str | None:
        """The reference of all documents; None where there were none."""
        ...

    def close(self) -> None:
        """Lets go of what was not finished; harmless after `finish`."""
        ...


class NewArchive:
    """The archive of a visit. `last_proofs` and `last_issues` are those of the site's last audit: their pictures need
    not be taken again.

    Everything that puts raises EvidenceError.
    """

    def __init__(
        self, store: EvidenceStore, last_proofs: Iterable[Proof] = (), last_issues: Iterable[Issue] = ()
    ) -> None:
        self.gallery = Gallery(store, last_proofs)
        self.faults = FaultGallery(store, last_issues)
        self._store = store
        self._batch = DocumentBatch(store)
        self._reused: dict[str, str] = {}

    def add_document(self, document: Document) -> None:
        self._batch.add(document)

    def put_page(self, evidence: PageEvidence) -> Mapping[str, str]:
        return self._store.put_page(evidence)

    def put_page_again(self, evidence: PageEvidence, refs: Mapping[str, str], run: str) -> Mapping[str, str]:
        """Keeps what lies in the store since that run. Raises EvidenceMissing where a part of it is gone."""
        kept = self._store.put_page_again(evidence, refs)
        self._reused[evidence.url] = run
        return kept

    def reused_from(self, url: str) -> str | None:
        return self._reused.get(url)

    def put_crawl(self, crawl: Crawl) -> str | None:
        return self._store.put(dump_crawl(crawl), "crawl")

    def finish(self) -> str | None:
        return self._batch.finish()

    def close(self) -> None:
        self._batch.close()


class SavedArchive:
    """The archive of an audit that was saved: its evidence lies where it lay, and keeps its references."""

    def __init__(self, store: EvidenceStore, audit: Audit) -> None:
        proofs = (proof for feature in audit.features for proof in feature.evidence)
        self.gallery: Gallery = HungGallery(store, proofs)
        issues = audit.issues
        self.faults: FaultGallery = HungFaultGallery(store, issues)
        self._audit = audit
        self._pages = iter(audit.pages)

    def add_document(self, document: Document) -> None:
        """It is in the batch already."""

    def put_page(self, evidence: PageEvidence) -> Mapping[str, str]:
        return next(self._pages).evidence

    def reused_from(self, url: str) -> str | None:
        return next((page.reused_from for page in self._audit.pages if page.url == url), None)

    def put_crawl(self, crawl: Crawl) -> str | None:
        return self._audit.crawl_evidence

    def finish(self) -> str | None:
        return self._audit.wide_evidence

    def close(self) -> None:
        """Nothing waits."""
