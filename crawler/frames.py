"""Puts axe into an isolated world of every frame of a page, those that run in processes of their own included."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Frame
from playwright.async_api import Error as PlaywrightError

from crawler.addresses import same_site
from crawler.tab import WORLD

if TYPE_CHECKING:
    from crawler.playwright_tab import PlaywrightTab

MAX_FRAMES = 40
FRAME_S = 3.0
# Without it axe drops frames of other origins without a word.
ALLOW = "axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });"


@dataclass(frozen=True, slots=True)
class Frames:
    """`own` are URLs of frames of the page's own site that the page may not look into; `missed` got no axe."""

    own: tuple[str, ...] = ()
    missed: int = 0


async def prepare(tab: "PlaywrightTab", axe_source: str, timeout_s: float) -> Frames:
    """axe in the page and all its frames. Raises what Tab does, for the page itself; a frame that fails is counted."""
    source = f"{axe_source}\n;{ALLOW}"
    await tab.run(source, await tab.world(), timeout_s)
    frames = tab.page.frames[1:]
    if not frames:
        return Frames()
    tree = await tab.send("Page.getFrameTree")
    inside = [tab.main_frame, *descendants(tree["frameTree"])]
    work = [_inject(tab.cdp, frame, source) for frame in inside[1:MAX_FRAMES]]
    work += [_inject_apart(frame, source) for frame in frames[:MAX_FRAMES]]
    done = await asyncio.gather(*work)
    return Frames(own_frames([frame.url for frame in frames], tab.page.url), max(len(frames) - sum(done), 0))


def own_frames(addresses: Iterable[str], page_url: str) -> tuple[str, ...]:
    """Those of the frames' addresses that are the page's own site's."""
    origin = _origin(page_url)
    urls = [url for url in addresses if url.startswith(("http://", "https://"))]
    # A frame of the same origin is in the list too: in a sandbox the page may not look into that either.
    return tuple(dict.fromkeys(url for url in urls if _origin(url) == origin or same_site(url, page_url)))


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def descendants(tree: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the frames below one in an answer of Page.getFrameTree."""
    for child in tree.get("childFrames", ()):
        yield child["frame"]["id"]
        yield from descendants(child)


async def _inject_apart(frame: Frame, source: str) -> int:
    """How many frames got axe: this one and those within its process; 0 where it runs in its parent's."""
    try:
        async with asyncio.timeout(FRAME_S):
            session = await frame.page.context.new_cdp_session(frame)
            try:
                tree = (await session.send("Page.getFrameTree"))["frameTree"]
                idents = [tree["frame"]["id"], *descendants(tree)][:MAX_FRAMES]
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
