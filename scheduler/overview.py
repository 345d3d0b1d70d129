"""What is to come: when each site has its turn, and how many sites each of the next nights holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from model.site import Site
from scheduler.calendar import DAY, Calendar, NightHours
from scheduler.firing import Firing
from scheduler.planner import Known
from scheduler.planning import Hours, expected_end, hours_of, next_day


@dataclass(frozen=True, slots=True)
class SiteToCome:
    """A site's turns. `neighbours` other sites are on its address; `last` and `next` are nights, None without one.

    `hours` are those of its next turn.
    """

    site: Site
    address: str | None
    neighbours: int
    last: date | None
    next: date | None
    hours: Hours | None


@dataclass(frozen=True, slots=True)
class NightToCome:
    """A night as it would be planned. `expected_end` is when its last audit should end, None where it has no sites."""

    night: NightHours
    sites: int
    expected_end: datetime | None


def first_night(calendar: Calendar, stands: Firing, now: datetime) -> NightHours | None:
    """The next night that begins; None while the schedule is paused without an end."""
    return None if stands.paused else calendar.after(max(now, stands.since - datetime.resolution))


def sites_to_come(
    known: Known, last: Mapping[Site, date], calendar: Calendar, first: NightHours | None
) -> Sequence[SiteToCome]:
    """Each site's turns, in the order of the list; `last` are the nights of their last turns."""
    shared = Counter(known.addresses.values())

    def of(site: Site) -> SiteToCome:
        address = known.addresses.get(site)
        day = next_day(site, first.day, last.get(site)) if first else None
        coming = day if day is not None and site.valid_on(day) else None
        hours = hours_of(site.window, calendar.night(coming)) if coming else None
        neighbours = shared[address] - 1 if address else 0
        return SiteToCome(site, address, neighbours, last.get(site), coming, hours)

    return [of(site) for site in known.sites]


def nights_to_come(
    known: Known, calendar: Calendar, first: NightHours | None, number: int, at_once: int
) -> Sequence[NightToCome]:
    """So many nights from the first on, with so many sites audited at once; none while the schedule is paused."""
    found: list[NightToCome] = []
    if first is None:
        return found
    for later in range(number):
        night = calendar.night(first.day + later * DAY)
        slots = known.slots(night, night.begins)
        found.append(NightToCome(night, len(slots), expected_end(slots, known.lengths, at_once)))
        known = replace(known, last={**known.last, **{slot.site: night.day for slot in slots}})
    return found
