"""Finds the series that a person means, and those that stand today, for municipalities merge, move and are renamed."""

from datetime import UTC, date, datetime

from db.municipalities import known_sites
from model.municipality import Series, series_of, standing
from model.site import Site
from pipeline.errors import SetupError
from pipeline.mergers import known_mergers as known_mergers
from pipeline.workplace import Workplace


def all_series(workplace: Workplace) -> tuple[Series, ...]:
    """Every site that was audited, in its series."""
    return series_of(known_sites(workplace.database))


def standing_series(workplace: Workplace, day: date | None = None) -> tuple[Series, ...]:
    """The series that are there today, or on the day: one for a municipality, and every other site."""
    return standing(all_series(workplace), known_mergers(), day or datetime.now(UTC).date())


def series_named(workplace: Workplace, target: str) -> Series:
    """The series that a person means by an ATVK or an address. Raises SetupError where there is none."""
    found = next((one for one in all_series(workplace) if one.is_named(target)), None)
    if found is None:
        raise SetupError(f"the database holds no audit of “{target}”: `eindekss results` lists what it holds.")
    return found


def series_holding(workplace: Workplace, site: Site) -> Series | None:
    """The series that the site's audits belong to; None for a site that was never audited."""
    mine = (site.atvk, site.role, site.url)
    return next(
        (
            one
            for one in all_series(workplace)
            if any(mine == (known.site.atvk, known.site.role, known.site.url) for known in one.sites)
        ),
        None,
    )
