"""Whether the feeds that a site names are feeds: read, and with entries; a link to one may bear any name."""

from collections.abc import Iterator
from dataclasses import replace

from checks.addresses import place_of
from checks.confidence import READ, STEP
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.linked_files import LinkedFiles
from checks.page_name import PageName
from checks.sights import Sights, Whose
from model.finding import Feature, Proof

SUFFIXES = frozenset({"xml", "rdf", "rss", "atom"})


class ReadFeeds:
    """An empty feed, one of comments, and what is no feed prove nothing; `details` tell of the one that does."""

    def __init__(self, whose: Whose) -> None:
        self._linked = LinkedFiles(whose, SUFFIXES)

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        self._linked.see(sights)
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        feeds = {place_of(one.url): one for one in context.feeds}
        entries = {place: feed.entries for place, feed in feeds.items()}
        linked = [proof for place, proof in self._linked.proofs() if entries.get(place)]
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
