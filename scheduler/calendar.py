"""When a night begins: once on every day of the local clock, whatever is done to the clock on it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger

from reports.language import ZONE

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NightHours:
    """The hours of the night of the local date `day`, in UTC: its sites may begin from `begins` until `ends`."""

    day: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """Nights begin at `at` by the clock of `zone`, and last `length` by any clock."""

    at: time
    length: timedelta
    zone: ZoneInfo = ZONE

    def night(self, day: date) -> NightHours:
        """The night that begins on this local date."""
        begins = moment(day, self.at, self.zone)
        return NightHours(day, begins, begins + self.length)

    def after(self, now: datetime) -> NightHours:
        """The first night that begins after `now`."""
        night = self.night(self.day_of(now))
        return night if night.begins > now else self.night(night.day + DAY)

    def last(self, now: datetime) -> NightHours:
        """The newest night that has begun; its hours may be over."""
        night = self.night(self.day_of(now))
        return night if night.begins <= now else self.night(night.day - DAY)

    def due(self, now: datetime) -> NightHours | None:
        """The night whose hours these are."""
        night = self.last(now)
        return night if now < night.ends else None

    def day_of(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()


class NightTrigger(BaseTrigger):  # type: ignore[misc]  # it has no types
    """Fires as each night begins, from the first that begins at `since` or later.

    It is stored pickled: its state is these two and the zone's name.
    """

    def __init__(self, at: time, since: datetime, zone: ZoneInfo = ZONE) -> None:
        self.at = at
        self.since = since
        self.zone = zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The begin of the next night; after `previous_fire_time` also one that has passed, which is a missed one."""
        after = previous_fire_time or now - datetime.resolution
        return Calendar(self.at, DAY, self.zone).after(max(after, self.since - datetime.resolution)).begins

    def __str__(self) -> str:
        return f"each night at {self.at:%H:%M}"


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a local time, in UTC.

    A time that the clock shows twice is the first of the two. One that it leaves out comes as long after midnight as on
    any other day: in Riga, 03:30 of the spring's change is 04:30.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def first_after(after: datetime, at: time, zone: ZoneInfo = ZONE) -> datetime:
    """The first moment later than `after` at which the clock shows this time."""
    day = after.astimezone(zone).date()
    today = moment(day, at, zone)
    return today if today > after else moment(day + DAY, at, zone)
