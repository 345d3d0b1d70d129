"""The municipalities and other sites that were audited, by the key that stands in addresses."""

from collections.abc import Mapping, Sequence

from model.alphabet import alphabetical
from model.municipality import Series
from model.site import Role, Site
from pipeline.municipalities import all_series, standing_series
from reports.language import N_
from web.problems import not_found
from web.visit import Visit

ALONE = "site-"


def key_of(series: Series) -> str:
    """The ATVK of a municipality's main site as it is now; of another site its number in the database."""
    present = series.present
    if present.site.role is Role.MAIN and present.site.atvk:
        return present.site.atvk
    return f"{ALONE}{present.id}"


def path_of(series: Series) -> str:
    """Of its page, behind the language."""
    return f"municipality/{key_of(series)}"


def every(visit: Visit) -> Sequence[Series]:
    """All that were ever audited."""
    return visit.kept("series", lambda: all_series(visit.workplace))


def standing(visit: Visit) -> Sequence[Series]:
    """Those that are there today."""
    return visit.kept(("standing", visit.today), lambda: standing_series(visit.workplace, visit.today))


def named(visit: Visit, key: str) -> Series:
    """Also by an ATVK that it had before its territory was modified. Raises Problem where there is none."""
    for one in every(visit):
        if key == key_of(one) or (key.isdecimal() and one.is_named(key)):
            return one
    raise not_found(
        N_("There is no such municipality"), N_("Nothing was audited under %(key)s: choose one from the list."), key=key
    )


def refuse_unknown_region(visit: Visit, region: str | None, *, present: bool = False) -> None:
    """Raises Problem for one in which no site that was ever audited is, or with `present` none that is there today."""
    ever = (held.site for one in every(visit) for held in one.sites)
    sites = (one.present.site for one in standing(visit)) if present else ever
    known = {site.region for site in sites if site.region}
    if region is None or region.casefold() in {one.casefold() for one in known}:
        return
    title = N_("There is no such region")
    if not known:
        raise not_found(title, N_("Take the filters away or choose others."))
    names = ", ".join(sorted(known, key=alphabetical))
    raise not_found(title, N_("Choose one of these regions: %(known)s."), known=names)


def path_to(visit: Visit, site: Site) -> str:
    """Of the page of the municipality whose site this is, or was."""
    return _paths(visit)[site.atvk, site.role, site.url]


def _paths(visit: Visit) -> Mapping[tuple[str | None, Role, str], str]:
    def make() -> Mapping[tuple[str | None, Role, str], str]:
        known = ((one.site, path_of(series)) for series in every(visit) for one in series.sites)
        return {(site.atvk, site.role, site.url): path for site, path in known}

    return visit.kept("paths", make)
