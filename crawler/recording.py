"""Closes the ledger of a page that was looked at: what it fetched, or why it cannot be known by that."""

import asyncio
from datetime import UTC, datetime

from crawler.draft import Draft
from crawler.frames import apart
from crawler.ledger import conditions_of
from crawler.limits import Limits
from crawler.playwright_tab import PlaywrightTab
from crawler.tab import COMMAND_S, TabCrashed, TabFrozen, TabMoved
from model.evidence import Fetched


async def record(
    tab: PlaywrightTab, limits: Limits, draft: Draft, deadline: float, *, own_phone_load: bool = False
) -> None:
    """Sets `draft.fetched`. Nothing here fails: evidence that was had is worth more than its record."""
    at, conditions = datetime.now(UTC), conditions_of(limits)
    ledger = tab.ledger
    if own_phone_load:
        ledger.hinder("phones get a load of their own")
    if draft.notes:
        ledger.hinder(f"the load was not smooth: {draft.notes[0]}"[:300])
    left_s = deadline - asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(max(min(COMMAND_S, left_s / 2), 0.0)):
            if await apart(tab):
                ledger.hinder("what a frame or a worker in a process of its own fetches is not seen")
            draft.fetched = await ledger.close(conditions, tab.body)
    except TabMoved:
        draft.fetched = Fetched(at, conditions, obstacle="the page went away while it was written down")
    except (TabFrozen, TabCrashed, TimeoutError):
        tab.spoiled = True
        draft.fetched = Fetched(at, conditions, obstacle="the page did not answer any more")
