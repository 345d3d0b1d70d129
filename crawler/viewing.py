"""Looks at a settled page: as a desktop shows it, with axe, then in the same load as a phone does, then at 320 px."""

import asyncio
from collections.abc import Awaitable, Callable

from crawler.draft import Draft
from crawler.private_values import without_values_in
from crawler.tab import COMMAND_S, DESKTOP, NARROW, PHONE, ScriptFault, Tab, TabFrozen, TabMoved

AXE_SHARE = 0.7
CALM_MS = 2_000


async def look_desktop(tab: Tab, draft: Draft, deadline: float) -> None:
    """Screenshot and axe at the desktop's width."""
    await shoot(tab, "desktop", draft, deadline)

    async def run_axe() -> None:
        told, missed = await tab.axe(_left(deadline) * AXE_SHARE)
        draft.axe = without_values_in(told)
        if missed:
            draft.note(f"axe could not enter {missed} of the page's frames")

    await _try(tab, "axe", run_axe, draft)


async def look_phone(tab: Tab, draft: Draft, deadline: float) -> None:
    """Mobile measurements and screenshot at the phone's screen, reflow at 320 px; the desktop's screen afterwards."""

    async def measure() -> None:
        await tab.screen(PHONE)
        await tab.ask("calm", CALM_MS, timeout_s=min(COMMAND_S, _left(deadline)))
        bound = min(COMMAND_S * 2, _left(deadline))
        measured = await tab.ask("mobile", PHONE["width"], timeout_s=bound)
        await shoot(tab, "phone", draft, deadline)
        await tab.screen(NARROW)
        await tab.ask("calm", CALM_MS, timeout_s=min(COMMAND_S, _left(deadline)))
        measured["reflow"] = await tab.ask("reflow", NARROW["width"], timeout_s=bound)
        draft.mobile = without_values_in(measured)

    await _try(tab, "the mobile test", measure, draft)
    await tab.screen(DESKTOP)


async def shoot(tab: Tab, name: str, draft: Draft, deadline: float) -> None:
    """A screenshot of what is shown now, under this name."""

    async def take() -> None:
        draft.screenshots[name] = await tab.screenshot(min(COMMAND_S, _left(deadline)))

    await _try(tab, f"the {name} screenshot", take, draft)


async def _try(tab: Tab, what: str, work: Callable[[], Awaitable[None]], draft: Draft) -> None:
    """A part that fails is noted and leaves the others their turn; a page that no longer answers ends them all."""
    try:
        await work()
    except (ScriptFault, TabMoved) as error:
        draft.note(f"{what} failed: {error}"[:300])
    except TabFrozen as error:
        draft.note(f"{what} gave no result: {error}")
        # Our own script may be what takes so long; the page is good for what comes next, but not for another page.
        tab.spoiled = True
        await tab.send("Runtime.terminateExecution")
        if not await tab.responds():
            raise


def _left(deadline: float) -> float:
    return max(deadline - asyncio.get_running_loop().time(), 0.1)
