"""Tells which faults of different sites are one: the same rule fails on a component that is made alike.

A component's name holds what its maker wrote (`nav.site-menu`) and what the site did (`#logo-liepas`). What no other
site bears is the site's own and is left out; what is left must say enough to be one maker's work and not chance.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Names out of which every maker builds: on their own they make no two components one.
COMMON = re.compile(
    r"^(container(-fluid)?|row|col(-[a-z]+)*|btn(-[a-z]+)*|nav(-[a-z]+)*|navbar(-[a-z]+)*|menu(-item)?|item|items|list|link"
    r"|links|content|main|page|wrapper|wrap|inner|outer|block|box|section|header|footer|sidebar|title|heading|text|image"
    r"|img|icon|logo|search|form(-[a-z]+)*|input|button|label|field|left|right|center|clearfix|card(-[a-z]+)*|d|flex|grid"
    r"|modal|dropdown(-[a-z]+)*|widget|body|post|article|news|date|more|top|bottom|small|large|full|wide|dark|light)$",
    re.IGNORECASE,
)
ENOUGH = 2
STEP = re.compile(r"^([a-z][a-z0-9-]*)((?:[#.][^#.\s]+)*)$", re.IGNORECASE)
NAME = re.compile(r"[#.][^#.\s]+")
# Whose names these are; more than one system may have had its hand in.
MAKERS: Mapping[str, re.Pattern[str]] = {
    "WordPress": re.compile(r"^[#.](wp-|elementor|et_pb_|vc_|wpcf7|menu-item-type)"),
    "Drupal": re.compile(r"^[#.](field--|block--|views-|node--|region-|js-view-dom|path-|contextual-)"),
    "Joomla": re.compile(r"^[#.](com_|mod_|moduletable|item-page|jm-|sp-)"),
    "TYPO3": re.compile(r"^[#.](frame-type|tx-|ce-)"),
    "Liferay": re.compile(r"^[#.](portlet|lfr-|aui-)"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site fails a rule; `key` tells sites apart, `outcome` and `party` are the issue's."""

    key: str
    rule: str
    outcome: str
    party: str
    component: str


@dataclass(frozen=True, slots=True)
class SharedFault:
    """One fault of several sites. `component` is what they have in common, `maker` the system that it was made with."""

    rule: str
    outcome: str
    party: str
    component: str
    maker: str | None
    places: tuple[Place, ...]


def shared_faults(places: Iterable[Place], platforms: Mapping[str, str] | None = None) -> tuple[SharedFault, ...]:
    """Those of two sites or more, the most shared first.

    `platforms` names the platform of sites whose platform is known: on one and the same platform a single name of the
    component is enough.
    """
    every = list(places)
    bearers: dict[str, set[str]] = defaultdict(set)
    for place in every:
        for name in NAME.findall(place.component):
            bearers[name].add(place.key)
    groups: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in every:
        component = _common_part(place.component, bearers)
        strength = len(_telling(component))
        platform = (platforms or {}).get(place.key)
        if strength >= ENOUGH:
            groups[place.rule, place.outcome, place.party, component].append(place)
        elif strength and platform:
            groups[place.rule, place.outcome, place.party, component, platform].append(place)
    found = (_fault(key[3], group) for key, group in groups.items() if len({place.key for place in group}) > 1)
    return tuple(sorted(found, key=lambda one: (-len({place.key for place in one.places}), one.rule, one.component)))


def _fault(component: str, places: Sequence[Place]) -> SharedFault:
    first = places[0]
    return SharedFault(first.rule, first.outcome, first.party, component, maker_of(component), tuple(places))


def maker_of(component: str) -> str | None:
    """The system whose names the component bears; None where it bears those of none, or of several."""
    names = NAME.findall(component)
    found = [maker for maker, pattern in MAKERS.items() if any(map(pattern.match, names))]
    return found[0] if len(found) == 1 else None


def _common_part(component: str, bearers: Mapping[str, set[str]]) -> str:
    """The component without the names that no other site bears; an address or a text that is no name has none."""
    steps = []
    for step in component.split(" "):
        made = STEP.match(step)
        if made is None:
            return ""
        steps.append(made[1] + "".join(name for name in NAME.findall(made[2]) if len(bearers[name]) > 1))
    return " ".join(steps)


def _telling(component: str) -> set[str]:
    """The names that say more than any maker's do."""
    return {name for name in NAME.findall(component) if not COMMON.match(name[1:])}
