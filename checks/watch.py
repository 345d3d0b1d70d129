"""Watches a site's pages go by and says at the end which features it offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Protocol

from checks.addresses import host_of
from checks.confidence import confidence_of
from checks.context import FeatureContext
from checks.ledger import PROOFS, Aliveness, Ledger, PageFacts, Seen, Sighting, facts_of
from checks.open_data.data_gov_lv_link import DataPortalLevel
from checks.open_data.machine_readable_data import ReadDataFiles
from checks.page import Page
from checks.page_name import PageName, name_of
from checks.participation.foreign_languages import ForeignLanguages
from checks.reading import read
from checks.rules import OnHeld
from checks.scanner import Scanner
from checks.services.e_address import EAddress
from checks.services.latvija_lv_link import LatvijaLink
from checks.sights import Sights, Whose
from checks.signature_files import load
from checks.signatures import Signature
from checks.social.profiles import Profiles
from checks.structures import structures_of
from checks.usability.accessibility_statement import AccessibilityStatement
from checks.usability.news_rhythm import NewsRhythm
from checks.usability.rss import ReadFeeds
from checks.usability.site_search import SearchAnswer
from model.evidence import Feed
from model.finding import Feature
from model.news import News
from model.site import Site
from model.text import Text

GROUPS = ("participation", "services", "open_data", "usability", "social")
# What may stand on another host of the same municipality; contacts and profiles of a forum are the forum's.
OFFERED_ELSEWHERE = frozenset({"participation", "services", "open_data"})


@dataclass(frozen=True, slots=True)
class FeatureText:
    """What a person reads about a feature; `advice` is for a site that lacks it."""

    title: Text
    advice: Text
    group: str


class Specialist(Protocol):
    """Looks for what signatures cannot say. It sees every page, and has the last word on its features."""

    def observe(self, sights: Sights, name: PageName) -> Iterable[Seen]:
        """Sightings of the page; what must be kept beyond them is kept small."""
        ...

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        """The feature as its ledger has it, with what the specialist knows besides."""
        ...


@cache
def signatures() -> Mapping[str, Signature]:
    """All signatures by id, in the order of DESIGN section 6. Raises SignatureError for a file that cannot be used."""
    return MappingProxyType({one.id: one for group in GROUPS for one in load(group)})


FEATURES: Mapping[str, FeatureText] = MappingProxyType(
    {name: FeatureText(one.title, one.advice, one.group) for name, one in signatures().items()}
)


def unknown_features() -> tuple[Feature, ...]:
    """Every feature null, for a site of which nothing could be judged."""
    return tuple(Feature(id=name, found=None) for name in FEATURES)


class FeatureWatch:
    """One audit's watch. Observing needs about 20 ms for 100 kB; what is kept does not grow with the size of pages.

    `known` are the signatures to look by, `on_held` is told what nearly matched.
    """

    def __init__(
        self,
        site: Site,
        home_url: str,
        known: Mapping[str, Signature] | None = None,
        on_held: OnHeld | None = None,
    ) -> None:
        whose = Whose(home_url, site.name, site.atvk, site.data_gov_lv)
        known = known or signatures()
        self._whose = whose
        # Whose a profile is takes more than its address.
        networks = [one for one in known.values() if one.group == "social"]
        self._scanner = Scanner(whose, [one for one in known.values() if one.group != "social"], on_held)
        self._ledgers = {name: Ledger(one) for name, one in known.items()}
        self._pages: dict[str, PageFacts] = {}
        self._profiles = profiles = Profiles(whose, networks)
        self._specialists: dict[str, Specialist] = {
            "foreign_languages": ForeignLanguages(whose),
            "latvija_lv_link": LatvijaLink(),
            "e_address": EAddress(),
            "machine_readable_data": ReadDataFiles(whose, known["machine_readable_data"]),
            "data_gov_lv_link": DataPortalLevel(whose),
            "accessibility_statement": AccessibilityStatement(whose),
            "site_search": SearchAnswer(),
            "rss": ReadFeeds(whose),
            **dict.fromkeys(profiles.networks, profiles),
        }
        self._news = NewsRhythm()
        self._elsewhere = frozenset(one.id for one in known.values() if one.group in OFFERED_ELSEWHERE)

    def observe(self, page: Page) -> None:
        """Takes in a page of either tier; one without content, as of scripts not run, is not counted as read."""
        sights = read(page.dom, page.url, self._whose, is_home=page.role == "home")
        name = name_of(sights)
        structures = structures_of(sights)
        if sights.has_content:
            facts = facts_of(name.words, structures, sights.deadline, has_content=name.has_content)
            self._pages.setdefault(sights.place, facts).merge(facts)
        at_home = host_of(page.url) == self._whose.host or not self._whose.owns(page.url)
        self._news.observe(sights, name)
        told = self._ledgers.keys() if at_home else self._elsewhere
        seen = [*self._scanner.scan(sights, name, structures)]
        for specialist in dict.fromkeys(one for feature, one in self._specialists.items() if feature in told):
            seen += specialist.observe(sights, name)
        for sighting, element in seen:
            if sighting.feature in told:
                self._ledgers[sighting.feature].add(sighting, element)

    def aims(self, url: str) -> bool:
        """Whether a link to this address of another party could prove something, so that it is worth asking."""
        return bool(self._scanner.aimed(url)) or self._whose.owns(url) or self._profiles.knows(url)

    def sightings(self, feature: str) -> tuple[Sighting, ...]:
        """What was seen of a feature so far, the best first."""
        return self._ledgers[feature].sightings

    def conclude(self, context: FeatureContext) -> tuple[Feature, ...]:
        """Every feature in a fixed order. With no home page judged, all are null."""
        if not context.home_judged or not self._pages:
            return unknown_features()
        told = context.tells_absence(len(self._pages))
        alive = Aliveness.of(context.alive, context.forbidden)
        features = []
        for name, ledger in self._ledgers.items():
            feature = ledger.settle(self._pages, alive, context.gathered_on, told=told)
            specialist = self._specialists.get(name)
            feature = specialist.refine(feature, alive, context) if specialist else feature
            features.append(replace(feature, evidence=feature.evidence[:PROOFS], confidence=confidence_of(feature)))
        return tuple(features)

    def news(self, feeds: Iterable[Feed], gathered_on: date) -> News | None:
        """How fresh the site's news are; None where none with a date was seen."""
        return self._news.conclude(feeds, gathered_on)
