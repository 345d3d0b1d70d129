"""Whose e-address a link opens: only the municipality's own registration number makes it work."""

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.check import selector_of
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen, Sighting
from checks.page_name import PageName
from checks.sights import Sights
from model.finding import Feature

FEATURE = "e_address"
NUMBER = re.compile(
    r"\b(?:reg\w*\.? ?(?:nr|numur\w*|kods)|nodok\w+ maksataja (?:reg\w*\.? )?(?:nr|numur\w*|kods)"
    r"|nmr(?: kods)?)[ .:]*(?:lv)?(\d{11})(?!\d)"
)
ADDRESSEE = re.compile(r"_default@(\d{11})(?!\d)", re.IGNORECASE)
NUMBERS_KEPT = 50


class EAddress:
    """Compares the numbers that the site gives as registration numbers with those that its links write to."""

    def __init__(self) -> None:
        self._own: set[str] = set()
        self._links: dict[str, Sighting] = {}

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        if len(self._own) < NUMBERS_KEPT:
            self._own.update(NUMBER.findall(sights.text))
        for link in sights.links:
            addressee = ADDRESSEE.search(link.url)
            if addressee:
                what = link.text or link.url
                sighting = Sighting(
                    FEATURE, sights.url, what, "working", 2, link.url, selector_of(link.element),
                    is_home=sights.is_home, by="registration_number",
                )  # fmt: skip
                known = self._links.get(addressee.group(1), sighting)
                self._links[addressee.group(1)] = min(known, sighting, key=lambda one: one.order)
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        """Working for the own number; a mailbox of somebody else's number alone proves nothing."""
        own = [self._links[number] for number in sorted(self._own & set(self._links))]
        living = [one for one in own if alive(one.target) is not False]
        if living:
            proofs = (*(one.proof() for one in living), *feature.evidence)
            targets = dict.fromkeys(proof.target for proof in proofs)
            evidence = tuple(next(proof for proof in proofs if proof.target == target) for target in targets)
            state = alive(living[0].target)
            return replace(feature, found=True, grade="working", evidence=evidence[:5], alive=state)
        foreign = self._own and feature.found and all(_writes(proof.target) for proof in feature.evidence)
        return replace(feature, found=False, grade="mentioned", alive=None) if foreign else feature


def _writes(target: str | None) -> bool:
    return bool(target and ADDRESSEE.search(target))
