"""How far a link into data.gov.lv leads: the own organisation, a data set, something else, the front page."""

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.addresses import parts
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.scanner import PageName
from checks.sights import Sights, Whose
from checks.words import fold
from model.finding import Feature

PLACE = re.compile(r"/dati/(?:(?:lv|eng|en)/)?(organization|dataset)/([^/?#]+)")
LEVELS = ("own_organisation", "dataset", "other", "home")


class DataPortalLevel:
    """Adds `level` to the feature's details and puts the farthest link first."""

    def __init__(self, whose: Whose) -> None:
        self._whose = whose

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        if not feature.found:
            return feature
        evidence = sorted(feature.evidence, key=lambda proof: LEVELS.index(self._level(proof.target or "")))
        return replace(feature, evidence=tuple(evidence), details={"level": self._level(evidence[0].target or "")})

    def _level(self, url: str) -> str:
        path = parts(url).path
        match = PLACE.search(path)
        if match is None:
            return "other" if path.strip("/") not in ("", "dati", "dati/lv", "lv", "dati/eng") else "home"
        kind, slug = match.groups()
        if kind == "dataset":
            return "dataset"
        own = slug == self._whose.data_gov_lv if self._whose.data_gov_lv else self._whose.resembles(fold(slug))
        return "own_organisation" if own else "other"
