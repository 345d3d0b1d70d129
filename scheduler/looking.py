"""Looks at all sites in the hour before a night, without a browser, so that its digest knows of their certificates."""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta

from crawler.network import INTERNET, Network
from db.engine import DatabaseError
from db.looks import last_looks, newest_look
from pipeline.errors import storage_error
from pipeline.site_checking import Looked, Round, keep_looks, look_around
from pipeline.workplace import Workplace
from scheduler.nights import Nights
from scheduler.planner import PlanError, Planner

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=1)
EVERY_S = 60.0
# A round that kept nothing, for want of a network say, is not gone at once again.
AGAIN_S = 900.0


async def look_ahead(workplace: Workplace, planner: Planner, nights: Nights, network: Network = INTERNET) -> None:
    """Looks before each night that is to come, for ever; a look by hand within that hour counts. Ends by cancellation.

    What it meets is told in the log: a night needs no look.
    """
    while True:
        pause_s = EVERY_S
        try:
            if await _due(workplace, nights):
                pause_s = AGAIN_S
                await _look(workplace, planner, nights.calendar.after(datetime.now(UTC)).day, network)
        except* PlanError as group:
            log.warning("no look at the sites: %s", group.exceptions[0])
        except* DatabaseError as group:
            log.warning("no look at the sites: %s", storage_error(group))
        await asyncio.sleep(pause_s)


async def _due(workplace: Workplace, nights: Nights) -> bool:
    now = datetime.now(UTC)
    begins = nights.calendar.after(now).begins
    if nights.last is None or nights.last.paused or begins - now > AHEAD:
        return False
    newest = await asyncio.to_thread(newest_look, workplace.database)
    return newest is None or newest < begins - AHEAD


async def _look(workplace: Workplace, planner: Planner, day: date, network: Network) -> None:
    sites = [site for site in planner.sites() if site.valid_on(day)]
    looked = Looked(await asyncio.to_thread(last_looks, workplace.database))
    await look_around(workplace, Round(sites, allow_private=planner.allow_private), looked, network=network)
    await asyncio.to_thread(keep_looks, workplace, looked)
    failed = sum(not look.ready for look in looked.looks.values())
    log.info("looked at %d sites before the night, %d of them cannot be audited as they are", len(looked.looks), failed)
