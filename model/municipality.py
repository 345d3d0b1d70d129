"""A municipality outlives its codes, names and domains: whose nights are one series, and who was taken over by whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from model.site import Role, Site

# The seventh digit of an ATVK code counts the modifications of the territory.
LASTING_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Merger:
    """The municipality `atvk` became part of `successor`; `since` is the year or the day, as far as it is known."""

    atvk: str
    name: str
    successor: str
    since: str


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site that was audited: its number in the database, and the starts of its first and its newest audit.

    `seen` is the start of the first that saw anything of it; None where none has.
    """

    id: int
    site: Site
    first: datetime
    newest: datetime
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Sites whose nights are one series: a municipality's main sites one after the other, the present one last.

    `key` is the lasting part of its ATVK; None for a site that is no main one, which is a series alone.
    """

    key: str | None
    sites: tuple[KnownSite, ...]

    @property
    def present(self) -> KnownSite:
        return self.sites[-1]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(known.id for known in self.sites)

    @property
    def seen(self) -> datetime | None:
        """When an audit first saw any of its sites; None where none has."""
        return min((known.seen for known in self.sites if known.seen is not None), default=None)

    def is_named(self, target: str) -> bool:
        """Whether a person means it by this ATVK or address."""
        if target.isdecimal():
            return municipality_key(target) == self.key
        return any(target.rstrip("/") == known.site.url.rstrip("/") for known in self.sites)


def municipality_key(atvk: str) -> str:
    """What stays of a code when its territory is modified."""
    return atvk[:LASTING_DIGITS]


def series_of(known: Iterable[KnownSite]) -> tuple[Series, ...]:
    """Every site in its series, municipalities first."""
    by_key: dict[str, list[KnownSite]] = defaultdict(list)
    alone: list[Series] = []
    for one in known:
        if one.site.role is Role.MAIN and one.site.atvk:
            by_key[municipality_key(one.site.atvk)].append(one)
        else:
            alone.append(Series(None, (one,)))
    municipalities = (Series(key, tuple(sorted(sites, key=_order))) for key, sites in by_key.items())
    return (*municipalities, *alone)


def standing(series: Sequence[Series], mergers: Iterable[Merger], day: date) -> tuple[Series, ...]:
    """Those that are there on the day: not known to have ended, and not taken over by another one that is known."""
    keys = {one.key for one in series}
    gone = {municipality_key(merger.atvk) for merger in mergers if municipality_key(merger.successor) in keys}
    ends = ((one, one.present.site.valid_to) for one in series if one.key not in gone)
    return tuple(one for one, end in ends if end is None or day <= end)


def predecessors(one: Series, series: Sequence[Series], mergers: Iterable[Merger]) -> tuple[tuple[Merger, Series], ...]:
    """The series of those that became part of it, of which anything was audited."""
    return tuple(
        (merger, other)
        for merger in mergers
        for other in series
        if one.key == municipality_key(merger.successor) and other.key == municipality_key(merger.atvk)
    )


def _order(known: KnownSite) -> tuple[datetime, datetime, int]:
    return known.newest, known.first, known.id
