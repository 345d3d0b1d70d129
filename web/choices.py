"""The fields of a form of filters: what can be chosen, and what the address has chosen already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.alphabet import alphabetical
from model.site import Centre
from reports.terms import CENTRES
from web.kept import municipalities
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class Choice:
    """`options` are value and label, none for a field of another `kind`; `further` ones are folded away until they are
    used. Where one `must` be chosen, it is the first; else `nothing` says that none is, where there is a better word.
    `initial` stands in the field of a page that tells it without being asked.
    """

    name: str
    label: str
    options: Sequence[tuple[str, str]] = ()
    kind: str = "select"
    further: bool = False
    must: bool = False
    nothing: str = ""
    initial: str = ""


def of_terms(visit: Visit, name: str, label: str, known: Mapping[Any, str], *, further: bool = False) -> Choice:
    """Among the values of a closed list, in its order."""
    options = [(str(value), visit.words.gettext(msgid)) for value, msgid in known.items()]
    return Choice(name, label, options, further=further)


def of_groups(visit: Visit) -> Choice:
    _ = visit.words.gettext
    known = of_terms(visit, "group", _("Group"), {one: CENTRES[one] for one in Centre})
    return replace(known, nothing=_("all groups"))


def of_regions(visit: Visit) -> Choice:
    """Those of the sites that stand."""
    known = {one.present.site.region for one in municipalities.standing(visit)}
    _ = visit.words.gettext
    return Choice("region", _("Region"), _named((one, one) for one in known if one), nothing=_("all regions"))


def of_sites(visit: Visit) -> Choice:
    """Those that stand, by the alphabet."""
    known = ((municipalities.key_of(one), one.present.site.name) for one in municipalities.standing(visit))
    return Choice("site", visit.words.gettext("Municipality"), _named(known))


def of_rules(visit: Visit) -> Choice:
    """Every rule there is, by the alphabet of its titles."""
    known = ((rule, visit.texts.rule_title(rule, visit.language)) for rule in visit.texts.rules)
    return Choice("rule", visit.words.gettext("Rule"), _named(known), further=True)


def _named(options: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return sorted(options, key=lambda one: (alphabetical(one[1]), one[0]))
