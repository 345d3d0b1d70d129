"""Pictures of proof: elements of the page that is open, outlined, with some of what stands around them."""

import asyncio
from collections.abc import Sequence

from crawler.tab import DESKTOP, PHONE, ScriptFault, Tab
from model.finding import Proof

MAX_WIDTH_PX = 900
MAX_HEIGHT_PX = 500
MAX_BYTES = 300_000
ELEMENT_S = 2.0
# For all pictures of one page together.
PAGE_S = 6.0
# A page that goes on moving on a phone's screen is pictured as it is.
CALM_MS = 500


async def take_pictures(tab: Tab, proofs: Sequence[Proof], taken: dict[Proof, bytes | None]) -> None:
    """Fills `taken` with JPEGs, as far as the time goes; None is for what nobody can see. Raises what Tab does."""
    ends = asyncio.get_running_loop().time() + PAGE_S
    for proof in proofs:
        left_s = min(ELEMENT_S, ends - asyncio.get_running_loop().time())
        if left_s <= 0:
            return
        image = await _picture(tab, proof, left_s)
        taken[proof] = image if image is not None and len(image) <= MAX_BYTES else None


async def take_on_phone(tab: Tab, proofs: Sequence[Proof], taken: dict[Proof, bytes | None]) -> None:
    """The same on a phone's screen; the desktop's afterwards."""
    await tab.screen(PHONE)
    try:
        await tab.ask("calm", CALM_MS, timeout_s=ELEMENT_S)
        await take_pictures(tab, proofs, taken)
    except ScriptFault:
        return
    finally:
        await tab.screen(DESKTOP)


async def _picture(tab: Tab, proof: Proof, within_s: float) -> bytes | None:
    sought = (proof.selector, proof.target, proof.what)
    try:
        clip = await tab.ask("outline", *sought, MAX_WIDTH_PX, MAX_HEIGHT_PX, timeout_s=within_s)
    except ScriptFault:
        return None
    return await tab.screenshot(within_s, clip) if clip is not None else None
