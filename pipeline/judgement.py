"""Judges one site while its evidence streams by: pages are checked, stored and let go, so that memory stays flat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from checks.context import FeatureContext
from checks.issues import group, site_outcomes
from checks.page import PageSource
from checks.rulings import ruled_features
from checks.runner import judge_links
from checks.second_look import History, differs
from checks.signatures import Signature
from checks.watch import FeatureWatch, unknown_features
from db.documents import dump_crawl, load_crawl
from model.audit import Audit, PageAudit
from model.evidence import Crawl, Document, PageEvidence, Versions
from model.finding import Feature, Outcome, Proof, Standard
from model.site import Site
from pipeline.archive import Archive
from pipeline.looks import Look, agreed
from pipeline.outcomes import notes_of, status_of, without_axe
from pipeline.people import NOBODY, People, by_hand, counted, ruled_pages
from reports.language import riga_day
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.methodology import Methodology
from scoring.mobile import page_passes, share_passing
from scoring.register import register_scores
from scoring.survey import answers_that_count, survey_scores
from scoring.wcag import band, page_score
from scoring.wcag import site_score as wcag_site_score

WCAG_STANDARDS = frozenset({Standard.WCAG21, Standard.WCAG22, Standard.BEST_PRACTICE})
HOME_ROLE = "home"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What an audit needs to know of the run it belongs to."""

    run: str
    versions: Versions


class SiteJudge:
    """Takes a site's evidence in the order in which it comes, then concludes once.

    `signatures` are those to look for features by; without them the built-in ones.
    """

    def __init__(
        self,
        site: Site,
        archive: Archive,
        history: History | None = None,
        signatures: Mapping[str, Signature] | None = None,
    ) -> None:
        self._site = site
        self._signatures = signatures
        self._archive = archive
        self._history = history or History()
        self._first_look: Look | None = None
        self._watched: FeatureWatch | None = None
        self._pages: list[PageAudit] = []
        self._links: dict[str, tuple[str, ...]] = {}
        self._documents = 0
        self._documents_first = 0

    def close(self) -> None:
        """Lets go of what a site that crashed has gathered; harmless after `conclude`."""
        self._archive.close()

    @property
    def _watch(self) -> FeatureWatch:
        """The first page taken is the home page; where its redirects ended is the site, whatever the list says."""
        if self._watched is None:
            self._watched = FeatureWatch(self._site, self._site.url, self._signatures)
        return self._watched

    def aims(self, url: str) -> bool:
        """Whether another party's address could prove a feature."""
        return self._watch.aims(url)

    def take_document(self, document: Document) -> None:
        """A page of the wide tier."""
        self._archive.add_document(document)
        self._documents += 1
        if document.failure is None:
            if self._watched is None and document.response is not None:
                self._watched = FeatureWatch(self._site, document.response.url, self._signatures)
            self._watch.observe(PageSource(document).view(("dom",)))

    def take_page(self, evidence: PageEvidence) -> bool:
        """A page of the sample. True asks for a second look at it, which must be the next page taken."""
        look = Look.at(evidence)
        if self._first_look is not None:
            first, self._first_look = self._first_look, None
            self._keep(agreed(first, look, self._history))
        elif evidence.failure is None and differs(evidence.url, look.verdicts, self._history):
            self._first_look = look
            return True
        else:
            self._keep(look)
        return False

    def take_again(self, evidence: PageEvidence, kept: Callable[[], Mapping[str, str]]) -> bool:
        """A page that did not change, by the evidence that was judged before; False: it must be looked at after all.

        `kept` gives its references once it is certain that they are wanted. Its known pictures hang on.
        """
        look = Look.at(evidence)
        if differs(evidence.url, look.verdicts, self._history):
            return False
        self._keep(look, kept())
        self._archive.faults.pass_by(self._pages[-1].final_url or evidence.url, look.verdicts)
        return True

    def wanted_of(self, page: PageEvidence) -> tuple[Proof, ...]:
        """The proofs and findings on the page taken last that want a picture, by what is known so far."""
        so_far = FeatureContext(datetime.now(UTC).date(), {}, documents_read=0, documents_known=0, home_judged=True)
        url = page.response.url if page.response else page.url
        proofs = self._archive.gallery.wanted_of(url, self._watch.conclude(so_far))
        return (*proofs, *self._archive.faults.wanted_of(url, self._pages[-1].verdicts))

    def wanted_on_phone(self) -> tuple[Proof, ...]:
        """The findings on the page taken last that want a picture as a phone shows it."""
        page = self._pages[-1]
        return self._archive.faults.wanted_of(page.final_url or page.url, page.verdicts, phone=True)

    def wanted_of_others(self, crawl: Crawl) -> tuple[Proof, ...]:
        """The proofs that still want one, now that all is known."""
        return self._archive.gallery.wanted_of_others(self.told_of(crawl))

    def keep_picture(self, proof: Proof, image: bytes | None) -> None:
        """None where nothing was to be seen. Raises EvidenceError."""
        hall = self._archive.faults if self._archive.faults.asked(proof) else self._archive.gallery
        hall.keep(proof, image)

    def _keep(self, look: Look, refs: Mapping[str, str] | None = None) -> None:
        evidence, verdicts = look.evidence, look.verdicts
        if not self._pages:
            self._documents_first = self._documents
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
                failure=evidence.failure or without_axe(evidence),
                wcag_score=page_score(verdicts),
                mobile_passes=page_passes(verdicts),
                verdicts=verdicts,
                timing=evidence.timing,
                size_bytes=evidence.transferred_bytes,
                evidence=self._archive.put_page(evidence) if refs is None else refs,
                notes=evidence.notes,
                template=evidence.template,
                visited_at=evidence.visited_at,
                reused_from=self._archive.reused_from(evidence.url),
            )
        )

    def conclude(self, crawl: Crawl, methodology: Methodology, facts: RunFacts, people: People = NOBODY) -> Audit:
        """The whole audit. Nothing of the home page judged: failed, every feature and score null.

        `people` is what people say of the site on that day: it counts where the site was judged.
        """
        # Judged is what is kept, to the order of its parts, so that it can be judged again.
        crawl = load_crawl(dump_crawl(replace(crawl, documents_first=self._documents_first)))
        pages = self.pages(crawl.alive)
        home = next((page for page in pages if page.role == HOME_ROLE), None)
        judged = home is not None and home.failure is None and home.wcag_score is not None
        status, failure = status_of(judged, home, pages, crawl.failure)
        if not judged:
            people = NOBODY
            pages = tuple(replace(page, wcag_score=None, mobile_passes=None) for page in pages)
        kept = ruled_pages(pages, people.decisions)
        told = self._watch.conclude(feature_context(crawl, _conforms(kept))) if judged else unknown_features()
        features = ruled_features(self._archive.gallery.hung(told), people.decisions, self._site.url)
        wcag = wcag_site_score(page.wcag_score for page in kept)
        passes = next((page.mobile_passes for page in kept if page.role == HOME_ROLE), None)
        verdicts = [(page.final_url or page.url, page.verdicts) for page in kept] if judged else []
        checks = site_outcomes(found for _, found in verdicts)
        answers = answers_that_count(people.answers, methodology, riga_day(crawl.started_at))
        hung = self._archive.faults.hung
        site_facts = SiteFacts.nothing()
        if judged:
            known = self._facts(kept, features, checks, wcag, crawl, methodology)
            hand = by_hand(people.decisions, pages, kept)
            site_facts = replace(known, survey=survey_scores(answers, methodology), by_hand=hand)
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
            wcag_issues=hung(group(verdicts, WCAG_STANDARDS)),
            mobile_passes=passes,
            mobile_score=share_passing(page.mobile_passes for page in kept),
            mobile_issues=hung(group(verdicts, frozenset({Standard.MOBILE}))),
            usability_issues=hung(group(verdicts, frozenset({Standard.USABILITY}))),
            features=features,
            news=self._watch.news(crawl.feeds, crawl.started_at.date()) if judged else None,
            checks=checks,
            index=score_site(methodology, site_facts),
            documents_read=crawl.documents_read,
            notes=notes_of(crawl),
            wide_evidence=self._archive.finish(),
            crawl_evidence=self._archive.put_crawl(crawl),
            answers=answers,
            decisions=counted(people.decisions, pages),
            links_checked=site_facts.links_checked,
            links_broken=site_facts.links_broken,
        )

    def pages(self, alive: Mapping[str, bool | None]) -> tuple[PageAudit, ...]:
        """The pages taken, with what is known of their links."""
        return tuple(self._with_links(page, alive) for page in self._pages)

    def told_of(self, crawl: Crawl) -> tuple[Feature, ...]:
        """The features as the evidence taken so far tells them."""
        return self._watch.conclude(feature_context(crawl))

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
