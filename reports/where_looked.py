"""Where a feature was looked for that was not found, and why of another nobody can tell: only what the audit proves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.audit import Audit, PageAudit
from model.evidence import Crawl, Target
from model.finding import Feature
from reports.feature_parts import is_by_hand
from reports.language import N_, Words
from reports.terms import FAILURES, ROLES, term
from reports.texts import ReportTexts

# The kinds of page where the features of a group stand first of all; every other page is read for them too.
KEY_ROLES: Mapping[str, tuple[str, ...]] = {
    "participation": ("home", "participation", "contacts", "form", "news"),
    "services": ("home", "services"),
    "open_data": ("home", "open_data"),
    "usability": ("home", "contacts", "accessibility_statement", "search", "news"),
    "social": ("home", "contacts"),
}
# Ends of the crawler's own sentence.
CUT_SHORT: Mapping[str, str] = {
    "the page cap was reached": N_("as many pages were read as one visit may read"),
    "the time for it ran out": N_("the time for reading ran out"),
    "half of the site's requests and bytes were spent": N_("half of the site’s requests or bytes were spent"),
    "too many addresses led to no page": N_("too many addresses led to no page"),
}
ADDRESSES_SHOWN = 10
# Absence is told of so many pages, or of half of those known: less says nothing about the rest.
ENOUGH_PAGES = 25


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the sample by its kind; `failure` is a msgid, None where it was read."""

    role: str
    url: str
    failure: str | None


@dataclass(frozen=True, slots=True)
class KeyPages:
    """Of one group: the pages that were read, those that were not, and the kinds of which the sample has no page."""

    read: tuple[Place, ...]
    lost: tuple[Place, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Where the whole site was looked at. `hosts` with their pages; `known` pages None where it was not kept."""

    pages_read: int
    known: int | None
    hosts: tuple[tuple[str, int], ...]
    sitemap_pages: int | None
    forbidden: int
    forbidden_shown: tuple[str, ...]
    cut_short: str | None
    key_pages: Mapping[str, KeyPages]
    reasons: Mapping[str, tuple[str, ...]]

    def pages_of(self, group: str) -> KeyPages | None:
        return self.key_pages.get(group)

    def why(self, feature: Feature) -> tuple[str, ...]:
        """Sentences on why it could not be told; none for what was found, or is not there."""
        return self.reasons.get(feature.id, ())


def search_of(audit: Audit, crawl: Crawl | None, texts: ReportTexts, words: Words) -> Search:
    """`crawl` is how the visit went, None where its evidence is gone: then less is said, and nothing is made up."""
    read = max(audit.documents_read, sum(page.failure is None for page in audit.pages))
    forbidden = crawl.forbidden if crawl else ()
    return Search(
        pages_read=read,
        known=max(crawl.documents_known, read) if crawl else None,
        hosts=tuple(sorted(crawl.hosts.items(), key=lambda one: (-one[1], one[0]))) if crawl else (),
        sitemap_pages=crawl.sitemap_pages if crawl else None,
        forbidden=len(forbidden),
        forbidden_shown=forbidden[:ADDRESSES_SHOWN],
        cut_short=_cut_short(crawl, words) if crawl else None,
        key_pages={group: _key_pages(audit.pages, roles, words) for group, roles in KEY_ROLES.items()},
        reasons={
            feature.id: tuple(_why(feature, read, audit, crawl, words))
            for feature in audit.features
            if feature.found is None and not is_by_hand(feature)
        },
    )


def _key_pages(pages: Sequence[PageAudit], roles: Sequence[str], words: Words) -> KeyPages:
    places = [
        Place(
            words.gettext(term(ROLES, page.role)),
            page.final_url or page.url,
            words.gettext(term(FAILURES, page.failure.kind)) if page.failure else None,
        )
        for role in roles
        for page in pages
        if page.role == role
    ]
    there = {page.role for page in pages}
    return KeyPages(
        read=tuple(place for place in places if place.failure is None),
        lost=tuple(place for place in places if place.failure is not None),
        lacking=tuple(words.gettext(term(ROLES, role)) for role in roles if role not in there),
    )


def _cut_short(crawl: Crawl, words: Words) -> str | None:
    if crawl.wide_cut_short is None:
        return None
    known = CUT_SHORT.get(crawl.wide_cut_short.rpartition(": ")[2])
    return words.gettext(known) if known else None


def _why(feature: Feature, read: int, audit: Audit, crawl: Crawl | None, words: Words) -> Iterator[str]:
    """Each link that could decide it, with what kept it from being read; without one, how little was read."""
    links = list(dict.fromkeys(proof.target for proof in feature.evidence if proof.target))
    for link in links[:ADDRESSES_SHOWN]:
        yield _unread(link, audit, crawl, words)
    if not links and crawl is not None and read < ENOUGH_PAGES and 2 * read < crawl.documents_known:
        yield words.ngettext(
            "Only %(num)s page of the site was read, of %(known)s known: too few to say that it is nowhere.",
            "Only %(num)s pages of the site were read, of %(known)s known: too few to say that it is nowhere.",
            read,
            known=words.number(crawl.documents_known),
        )
    elif not links:
        yield words.gettext("What was read does not tell whether it is there.")


def _unread(link: str, audit: Audit, crawl: Crawl | None, words: Words) -> str:
    page = next((page for page in audit.pages if page.failure and _same(page.url, link)), None)
    if page is not None and page.failure is not None:
        why = words.gettext(term(FAILURES, page.failure.kind))
        return words.gettext("The page %(address)s was not read: %(why)s.", address=link, why=why)
    if crawl is not None and any(_same(url, link) for url in crawl.forbidden):
        return words.gettext("The page %(address)s was not read: robots.txt forbids it.", address=link)
    target = next((one for one in crawl.targets if _same(one.url, link)), None) if crawl else None
    if target is not None and target.alive is None:
        return _no_answer(target, words)
    return words.gettext("What %(address)s holds was not read.", address=link)


def _no_answer(target: Target, words: Words) -> str:
    if target.status is None:
        return words.gettext("%(address)s did not answer.", address=target.url)
    return words.gettext("%(address)s answered with status %(status)s.", address=target.url, status=target.status)


def _same(one: str, other: str) -> bool:
    return one.partition("#")[0].rstrip("/") == other.partition("#")[0].rstrip("/")
