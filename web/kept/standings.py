"""Where the municipalities stand on a day, made once for all pages that say it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import Engine

from db.audits import judged_by
from db.results import Judged, judged_in
from model.results import MunicipalityResult, Results
from pipeline.results import Scope, SiteOnDay, municipalities_of, results_of, sites_on
from pipeline.workplace import Workplace
from web.kept.lasting import Lasting
from web.visit import Visit

Key = tuple[str, str, int, str | None]


def sites(visit: Visit, scope: Scope, workplace: Workplace | None = None) -> Sequence[SiteOnDay]:
    """By the methodology in force, or by that of another workplace on the same data."""
    judged = workplace or visit.workplace
    whole = replace(scope, group=None, region=None)
    key = ("sites", judged.methodology.id, whole)
    # Of days that are past so many are asked for that today's would be let go.
    asked = partial(asked_once, visit.lasting) if scope.on == visit.today else judged_in
    found: Sequence[SiteOnDay] = visit.kept(key, lambda: sites_on(judged, whole, asked))
    return found if scope == whole else [one for one in found if scope.holds(one.site)]


def asked_once(
    lasting: Lasting,
    database: Engine,
    audit_ids: Collection[int],
    methodology: str,
    indicators: Mapping[str, Sequence[str]],
) -> Mapping[int, Judged]:
    """As `judged_in` tells it, asked of each audit once: between two nights all but one are what they were."""
    # What judged a night again, another time otherwise, has a document of its own each time.
    again = judged_by(database, methodology, audit_ids)
    keys = {number: ("judged", methodology, number, again.get(number)) for number in audit_ids}

    def make(missing: Sequence[Key]) -> Mapping[Key, Judged]:
        told = judged_in(database, [number for _, _, number, _ in missing], methodology, indicators)
        return {key: told[key[2]] for key in missing}

    found = lasting.each(list(keys.values()), make)
    return {number: found[key] for number, key in keys.items()}


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
