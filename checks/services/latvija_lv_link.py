"""How well services lead to latvija.lv: how many service pages link to it, which do not, and where links end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from checks.addresses import host_of, parts, segments
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.page_name import PageName
from checks.sights import Sights
from model.finding import Feature

SERVICES = re.compile(r"(?:e-?)?pakalpojum\w*|(?:e-?)?services?")
# What a description of a service says of it; one page seldom says two of these of anything else.
LABELS = tuple(
    map(
        re.compile,
        (
            r"\bizpildes termin", r"\bsanemt pakalpojumu", r"\bpakalpojuma (?:sanemej|apraksts|cena|maksa)",
            r"\bprocesa apraksts", r"\bnepieciesam\w+ dokument", r"\bsanemsanas ierobezojum", r"\bpieteikt pakalpojumu",
        ),
    )
)  # fmt: skip
LABELS_NEEDED = 2
PORTAL = re.compile(r"(?:epakalpojumi\.)?latvija(?:\.gov)?\.lv")
PAGES_KEPT = 1_000
LISTED = 20


@dataclass(slots=True)
class ServicePage:
    """One description of a service and whether it links to the portal."""

    url: str
    linked: bool = False


class LatvijaLink:
    """Adds to the feature what an analyst asks next; a deep link that ends at the front page is none."""

    def __init__(self) -> None:
        self._pages: dict[str, ServicePage] = {}

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        if not sights.is_home and not name.is_news and _describes_service(sights):
            page = self._pages.get(sights.place)
            if page is None and len(self._pages) < PAGES_KEPT:
                page = self._pages[sights.place] = ServicePage(sights.url)
            if page is not None:
                page.linked |= any(link.zone == "main" and PORTAL.fullmatch(host_of(link.url)) for link in sights.links)
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        ends = {target.url: target.final_url for target in context.targets if target.final_url}
        deep = [proof.target for proof in feature.evidence if proof.target and not _is_front(proof.target)]
        dropped = [target for target in deep if _is_front(ends.get(target, target))]
        if feature.grade == "deep" and deep and dropped == deep:
            feature = replace(feature, grade="home")
        return replace(feature, details=self._details(dropped)) if self._pages or dropped else feature

    def _details(self, dropped: list[str]) -> dict[str, Any]:
        """`ends_at_front_page` are deep links that the portal answers with its front page."""
        pages = sorted(self._pages.values(), key=lambda page: page.url)
        without = [page.url for page in pages if not page.linked]
        return {
            "service_pages": len(pages),
            "service_pages_with_link": len(pages) - len(without),
            "service_pages_without_link": without[:LISTED],
            "ends_at_front_page": dropped[:LISTED],
        }


def _describes_service(sights: Sights) -> bool:
    """By its address, one step below the list of services, or by what it says."""
    path = segments(sights.url)
    below = any(SERVICES.fullmatch(part) for part in path[:-1])
    return below or sum(bool(label.search(sights.main_words)) for label in LABELS) >= LABELS_NEEDED


def _is_front(url: str) -> bool:
    return parts(url).path.strip("/").lower() in ("", "lv", "en", "ru")
