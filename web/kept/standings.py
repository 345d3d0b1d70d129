"""Where the municipalities stand on a day, made once for all pages that say it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from model.results import MunicipalityResult, Results
from pipeline.results import Scope, SiteOnDay, municipalities_of, results_of, sites_on
from pipeline.workplace import Workplace
from web.visit import Visit


def sites(visit: Visit, scope: Scope, workplace: Workplace | None = None) -> Sequence[SiteOnDay]:
    """By the methodology in force, or by that of another workplace on the same data."""
    judged = workplace or visit.workplace
    whole = replace(scope, group=None, region=None)
    found: Sequence[SiteOnDay] = visit.kept(("sites", judged.methodology.id, whole), lambda: sites_on(judged, whole))
    return found if scope == whole else [one for one in found if scope.holds(one.site)]


def municipalities(visit: Visit, scope: Scope) -> Sequence[MunicipalityResult]:
    """With their figures, by the methodology in force."""
    workplace = visit.workplace
    key = ("municipalities", workplace.methodology.id, scope)
    return visit.kept(key, lambda: municipalities_of(workplace, scope, sites(visit, scope)))


def regions(visit: Visit, scope: Scope) -> Sequence[str]:
    """Those that there are on the day, by their names."""
    everywhere = replace(scope, group=None, region=None)
    return sorted({one.site.region for one in sites(visit, everywhere) if one.site.region})


def results(
    visit: Visit,
    scope: Scope,
    section: str | None = None,
    since: date | None = None,
    workplace: Workplace | None = None,
) -> Results:
    """All that the slides tell, and who moved since the end of a day."""
    judged = workplace or visit.workplace
    key = ("results", judged.methodology.id, scope, section, since)
    return visit.kept(key, lambda: results_of(judged, scope, lambda of: sites(visit, of, judged), section, since))
