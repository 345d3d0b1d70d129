"""What a municipality was before: who became part of it, whose part it became, its old names and addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from db.municipalities import names_of
from model.municipality import Merger, Series
from pipeline.municipalities import known_mergers
from web.kept.municipalities import every, path_of
from web.visit import Visit


class Kind(StrEnum):
    JOINED = "joined"
    LEFT = "left"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Was:
    """`since` is the year or the day from which it is so no longer; `path` leads to the page of the other one."""

    kind: Kind
    name: str
    since: str | datetime
    path: str | None = None


def past_of(visit: Visit, series: Series) -> tuple[Was, ...]:
    mergers = [one for one in known_mergers() if series.key is not None]
    names = names_of(visit.workplace.database, series.ids)
    return (
        *(_met(visit, Kind.JOINED, one) for one in mergers if series.is_named(one.successor)),
        *(_met(visit, Kind.LEFT, one) for one in mergers if series.is_named(one.atvk)),
        *(
            Was(Kind.NAME, span.name, later.since)
            for span, later in pairwise(names)
            if span.name != later.name and span.name != series.present.site.name
        ),
        *(Was(Kind.ADDRESS, known.site.url, known.newest) for known in series.sites[:-1]),
    )


def _met(visit: Visit, kind: Kind, merger: Merger) -> Was:
    code = merger.atvk if kind is Kind.JOINED else merger.successor
    other = next(_named(visit, code), None)
    name = merger.name if kind is Kind.JOINED else other.present.site.name if other else code
    return Was(kind, name, merger.since, path_of(other) if other else None)


def _named(visit: Visit, code: str) -> Iterator[Series]:
    return (one for one in every(visit) if one.key is not None and one.is_named(code))
