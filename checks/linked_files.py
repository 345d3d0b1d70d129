"""Where a site links to its own files: for each file the best proof, few enough to keep for a whole site."""

from collections.abc import Callable, Iterator

from checks.addresses import file_suffix, place_of
from checks.check import selector_of
from checks.confidence import READ
from checks.sights import Link, Sights, Whose
from model.finding import Proof

LINKS_KEPT = 200


class LinkedFiles:
    """Own files with one of these suffixes; their links tell nothing before the files were read."""

    def __init__(self, whose: Whose, suffixes: frozenset[str]) -> None:
        self._whose = whose
        self._suffixes = suffixes
        self._kept: dict[str, tuple[tuple[object, ...], Proof]] = {}

    def see(self, sights: Sights, counts: Callable[[Link], bool] = lambda link: True) -> None:
        for link in sights.links:
            if file_suffix(link.url) in self._suffixes and self._whose.owns(link.url) and counts(link):
                self._keep(sights, link)

    def proofs(self) -> Iterator[tuple[str, Proof]]:
        """Place of the file and proof of the link, in the order of places."""
        return ((place, proof) for place, (_, proof) in sorted(self._kept.items(), key=lambda one: one[0]))

    def _keep(self, sights: Sights, link: Link) -> None:
        order = (not sights.is_home, len(sights.url), sights.url, link.text)
        place = place_of(link.url)
        known = self._kept.get(place)
        # In whatever order the pages come, the same proofs stay.
        if known is None or order < known[0]:
            proof = Proof(sights.url, link.text or link.url, link.url, selector_of(link.element), READ)
            self._kept[place] = order, proof
        if len(self._kept) > LINKS_KEPT:
            del self._kept[max(self._kept)]
