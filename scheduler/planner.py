"""Plans a night: reads the list of sites as it is now, and gives each site that is due its place, exactly once."""

import asyncio
import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import sleep

from crawler.addresses import origin
from crawler.guard import Guard, Refused
from crawler.ip_addresses import is_loopback
from crawler.network import INTERNET, Network
from db.night_facts import known_addresses, usual_lengths
from db.nights import Planned, last_turns, plan_night
from db.runs import RunExists
from model.evidence import Versions
from model.site import Site
from pipeline.audit import new_run_id
from pipeline.errors import SetupError
from pipeline.running import NEXT_NAME_S
from pipeline.signatures import signatures_mark
from pipeline.sites_file import SitesFileError, read_sites
from pipeline.versions import tool_version
from pipeline.workplace import Workplace
from scheduler.calendar import DAY, NightHours
from scheduler.planning import Slot, due_sites, hours_of, spread
from scheduler.queue import enqueue_of

log = logging.getLogger(__name__)

# Above the nights' own turns: whoever asks for a site by day does not wait for them.
ASKED_PRIORITY = 10
LOOK_UPS_S = 20.0
# Nights by whose audits the length of the next one is told; a site that comes less often has as many of its own.
MEASURED_NIGHTS = 3


class PlanError(Exception):
    """The night cannot be planned now; the text says what to do, after which it is planned by itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """What nights are planned by. `last` is the night of each site's last turn, of those that do not come each night.

    `addresses`: the IP address of each; `lengths`: what its audit takes. Sites that nothing is known of are left out.
    `unpaced`: addresses whose sites need not wait for each other.
    """

    sites: Sequence[Site]
    last: Mapping[Site, date]
    addresses: Mapping[Site, str]
    lengths: Mapping[Site, timedelta]
    unpaced: Set[str] = frozenset()

    def slots(self, night: NightHours, now: datetime) -> Sequence[Slot]:
        """The places of the sites that are due in the night, if it is planned at this moment."""
        due = due_sites(self.sites, night.day, self.last)
        hours = {site: hours_of(site.window, night) for site in due}
        paced = {site: address for site, address in self.addresses.items() if address not in self.unpaced}
        return spread(hours, paced, self.lengths, max(now, night.begins))


class Planner:
    """Plans nights of the sites in the file. `allow_private` opens each site's own origin on a private address."""

    def __init__(
        self, workplace: Workplace, sites: Path, allow_private: bool = False, network: Network = INTERNET
    ) -> None:
        self._workplace = workplace
        self._path = sites
        self.allow_private = allow_private
        self._network = network

    def write(self, night: NightHours, now: datetime) -> str:
        """Plans the night and writes it down; returns its run. Raises NightExists, PlanError, DatabaseError."""
        slots = self.known(self.sites(), night.day).slots(night, now)
        turns = [Planned(slot.site, slot.begins, slot.ends) for slot in slots]
        ends = max([night.ends, *(slot.ends for slot in slots)])
        settings = {"allow_private": self.allow_private, "max_pages": None}
        try:
            run = _written(self._workplace, turns, now, ends, settings, night)
        except SetupError as error:
            raise PlanError(str(error)) from error
        log.info("night of %s planned as run %s: %d sites", night.day, run, len(turns))
        return run

    def known(self, sites: Sequence[Site], day: date) -> Known:
        """What the nights from that of the day on are planned by. Raises DatabaseError."""
        database = self._workplace.database
        seldom = max((site.every_days for site in sites), default=1)
        # Who comes every night comes tonight: only the others must be asked for.
        slow = [site for site in sites if site.every_days > 1]
        last = last_turns(database, slow, day - seldom * DAY) if slow else {}
        lengths = usual_lengths(database, sites, day - MEASURED_NIGHTS * seldom * DAY)
        addresses = self.addresses(sites)
        # As the crawler has it: an origin of this machine that was opened is paced only by a pace that somebody set.
        opened = self.allow_private and not self._workplace.settings.limits.opened_pace_s
        unpaced = set(filter(is_loopback, addresses.values())) if opened else frozenset()
        return Known(sites, last, addresses, lengths, unpaced)

    def addresses(self, sites: Sequence[Site]) -> Mapping[Site, str]:
        """The IP address that each site is found at, as it was last seen, else as the resolver says now.

        Sites without an answer in time are left out: they count as alone on their address.
        """
        seen = known_addresses(self._workplace.database)
        found = {site: first_address(seen[site.url]) for site in sites if site.url in seen}
        unseen = [site for site in sites if site not in found]
        return found | asyncio.run(self._look_up(unseen)) if unseen else found

    def sites(self) -> Sequence[Site]:
        """The sites of the file; its refused rows are told and stop no others. Raises PlanError."""
        try:
            read = read_sites(self._path)
        except SitesFileError as error:
            raise PlanError(str(error)) from error
        for problem in read.problems:
            log.warning("%s, line %d: %s. The row is left out.", self._path, problem.line, problem.text)
        if not read.sites:
            # Somebody may be writing it; a night without a site would be told as one in which all is well.
            raise PlanError(f"{self._path} names no site: write one line for each site into it.")
        return read.sites

    async def _look_up(self, sites: Sequence[Site]) -> dict[Site, str]:
        origins = {site: origin(site.url) for site in sites}
        opened = frozenset(origins.values()) if self.allow_private else frozenset()
        guard = Guard(opened | self._network.open_origins, self._workplace.settings.limits, self._network.lookup)
        found: dict[Site, str] = {}

        async def ask(site: Site) -> None:
            try:
                found[site] = first_address(await guard.resolve(*origins[site]))
            except Refused as refused:
                log.info("no address of %s: %s", site.url, refused)

        try:
            async with asyncio.timeout(LOOK_UPS_S):
                await asyncio.gather(*map(ask, sites))
        except TimeoutError:
            log.warning("%d sites were not found in time: they are planned without an address", len(sites) - len(found))
        return found


def ask_for(
    workplace: Workplace, sites: Sequence[Site], now: datetime, max_pages: int | None, allow_private: bool
) -> str:
    """Writes down a run that a person asks for: its sites begin at once, before those of a night. Returns its name.

    Raises SetupError where the settings' signatures cannot be read, DatabaseError.
    """
    ends = now + timedelta(hours=workplace.settings.night_hours)
    turns = [Planned(site, now, ends, ASKED_PRIORITY) for site in sites]
    return _written(workplace, turns, now, ends, {"allow_private": allow_private, "max_pages": max_pages})


def first_address(addresses: Sequence[str]) -> str:
    """The one of a site's addresses that stands for them, in whichever order a resolver names them."""
    return min(addresses, key=lambda address: (":" in address, address))


def _written(
    workplace: Workplace,
    turns: Sequence[Planned],
    now: datetime,
    ends: datetime,
    settings: Mapping[str, object],
    night: NightHours | None = None,
) -> str:
    # Which engine and browser audit a site, its worker says with each audit: machines may differ.
    versions = asdict(Versions(tool_version(signatures_mark(workplace.settings)), axe=None, browser=None))
    while True:
        run = new_run_id()
        try:
            plan_night(
                workplace.database,
                run,
                turns,
                planned_at=now,
                ends_at=ends,
                settings=settings,
                versions=versions,
                date_of=night.day if night else None,
                enqueue=enqueue_of(workplace.database),
            )
        except RunExists:
            sleep(NEXT_NAME_S)
        else:
            return run
