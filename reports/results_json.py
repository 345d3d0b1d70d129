"""Results as the JSON document that docs/results.md describes; numbers are not rounded."""

from collections.abc import Mapping
from typing import Any

from model.results import Count, Place, Printed, Results, StatementResult
from model.site import Site
from model.text import Text
from reports.export import plain

SCHEMA = "eindekss.results/1"

Json = dict[str, Any]


def results_document(results: Results, scope: Mapping[str, str | None]) -> Json:
    """The whole document. `scope` is what it was narrowed to: group, region, section."""
    document = {
        "schema": SCHEMA,
        "on": results.on,
        "methodology": results.methodology,
        "scope": dict(scope),
        "municipalities": results.municipalities,
        "measured": results.measured,
        "decided": results.decided,
        "mean_coverage": results.mean_coverage,
        "levels": [
            {"subject": line.subject, "group": line.group, "counts": line.counts, "unknown": line.unknown}
            for line in results.levels
        ],
        "statements": [_statement(one) for one in results.statements],
        "leaders": [{"subject": one.subject, "places": list(map(_place, one.places))} for one in results.leaders],
        "top": [
            {"subject": one.subject, "group": one.group, "places": list(map(_place, one.places))} for one in results.top
        ],
        "recommendations": [
            {
                "id": one.id,
                "section": one.section,
                "title": _text(one.title),
                "basis": [{"kind": basis.kind, "id": basis.id} for basis in one.basis],
                "supported": one.supported,
                "support": [{"group": line.group, **_count(line.count)} for line in one.support],
            }
            for one in results.recommendations
        ],
        "since": results.since,
        "movements": [
            {
                "subject": one.subject,
                "not_comparable": one.not_comparable,
                "moves": [
                    {**_site(move.site), "before": move.before, "after": move.after, "change": move.change}
                    for move in one.moves
                ],
            }
            for one in results.movements
        ],
    }
    found: Json = plain(document)
    return found


def _statement(one: StatementResult) -> Json:
    return {
        "id": one.id,
        "section": one.section,
        "among": one.among,
        "title": _text(one.title),
        "basis": [{"kind": basis.kind, "id": basis.id} for basis in one.basis],
        "printed": _printed(one.printed),
        "level": one.level,
        "today": _count(one.today) if one.today else None,
    }


def _printed(printed: Printed) -> Json:
    return {
        "text": printed.text,
        "agreement": printed.agreement,
        "count": printed.count,
        "base": printed.base,
        "percent": printed.percent,
        "level": printed.level,
        "note": _text(printed.note) if printed.note else None,
    }


def _count(count: Count) -> Json:
    return {"count": count.count, "base": count.base, "of": count.of, "percent": count.percent}


def _place(place: Place) -> Json:
    return {
        **_site(place.site),
        "score": place.score,
        "coverage": place.coverage,
        "rank": place.rank,
        "best": place.best,
        "worst": place.worst,
    }


def _site(site: Site) -> Json:
    return {"atvk": site.atvk, "name": site.name, "url": site.url, "group": site.centre, "region": site.region}


def _text(text: Text) -> Json:
    return {"lv": text.lv, "en": text.en}
