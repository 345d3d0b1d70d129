"""How far a link into data.gov.lv leads, and whether what the register holds and what the site links to agree."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checks.addresses import host_of, parts
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.open_data.register import Holdings, compared, portal_page
from checks.page_name import PageName
from checks.sights import Sights, Whose
from model.finding import Feature

HOST = "data.gov.lv"
LEVELS = ("own_organisation", "dataset", "other", "home")
LINKS_KEPT = 500
# Pages of the portal itself: its front page, lists and searches.
GENERAL = re.compile(r"/?(?:dati/?)?(?:(?:lv|eng?)/?)?(?:(?:dataset|organization|group|search|about|api/.*)/?)?")
# Of whom a dataset's name speaks that are no municipality.
PUBLISHERS = re.compile(
    r"(?:^|[-_])(?:vzd|csp|csb|vid|lvgmc|lgia|ur|lad|pmlp|csdd|atvk|kadastr\w*|valsts|ministrij\w*|agentur\w*"
    r"|registr\w*-iestad\w*)(?:[-_]|$)"
)


class DataPortalLevel:
    """Adds `level` and what the register tells to the feature's details, and puts the farthest link first."""

    def __init__(self, whose: Whose) -> None:
        self._whose = whose
        self._links: set[str] = set()

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        leading = {link.url for link in sights.links if _is_portal_page(link.url)}
        # The first ones by name, whatever order the pages came in.
        self._links = set(sorted(self._links | leading)[:LINKS_KEPT]) if leading else self._links
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        holdings = Holdings.of(context.register, self._whose.data_gov_lv)
        details: dict[str, Any] = {}
        if feature.found:
            level = {proof: LEVELS.index(self._level(proof.target or "", holdings)) for proof in feature.evidence}
            evidence = sorted(feature.evidence, key=lambda proof: level[proof])
            feature = replace(feature, evidence=tuple(evidence))
            details["level"] = LEVELS[level[evidence[0]]]
            if all(LEVELS[one] == "other" for one in level.values()):
                # Another publisher's data are not the municipality's.
                feature = replace(feature, found=False, grade=None, alive=None)
        if context.register is not None:
            details["register_asked_on"] = context.register.asked_at.date().isoformat()
            details["register_snapshot"] = context.register.snapshot
            if failure := context.register.failure:
                details["register_failure"] = f"{failure.kind}: {failure.detail}"
        if holdings is not None:
            details |= holdings.summary()
        told = feature.found is not None and context.tells_absence(context.documents_read)
        details |= compared(holdings, self._links, alive, context.data_files, told=told)
        return replace(feature, details=details) if details else feature

    def _level(self, url: str, holdings: Holdings | None) -> str:
        kind, name = portal_page(url)
        if not kind:
            path = parts(url).path
            return "home" if GENERAL.fullmatch(path) else "other"
        own = holdings.owns(url) if holdings else None
        if kind == "dataset":
            foreign = PUBLISHERS.search(name) is not None and not self._whose.resembles(name)
            return "other" if own is False or (own is None and foreign) else "dataset"
        if own is None:
            own = name == self._whose.data_gov_lv if self._whose.data_gov_lv else self._whose.resembles(name)
        return "own_organisation" if own else "other"


def _is_portal_page(url: str) -> bool:
    return HOST in url and host_of(url) == HOST and portal_page(url)[0] != ""
