"""Which publisher of the register a municipality is, by names alone; in doubt none, for its data would be another's."""

import re
from collections.abc import Sequence

from crawler.ckan_entries import Publisher
from crawler.key_pages import fold

DISTRICT, CITY = "novad(?:s|a)", "(?:valsts|republikas )?pilsetas?"
COUNCIL = "pasvaldiba|(?:pasvaldibas )?dome"
OFFICE = "(?:(?:pasvaldibas|domes) )?(?:centrala )?(?:administracija|parvalde)"
# How a municipality is called; the name of its school or department goes on after it.
MUNICIPALITY = re.compile(f"(.+) (?:({DISTRICT})|{CITY})(?: (?:{COUNCIL}|{OFFICE}))?")
# A state city and the district beside it bear these: what does not say which of the two it is may be either.
SHARED_NAMES = frozenset({"jelgavas", "rezeknes", "ventspils"})
SAYS_WHAT_IT_IS = re.compile(r"novad|pilset|pasvaldib|\bdome")


def publisher_named(name: str, publishers: Sequence[Publisher]) -> str | None:
    """The one publisher that bears a municipality's name as sites.csv writes it (Avotu novads); None in doubt."""
    called = MUNICIPALITY.fullmatch(_words(name))
    if called is None:
        return None
    own, is_district = called[1], called[2] is not None
    form = f"{own} {DISTRICT if is_district else CITY}(?: (?:{COUNCIL}|{OFFICE}))?"
    if own not in SHARED_NAMES:
        # Rīgas dome is Rīga's.
        form = f"{form}|{own} (?:{COUNCIL})"
    ours = [one for one in publishers if re.fullmatch(form, _name_of(one))]
    if len(ours) > 1:
        # An abandoned entry beside the one in use.
        ours = [one for one in ours if one.datasets != 0]
    return ours[0].name if len(ours) == 1 else None


def _name_of(publisher: Publisher) -> str:
    """The title, or the name in addresses where the title says nothing of what it is."""
    title = _words(re.sub(r"\([^()]*\)", " ", publisher.title))
    return title if SAYS_WHAT_IT_IS.search(title) else _words(publisher.name)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))
