"""Which sites have their turn in a night, in which hours, and one after the other where they share an address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from model.site import Site
from model.window import Window
from reports.language import ZONE
from scheduler.calendar import DAY, NightHours, moment

# What an audit takes where none was measured yet.
USUAL = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a site's audit may begin, in UTC. `own`: in its own window, which lies outside the night's hours."""

    begins: datetime
    ends: datetime
    own: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A site's place in a night: it begins at `begins` at the earliest, and not any more at `ends`."""

    site: Site
    begins: datetime
    ends: datetime


def due_sites(sites: Sequence[Site], day: date, last: Mapping[Site, date]) -> list[Site]:
    """The sites whose turn it is in the night of this day. `last` is the night of each one's last turn."""

    def due(site: Site) -> bool:
        before = last.get(site)
        return before is None or (day - before).days >= site.every_days

    return [site for site in sites if site.valid_on(day) and due(site)]


def next_day(site: Site, day: date, last: date | None) -> date:
    """The first night, from that of `day` on, in which the site has its turn."""
    return day if last is None else max(day, last + timedelta(days=site.every_days))


def hours_of(window: Window | None, night: NightHours, zone: ZoneInfo = ZONE) -> Hours:
    """The hours that the window and the night have in common: where the window says more than the night, it is heeded.

    A window that lies elsewhere in the day is taken as it is, once between this night's end and the next one's: that
    such a site may be visited by day only is its own wish, and in no other way would it ever have its turn.
    """
    if window is None:
        return Hours(night.begins, night.ends)
    days = [night.day + number * DAY for number in (-1, 0, 1)]
    spans = [_span(window, day, zone) for day in days]
    common = [(max(begins, night.begins), min(ends, night.ends)) for begins, ends in spans]
    begins, ends = max(common, key=lambda span: span[1] - span[0])
    if begins < ends:
        return Hours(begins, ends)
    return next(Hours(begins, ends, own=True) for begins, ends in spans if begins >= night.ends)


def spread(
    hours: Mapping[Site, Hours], addresses: Mapping[Site, str], lengths: Mapping[Site, timedelta], now: datetime
) -> list[Slot]:
    """Each site's place. Those of one address begin one after the other, the next when the one before should have
    ended; all others begin side by side, as many at once as there are hands.

    Where the hours are too short for that, they follow each other closer: a site begins in its hours or not at all.
    """
    groups: dict[str, list[Site]] = defaultdict(list)
    for site in hours:
        groups[addresses.get(site) or f"unknown {site.url}"].append(site)
    return [slot for sites in groups.values() for slot in _in_turn(sites, hours, lengths, now)]


def _in_turn(
    sites: Sequence[Site], hours: Mapping[Site, Hours], lengths: Mapping[Site, timedelta], now: datetime
) -> list[Slot]:
    """The place of each, the earliest first: of those that may begin, the one whose hours end first has the turn."""
    begins = {site: max(now, hours[site].begins) for site in sites}
    coming = sorted(sites, key=lambda site: (begins[site], site.url), reverse=True)
    total = sum((lengths.get(site, USUAL) for site in sites), timedelta())
    span = max(hours[site].ends for site in sites) - min(begins.values())
    pace = max(0.0, min(1.0, span / total)) if total else 1.0
    waiting: list[tuple[datetime, str, Site]] = []
    slots = []
    at = begins[coming[-1]]
    while coming or waiting:
        if not waiting:
            at = max(at, begins[coming[-1]])
        while coming and begins[coming[-1]] <= at:
            site = coming.pop()
            heappush(waiting, (hours[site].ends, site.url, site))
        ends, _, site = heappop(waiting)
        length = lengths.get(site, USUAL) * pace
        # Better beside another than not at all: the crawler's own politeness holds between them, too.
        slots.append(Slot(site, min(at, max(begins[site], ends - length)), ends))
        at += length
    return slots


def expected_end(slots: Sequence[Slot], lengths: Mapping[Site, timedelta], at_once: int) -> datetime | None:
    """When the last of these should have ended, with so many audited at once; None without any."""
    free: list[datetime] = []
    ended = []
    for slot in sorted(slots, key=lambda slot: slot.begins):
        begins = max(slot.begins, heappop(free)) if len(free) >= at_once else slot.begins
        ended.append(begins + lengths.get(slot.site, USUAL))
        heappush(free, ended[-1])
    return max(ended, default=None)


def _span(window: Window, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The window as it begins on this local date."""
    last = day if window.start < window.end else day + DAY
    begins, ends = moment(day, window.start, zone), moment(last, window.end, zone)
    if begins < ends:
        return begins, ends
    # The clock left out its beginning, which then comes no sooner than its end.
    return begins, begins + (datetime.combine(last, window.end) - datetime.combine(day, window.start))
