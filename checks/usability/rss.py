"""Whether the feeds that a site names are feeds: read, and with entries; a link to one may bear any name."""

from collections.abc import Iterator
from dataclasses import replace

from checks.addresses import file_suffix, place_of
from checks.check import selector_of
from checks.confidence import READ, STEP
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.page_name import PageName
from checks.sights import Link, Sights, Whose
from model.finding import Feature, Proof

SUFFIXES = frozenset({"xml", "rdf", "rss", "atom"})
LINKS_KEPT = 200


class ReadFeeds:
    """An empty feed, one of comments, and what is no feed prove nothing; `details` tell of the one that does."""

    def __init__(self, whose: Whose) -> None:
        self._whose = whose
        self._links: dict[str, tuple[tuple[object, ...], Proof]] = {}

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        for link in sights.links:
            if file_suffix(link.url) in SUFFIXES and self._whose.owns(link.url):
                self._keep(sights, link)
        yield from ()

    def _keep(self, sights: Sights, link: Link) -> None:
        """The best proof of each file, in whatever order the pages come."""
        order = (not sights.is_home, len(sights.url), sights.url, link.text)
        place = place_of(link.url)
        known = self._links.get(place)
        if known is None or order < known[0]:
            proof = Proof(sights.url, link.text or link.url, link.url, selector_of(link.element), READ)
            self._links[place] = order, proof
        if len(self._links) > LINKS_KEPT:
            del self._links[max(self._links)]

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        feeds = {place_of(one.url): one for one in context.feeds}
        entries = {place: feed.entries for place, feed in feeds.items()}
        linked = [proof for place, (_, proof) in sorted(self._links.items()) if entries.get(place)]
        full = tuple(proof for proof in feature.evidence if entries.get(_place(proof))) or tuple(linked)
        if full:
            best = feeds[_place(full[0])]
            details = {"entries": best.entries, "newest": max(best.days).isoformat() if best.days else None}
            return replace(feature, found=True, grade="linked", evidence=full, alive=True, details=details)
        if not feature.found:
            return feature
        untold = tuple(proof for proof in feature.evidence if entries.get(_place(proof)) is None)
        if untold:
            return replace(feature, evidence=untold)
        empty = tuple(replace(proof, by=f"{proof.by}{STEP}{READ}") for proof in feature.evidence)
        return replace(feature, found=False, grade=None, evidence=empty, alive=None)


def _place(proof: Proof) -> str:
    return place_of(proof.target or "")
