"""Municipalities: where they stand, their scores over time, what scores are made of, and what moved."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from model.alphabet import alphabetical
from model.audit import Status
from model.municipality import Series
from model.site import Role
from pipeline.differences import difference_between
from pipeline.errors import SetupError
from pipeline.explaining import account_then, part_of
from pipeline.history import history_of
from pipeline.results import Scope, SiteOnDay, result_row
from pipeline.workplace import Workplace
from reports.account import account_json
from reports.difference import difference_json
from reports.export import failure_json
from reports.history import Told, history_json
from reports.language import N_
from web.api.asking import Asked, Key, Name, OfSites, OnDay, Paged, Visiting, scope_of, until_today
from web.api.cursor import Slice, cut, read
from web.api.judging import identity, judged_by, keys_of, target_of
from web.api.route import api_router, both, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.nights import NightsCompared
from web.api.shapes.places import Municipality, NightScores
from web.api.shapes.results import Account
from web.filters import Day
from web.kept import standings
from web.kept.municipalities import named
from web.problems import not_found
from web.visit import Visit

router = api_router("Municipalities")


class ListAsked(OfSites, OnDay):
    role: Role | None = Field(None, description="Main sites of municipalities, or others.")


class ScoresAsked(Paged):
    methodology: Name | None = Field(None, description="Index and sections by this one; else by each night's own.")
    since: Day | None = Field(None, description="From this day on.")
    until: Day | None = Field(None, description="Until this day, which belongs to it.")


class LedgerAsked(Asked):
    methodology: Name | None = Field(None, description="As judged by this one; else by the audit's own.")
    on: Day | None = Field(
        None, description="Of the last audit that saw it by the end of this day; else of the newest."
    )
    part: Name | None = Field(None, description="A section, or an indicator; else the whole index.")


class DifferenceAsked(Asked):
    from_: Day = Field(alias="from", description="The night before: the last one at or before this day.")
    to: Day = Field(description="The night after, likewise.")


@router.get("/municipalities", responses=tells(Listed[Municipality]))
def list_municipalities(visit: Visiting, asked: Annotated[ListAsked, Query()]) -> Response:
    """Where all stand at the end of a day, by name. Other sites that are audited are among them."""
    workplace = judged_by(visit, asked.methodology)
    scope = scope_of(visit, asked.on, asked.group, asked.region)
    keys = keys_of(visit)
    sites = [one for one in standings.sites(visit, scope, workplace) if asked.role in (None, one.site.role)]
    sites.sort(key=lambda one: (alphabetical(one.site.name), keys[identity(one.site)]))
    found = cut(sites, lambda one: keys[identity(one.site)], asked.cursor, asked.limit)
    return listed(visit, found, [_standing(one, keys[identity(one.site)], scope, workplace) for one in found.items])


@router.get("/municipalities/{key}", responses=tells(Municipality))
def read_municipality(visit: Visiting, key: Key, asked: Annotated[OnDay, Query()]) -> Response:
    """Where one stands at the end of a day; also by an ATVK that it had before."""
    workplace, series = judged_by(visit, asked.methodology), named(visit, key)
    scope = Scope(on=until_today(visit, asked.on))
    mine = {identity(known.site) for known in series.sites}
    one = next((one for one in standings.sites(visit, scope, workplace) if identity(one.site) in mine), None)
    if one is None:
        raise not_found(N_("It was not audited by then"), N_("Choose a later day, or leave the day out."))
    return told(_standing(one, keys_of(visit)[identity(one.site)], scope, workplace))


@router.get("/municipalities/{key}/scores", responses=tells(Listed[NightScores]))
def list_scores(visit: Visiting, key: Key, asked: Annotated[ScoresAsked, Query()]) -> Response:
    """Its scores night by night, the oldest first, with what changed beside them."""
    series = named(visit, key)
    nights = history_json(Told(series.present.site.name, _nights(visit, series, asked)), [])["nights"]
    after = read(asked.cursor, [str])
    begin = asked.since.isoformat() if asked.since else ""
    end = asked.until.isoformat() if asked.until else "9999"
    wanted = [one for one in nights if begin <= one["night"] <= end and (after is None or one["night"] > after[0])]
    some = wanted[: asked.limit]
    more = len(wanted) > asked.limit
    return listed(visit, Slice(some, (some[-1]["night"],) if more else None), some)


@router.get("/municipalities/{key}/ledger", responses=tells(Account))
def read_ledger(visit: Visiting, key: Key, asked: Annotated[LedgerAsked, Query()]) -> Response:
    """What a score is made of: every point of the index, down to the element that cost a part of one."""
    series = named(visit, key)
    judged_by(visit, asked.methodology)
    try:
        until = Scope(on=until_today(visit, asked.on)).moment
        account = account_then(visit.workplace, series, until, asked.methodology)
        account = part_of(account, asked.part) if asked.part else account
    except SetupError as error:
        raise not_found(
            N_("There is no such account"),
            N_("By then no audit saw the site, this methodology judged none, or it has no such part."),
        ) from error
    return told(account_json(account, visit.texts, visit.language))


@router.get("/municipalities/{key}/difference", responses=tells(NightsCompared))
def compare_nights(visit: Visiting, key: Key, asked: Annotated[DifferenceAsked, Query()]) -> Response:
    """What is different between two nights, and why: causes and points that add up to the difference of each score."""
    series = named(visit, key)
    first, last = sorted((asked.from_, asked.to))
    try:
        return told(difference_json(difference_between(visit.workplace, target_of(series), first, last)))
    except SetupError as error:
        raise not_found(N_("There are no nights to compare"), N_("No audit has seen the site yet.")) from error


def _nights(visit: Visit, series: Series, asked: ScoresAsked) -> Any:
    if asked.methodology:
        judged_by(visit, asked.methodology)
    # All of them: what changed in a night is told by the one before it.
    return history_of(visit.workplace, target_of(series), asked.methodology).nights


def _standing(one: SiteOnDay, key: str, scope: Scope, workplace: Workplace) -> Mapping[str, Any]:
    row, tried = result_row(one), one.newest.tried
    index = one.judged.index if one.judged else None
    titles = {section.id: section.title for section in workplace.methodology.sections}
    return {
        "key": key,
        "atvk": row.atvk,
        "name": row.name,
        "url": row.url,
        "role": row.role,
        "group": one.site.centre,
        "region": one.site.region,
        "on": scope.on,
        "status": row.status,
        "failure": failure_json(tried.failure) if tried.status is Status.FAILED else None,
        "methodology": workplace.methodology.id,
        "index": {"score": row.index, "coverage": row.coverage, "maturity": row.maturity},
        "sections": [
            {
                "id": section.id,
                "title": both(titles[section.id]),
                "score": section.score,
                "coverage": section.coverage,
                "maturity": section.maturity,
            }
            for section in (index.sections if index else ())
        ],
        "wcag": {"score": row.wcag_score, "band": row.wcag_band},
        "mobile": {"passes": row.mobile_passes, "score": row.mobile_score},
        "pages": row.pages,
        "measured_at": row.measured_at,
        "stale_days": row.stale_days,
        "decisions": row.decisions,
        "audit": one.newest.seen.id if one.newest.seen else None,
    }
