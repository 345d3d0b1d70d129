"""Features: which are looked for, what each municipality has had since when, and one over the country."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import Field

from checks.watch import FEATURES
from db.features import FeatureSpan, feature_history, spans_until
from model.alphabet import alphabetical
from pipeline.offers import counted_sites, share_of
from pipeline.results import SiteOnDay
from reports.language import N_
from web.api.asking import Asked, Key, OfSites, PlainPaged, Visiting, scope_of
from web.api.cursor import cut
from web.api.judging import identity, keys_of
from web.api.route import api_router, both, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.findings import FeatureAcross, FeatureKind, SiteFeature
from web.filters import Day
from web.kept import standings
from web.kept.municipalities import named
from web.pages.municipality.dossier import Moment, dossier_of, seen_on
from web.pages.municipality.shown_pictures import address_of
from web.problems import not_found
from web.visit import Visit

router = api_router("Features")
ON = "As it stood at the end of this day in Riga; else today."


class ListAsked(OfSites):
    on: Day | None = Field(None, description=ON)


class FeatureAsked(Asked):
    on: Day | None = Field(None, description=ON)


FeatureOnDay = Annotated[FeatureAsked, Query()]


@router.get("/features", responses=tells(Listed[FeatureKind]))
def list_features(visit: Visiting, asked: Annotated[ListAsked, Query()]) -> Response:
    """What is looked for on every site, and how many municipalities offer it."""
    scope = scope_of(visit, asked.on, asked.group, asked.region)
    sites = counted_sites(standings.sites(visit, scope))
    found = cut(list(FEATURES), str, asked.cursor, asked.limit)
    return listed(visit, found, [_kind(name) | _counted(sites, name) for name in found.items])


def _counted(sites: Sequence[SiteOnDay], name: str) -> dict[str, int]:
    share = share_of(sites, name)
    return {"found": share.offering, "known": share.told, "municipalities": share.whole}


@router.get("/features/{id}", responses=tells(FeatureAcross))
def read_feature(visit: Visiting, id: Annotated[str, Path(max_length=100)], asked: FeatureOnDay) -> Response:
    """One feature over the sites of a day: who has it, in which form, since when."""
    if id not in FEATURES:
        raise not_found(N_("There is no such feature"), N_("The list of features has all that are looked for."))
    known = standings.sites(visit, scope_of(visit, asked.on))
    seen = [(one.site, one.newest.seen.id) for one in known if one.newest.seen is not None]
    spans = spans_until(visit.workplace.database, id, [audit for _, audit in seen])
    keys = keys_of(visit)
    sites = [
        {
            "key": keys[identity(site)],
            "atvk": site.atvk,
            "name": site.name,
            "url": site.url,
            "role": site.role,
            "group": site.centre,
            "region": site.region,
            **_state(spans[audit][-1]),
        }
        for site, audit in sorted(seen, key=lambda each: alphabetical(each[0].name))
        if audit in spans
    ]
    found = [one["found"] for one in sites if one["found"] is not None]
    return told({**_kind(id), "found": sum(found), "known": len(found), "sites": sites})


@router.get("/municipalities/{key}/features", responses=tells(Listed[SiteFeature]))
def list_features_of(visit: Visiting, key: Key, asked: PlainPaged) -> Response:
    """What one municipality has, and had: a span for each state of a feature; with the proof of what it has now."""
    spans: dict[str, list[dict[str, Any]]] = {}
    for known in named(visit, key).sites:
        for span in feature_history(visit.workplace.database, known.site):
            until = span.until.astimezone(UTC) if span.until else None
            spans.setdefault(span.feature, []).append({**_state(span), "until": until})
    found = cut(sorted(spans), str, asked.cursor, asked.limit)
    proofs = _proofs(visit, key)
    items = [
        {"id": name, "title": _title(name), "spans": spans[name], "proofs": proofs.get(name)} for name in found.items
    ]
    return listed(visit, found, items)


def _proofs(visit: Visit, key: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Of the last audit that saw the site; nothing where its document cannot be read any more."""
    dossier = dossier_of(visit, key, Moment())
    if dossier.opened is None or not dossier.opened.whole:
        return {}
    to_picture = address_of(dossier, on=seen_on(dossier.opened))
    return {
        feature.id: [
            {
                "page": one.page,
                "what": one.what,
                "target": one.target,
                "selector": one.selector,
                "picture": to_picture(one.picture) if one.picture else None,
            }
            for one in feature.evidence
        ]
        for feature in dossier.opened.audit.features
    }


def _title(name: str) -> dict[str, str]:
    """An old audit may name a feature that is not looked for any more."""
    return both(FEATURES[name].title) if name in FEATURES else {"lv": name, "en": name}


def _kind(name: str) -> dict[str, Any]:
    feature = FEATURES[name]
    advice = both(feature.advice) if feature.advice else None
    return {"id": name, "group": feature.group, "title": both(feature.title), "advice": advice}


def _state(span: FeatureSpan) -> dict[str, Any]:
    return {
        "found": span.found,
        "grade": span.grade,
        "alive": span.alive,
        "kind": span.kind,
        "since": span.since.astimezone(UTC),
    }
