"""By which methodology, and of which municipality: what many questions name, found or told that it is not there."""

from dataclasses import replace

from model.municipality import Series
from model.site import Role, Site
from pipeline.workplace import Workplace, methodology_of
from reports.language import N_
from scoring.methodology import published
from web.kept.municipalities import every, key_of
from web.problems import not_found
from web.visit import Visit


def judged_by(visit: Visit, methodology: str | None) -> Workplace:
    """The workplace under the methodology of this name, or the one in force. Raises Problem."""
    workplace = visit.workplace
    if methodology in (None, workplace.methodology.id):
        return workplace
    if methodology not in published():
        raise not_found(N_("There is no such methodology"), N_("The list of methodologies names those that there are."))
    return replace(workplace, methodology=methodology_of(methodology))


def target_of(series: Series) -> str:
    """What the pipeline calls it: the ATVK of a municipality, of another site its address."""
    site = series.present.site
    return site.atvk if site.role is Role.MAIN and site.atvk else site.url


def keys_of(visit: Visit) -> dict[tuple[str | None, Role, str], str]:
    """The keys of all sites that were ever audited, by what a site is."""
    return {identity(known.site): key_of(series) for series in every(visit) for known in series.sites}


def identity(site: Site) -> tuple[str | None, Role, str]:
    return site.atvk, site.role, site.url
