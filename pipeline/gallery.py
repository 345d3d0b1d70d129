"""The pictures of a site's proofs: which are wanted, which the last audit took already, and where each belongs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from checks.confidence import kind_of
from db.evidence import SCREENSHOT, EvidenceDamaged, EvidenceMissing, EvidenceStore
from model.finding import Feature, Proof

MAX_PICTURES = 60
# A front page proves this much; to load it once more would cost more than its pictures.
MAX_A_PAGE = 20
# Loaded in one audit for a better picture of what has one.
BETTER_PAGES = 3


class Gallery:
    """A picture of each found feature's best proof, or of another one. `known` are the proofs of the last audit."""

    def __init__(self, store: EvidenceStore, known: Iterable[Proof] = ()) -> None:
        self._store = store
        self._known = {_place(proof): proof.picture for proof in known if proof.picture is not None}
        # As Proof.picture: empty where nothing can be seen.
        self._pictures: dict[Proof, str] = {}
        self._asked: set[Proof] = set()

    def wanted_of(self, page: str, features: Sequence[Feature]) -> tuple[Proof, ...]:
        """Proofs on this page: the best of a feature, or another one while it has no picture at all."""
        wanted: list[Proof] = []
        for feature in features:
            fitting = feature.evidence[:1] if self._has_picture(feature) else feature.evidence
            wanted += [proof for proof in self._untried(feature, fitting) if proof.page == page][:1]
        return self._ask(wanted, MAX_A_PAGE)

    def wanted_of_others(self, features: Sequence[Feature]) -> tuple[Proof, ...]:
        """The same of whatever page: first what features without any picture want, then better pictures on a few pages.

        Pages that prove most features come first. The few are of every audit, for what was taken once is had.
        """
        bare = [one for one in features if not self._has_picture(one)]
        first = self._best([self._hopeful(one, one.evidence) for one in bare])
        rest = self._best([self._hopeful(one, one.evidence[:1]) for one in features if one not in bare])
        few = list(dict.fromkeys(proof.page for proof in rest))[:BETTER_PAGES]
        return self._ask([*first, *(proof for proof in rest if proof.page in few)], MAX_PICTURES)

    def keep(self, proof: Proof, image: bytes | None) -> None:
        """None where nothing was to be seen. Raises EvidenceError."""
        self._pictures[proof] = self._store.put(image, SCREENSHOT) if image is not None else ""

    def hung(self, features: Sequence[Feature]) -> tuple[Feature, ...]:
        """The features with the pictures of their proofs."""
        return tuple(self._hung(feature) if feature.found else feature for feature in features)

    def _hung(self, feature: Feature) -> Feature:
        return replace(feature, evidence=tuple(replace(one, picture=self._picture(one)) for one in feature.evidence))

    def _has_picture(self, feature: Feature) -> bool:
        return any(map(self._picture, feature.evidence))

    def _hopeful(self, feature: Feature, proofs: Iterable[Proof]) -> list[Proof]:
        """What is worth loading a page for: no script, and not where the last audit saw nothing."""
        visible = (proof for proof in proofs if kind_of(proof.by) != "scripts")
        return [proof for proof in self._untried(feature, visible) if self._known.get(proof) != ""]

    @staticmethod
    def _best(choices: list[list[Proof]]) -> list[Proof]:
        """One proof of each choice, by how many choices its page serves."""
        pages = Counter(page for proofs in choices for page in {proof.page for proof in proofs})

        def rank(proof: Proof) -> tuple[int, str]:
            return -pages[proof.page], proof.page

        return sorted((min(proofs, key=rank) for proofs in choices if proofs), key=rank)

    def _untried(self, feature: Feature, proofs: Iterable[Proof]) -> list[Proof]:
        """What may still be asked for, of a feature that was found."""
        places = (_place(proof) for proof in proofs if feature.found and not self._picture(proof))
        return [place for place in places if place not in self._asked]

    def _ask(self, wanted: Iterable[Proof], most: int) -> tuple[Proof, ...]:
        left = MAX_PICTURES - sum(map(bool, self._pictures.values()))
        asked = tuple(dict.fromkeys(wanted))[: min(most, left)]
        self._asked.update(asked)
        return asked

    def _picture(self, proof: Proof) -> str | None:
        place = _place(proof)
        known = self._known.get(place)
        if known and place not in self._pictures:
            self._pictures[place] = self._still_there(known)
        return self._pictures.get(place, known)

    def _still_there(self, ref: str) -> str:
        """The picture of the last audit, if it is whole. Put once more it is young again, and retention spares it."""
        try:
            return self._store.put(self._store.get(ref), SCREENSHOT)
        except (EvidenceMissing, EvidenceDamaged):
            return ""


class HungGallery(Gallery):
    """The gallery of a saved audit that is judged again: its pictures hang where they hung, kept or pruned since."""

    def _still_there(self, ref: str) -> str:
        return ref


def _place(proof: Proof) -> Proof:
    """The proof without what may differ though the picture would be the same."""
    return replace(proof, by=None, picture=None)
