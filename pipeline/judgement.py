"""Judges one site while its evidence streams by: pages are checked, stored and let go, so that memory stays flat."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from checks.context import FeatureContext
from checks.issues import group, site_outcomes
from checks.page import PageSource
from checks.runner import judge_links, judge_page
from checks.second_look import History, differs, gone_findings, unconfirmed, without
from checks.watch import FeatureWatch, unknown_features
from db.documents import dump_crawl
from db.evidence import DocumentBatch, EvidenceStore
from model.audit import Audit, PageAudit, Status
from model.evidence import Crawl, Document, PageEvidence, Versions
from model.failure import SITE_STATE, Failure, FailureKind
from model.finding import Feature, Outcome, Proof, Standard, Verdict
from model.site import Site
from pipeline.gallery import Gallery
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.methodology import Methodology
from scoring.mobile import page_passes, share_passing
from scoring.register import register_scores
from scoring.wcag import band, page_score
from scoring.wcag import site_score as wcag_site_score

WCAG_STANDARDS = frozenset({Standard.WCAG21, Standard.WCAG22, Standard.BEST_PRACTICE})
HOME_ROLE = "home"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What an audit needs to know of the run it belongs to."""

    run: str
    versions: Versions


@dataclass(frozen=True, slots=True)
class Look:
    """A page as it was seen once, and what was judged of it."""

    evidence: PageEvidence
    source: PageSource
    verdicts: tuple[Verdict, ...]

    @classmethod
    def at(cls, evidence: PageEvidence) -> "Look":
        source = PageSource(evidence)
        return cls(evidence, source, judge_page(source) if evidence.failure is None else ())


class SiteJudge:
    """Takes a site's evidence in the order in which it comes, then concludes once.

    `last_proofs` are those of the site's last audit: their pictures need not be taken again.
    """

    def __init__(
        self, site: Site, store: EvidenceStore, history: History | None = None, last_proofs: Iterable[Proof] = ()
    ) -> None:
        self._site = site
        self._store = store
        self._history = history or History()
        self._first_look: Look | None = None
        self._watched: FeatureWatch | None = None
        self._batch = DocumentBatch(store)
        self._gallery = Gallery(store, last_proofs)
        self._pages: list[PageAudit] = []
        self._links: dict[str, tuple[str, ...]] = {}

    def close(self) -> None:
        """Lets go of what a site that crashed has gathered; harmless after `conclude`."""
        self._batch.close()

    @property
    def _watch(self) -> FeatureWatch:
        """The first page taken is the home page; where its redirects ended is the site, whatever the list says."""
        if self._watched is None:
            self._watched = FeatureWatch(self._site, self._site.url)
        return self._watched

    def aims(self, url: str) -> bool:
        """Whether another party's address could prove a feature."""
        return self._watch.aims(url)

    def take_document(self, document: Document) -> None:
        """A page of the wide tier."""
        self._batch.add(document)
        if document.failure is None:
            if self._watched is None and document.response is not None:
                self._watched = FeatureWatch(self._site, document.response.url)
            self._watch.observe(PageSource(document).view(("dom",)))

    def take_page(self, evidence: PageEvidence) -> bool:
        """A page of the sample. True asks for a second look at it, which must be the next page taken."""
        look = Look.at(evidence)
        if self._first_look is not None:
            first, self._first_look = self._first_look, None
            self._keep(_agreed(first, look, self._history))
        elif evidence.failure is None and differs(evidence.url, look.verdicts, self._history):
            self._first_look = look
            return True
        else:
            self._keep(look)
        return False

    def wanted_of(self, page: PageEvidence) -> tuple[Proof, ...]:
        """The proofs on the page taken last that want a picture, by what is known so far."""
        so_far = FeatureContext(datetime.now(UTC).date(), {}, documents_read=0, documents_known=0, home_judged=True)
        return self._gallery.wanted_of(page.response.url if page.response else page.url, self._watch.conclude(so_far))

    def wanted_of_others(self, crawl: Crawl) -> tuple[Proof, ...]:
        """The proofs that still want one, now that all is known."""
        return self._gallery.wanted_of_others(self._watch.conclude(feature_context(crawl)))

    def keep_picture(self, proof: Proof, image: bytes | None) -> None:
        """None where nothing was to be seen. Raises EvidenceError."""
        self._gallery.keep(proof, image)

    def _keep(self, look: Look) -> None:
        evidence, verdicts = look.evidence, look.verdicts
        if evidence.failure is None:
            self._watch.observe(look.source.view(("dom",)))
            self._links[evidence.url] = evidence.links
        response = evidence.response
        self._pages.append(
            PageAudit(
                url=evidence.url,
                final_url=response.url if response else None,
                role=evidence.role,
                status=response.status if response else None,
                failure=evidence.failure or _without_axe(evidence),
                wcag_score=page_score(verdicts),
                mobile_passes=page_passes(verdicts),
                verdicts=verdicts,
                timing=evidence.timing,
                size_bytes=evidence.transferred_bytes,
                evidence=self._store.put_page(evidence),
                notes=evidence.notes,
                template=evidence.template,
            )
        )

    def conclude(self, crawl: Crawl, methodology: Methodology, facts: RunFacts) -> Audit:
        """The whole audit. Nothing of the home page judged: failed, every feature and score null."""
        pages = tuple(self._with_links(page, crawl.alive) for page in self._pages)
        home = next((page for page in pages if page.role == HOME_ROLE), None)
        judged = home is not None and home.failure is None and home.wcag_score is not None
        status, failure = _status(judged, home, pages, crawl.failure)
        kept = pages if judged else tuple(replace(page, wcag_score=None, mobile_passes=None) for page in pages)
        told = self._watch.conclude(feature_context(crawl, _conforms(kept))) if judged else unknown_features()
        features = self._gallery.hung(told)
        wcag = wcag_site_score(page.wcag_score for page in kept)
        passes = home.mobile_passes if judged and home else None
        verdicts = [(page.final_url or page.url, page.verdicts) for page in kept] if judged else []
        checks = site_outcomes(found for _, found in verdicts)
        site_facts = self._facts(kept, features, checks, wcag, crawl, methodology) if judged else SiteFacts.nothing()
        return Audit(
            site=self._site,
            run=facts.run,
            started_at=crawl.started_at,
            finished_at=crawl.finished_at,
            status=status,
            failure=failure,
            versions=facts.versions,
            pages=kept,
            wcag_score=wcag,
            wcag_band=band(wcag, methodology.wcag_bands),
            wcag_issues=group(verdicts, WCAG_STANDARDS),
            mobile_passes=passes,
            mobile_score=share_passing(page.mobile_passes for page in kept),
            mobile_issues=group(verdicts, frozenset({Standard.MOBILE})),
            usability_issues=group(verdicts, frozenset({Standard.USABILITY})),
            features=features,
            checks=checks,
            index=score_site(methodology, site_facts),
            documents_read=crawl.documents_read,
            notes=_notes(crawl),
            wide_evidence=self._batch.finish(),
            crawl_evidence=self._store.put(dump_crawl(crawl), "crawl"),
        )

    def _with_links(self, page: PageAudit, alive: Mapping[str, bool | None]) -> PageAudit:
        if page.url not in self._links:
            return page
        slim = PageEvidence(url=page.url, role=page.role, failure=None, links=self._links[page.url])
        return replace(page, verdicts=(*page.verdicts, *judge_links(PageSource(slim, alive=alive))))

    def _facts(
        self,
        pages: Sequence[PageAudit],
        features: Sequence[Feature],
        checks: Mapping[str, Outcome],
        wcag_score: float | None,
        crawl: Crawl,
        methodology: Methodology,
    ) -> SiteFacts:
        linked = {url for page in pages for url in self._links.get(page.url, ())}
        known = [state for url in linked if (state := crawl.alive.get(url)) is not None]
        return SiteFacts(
            features={feature.id: feature for feature in features},
            page_audits=pages,
            checks=checks,
            wcag_score=wcag_score,
            links_checked=len(known),
            links_broken=known.count(False),
            register=register_scores(crawl.register, methodology),
        )


def feature_context(crawl: Crawl, conforms: bool | None = None) -> FeatureContext:
    """What the visit knows beyond its pages; `conforms` as in FeatureContext."""
    return FeatureContext(
        gathered_on=crawl.started_at.date(),
        alive={**{target.url: target.alive for target in crawl.targets}, **crawl.alive},
        documents_read=crawl.documents_read,
        documents_known=crawl.documents_known,
        home_judged=True,
        targets=crawl.targets,
        forbidden=crawl.forbidden,
        searched=crawl.searched,
        data_files=crawl.data_files,
        feeds=crawl.feeds,
        register=crawl.register,
        conforms=conforms,
    )


def _conforms(pages: Sequence[PageAudit]) -> bool | None:
    """Whether no page fails a rule of WCAG 2.1 A or AA; automated rules disprove conformity, they never prove it."""
    scored = [verdict for page in pages for verdict in page.verdicts if verdict.scored]
    return not any(verdict.failed for verdict in scored) if scored else None


def _status(
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


def _agreed(first: Look, second: Look, history: History) -> Look:
    """Of two looks the one that is nearer to what was known, without the news that the other does not confirm."""

    def lost(look: Look) -> int:
        return len(gone_findings(look.evidence.url, look.verdicts, history))

    missed = second.evidence.failure is not None
    shown, other = (first, second) if missed or lost(first) < lost(second) else (second, first)
    doubtful = unconfirmed(shown.verdicts, other.verdicts, history)
    if not doubtful:
        return shown
    said = f"{len(doubtful)} findings that only one of two looks showed are not counted"
    evidence = replace(shown.evidence, unconfirmed=tuple(sorted(doubtful)), notes=(*shown.evidence.notes, said))
    return Look(evidence, shown.source, without(shown.verdicts, doubtful))


def _without_axe(evidence: PageEvidence) -> Failure | None:
    """A page that axe did not finish on is not judged for WCAG; what else was measured of it stays."""
    if evidence.axe is not None:
        return None
    return Failure(FailureKind.PAGE_FROZEN, "; ".join(evidence.notes) or "axe gave no result")


def _notes(crawl: Crawl) -> tuple[str, ...]:
    said = [*crawl.notes, *crawl.sample_changes]
    if crawl.wide_cut_short:
        said.append(crawl.wide_cut_short)
    if crawl.rendered_discovery:
        said.append("links exist only after scripts run: pages were discovered by rendering")
    if crawl.mobile_load == "second":
        said.append("phones get other HTML: mobile was measured in a second load")
    return tuple(said)
