"""Puts axe into an isolated world of every frame of a page, those that run in processes of their own included."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Frame
from playwright.async_api import Error as PlaywrightError

from crawler.addresses import same_site
from crawler.tab import WORLD, Tab

MAX_FRAMES = 40
FRAME_S = 3.0
# Without it axe drops frames of other origins without a word.
ALLOW = "axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });"


@dataclass(frozen=True, slots=True)
class Frames:
    """`own` are URLs of frames of the page's own site that the page may not look into; `missed` got no axe."""

    own: tuple[str, ...] = ()
    missed: int = 0


async def prepare(tab: Tab, axe_source: str, timeout_s: float) -> Frames:
    """axe in the page and all its frames. Raises what Tab does, for the page itself; a frame that fails is counted."""
    source = f"{axe_source}\n;{ALLOW}"
    await tab.run(source, await tab.world(), timeout_s)
    frames = tab.page.frames[1:]
    if not frames:
        return Frames()
    tree = await tab.send("Page.getFrameTree")
    inside = [tab.main_frame, *_descendants(tree["frameTree"])]
    work = [_inject(tab.cdp, frame, source) for frame in inside[1:MAX_FRAMES]]
    work += [_inject_apart(frame, source) for frame in frames[:MAX_FRAMES]]
    done = await asyncio.gather(*work)
    return Frames(_own(frames, tab.page.url), max(len(frames) - sum(done), 0))


async def apart(tab: Tab) -> bool:
    """Whether something of the page runs in a process of its own, whose requests the page's session is not told of."""
    if tab.had_workers:
        return True
    frames = tab.page.frames[1:]
    if not frames:
        return False
    tree = await tab.send("Page.getFrameTree")
    return len(frames) > sum(1 for _ in _descendants(tree["frameTree"]))


def _own(frames: list[Frame], page_url: str) -> tuple[str, ...]:
    origin = _origin(page_url)
    urls = [frame.url for frame in frames if frame.url.startswith(("http://", "https://"))]
    # A frame of the same origin is in the list too: in a sandbox the page may not look into that either.
    return tuple(dict.fromkeys(url for url in urls if _origin(url) == origin or same_site(url, page_url)))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _descendants(tree: Mapping[str, Any]) -> Iterator[str]:
    for child in tree.get("childFrames", ()):
        yield child["frame"]["id"]
        yield from _descendants(child)


async def _inject_apart(frame: Frame, source: str) -> int:
    """How many frames got axe: this one and those within its process; 0 where it runs in its parent's."""
    try:
        async with asyncio.timeout(FRAME_S):
            session = await frame.page.context.new_cdp_session(frame)
            try:
                tree = (await session.send("Page.getFrameTree"))["frameTree"]
                idents = [tree["frame"]["id"], *_descendants(tree)][:MAX_FRAMES]
                return sum([await _inject(session, ident, source) for ident in idents])
            finally:
                await session.detach()
    except (PlaywrightError, TimeoutError):
        # Also how Playwright says that the frame has no session of its own.
        return 0


async def _inject(session: CDPSession, frame: str, source: str) -> int:
    try:
        async with asyncio.timeout(FRAME_S):
            made = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": WORLD})
            asked = {"expression": source, "contextId": made["executionContextId"], "returnByValue": True}
            answer = await session.send("Runtime.evaluate", asked)
    except (PlaywrightError, TimeoutError):
        return 0
    return int("exceptionDetails" not in answer)
