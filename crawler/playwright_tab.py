"""A page of Chromium through Playwright."""

import asyncio
import contextlib
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Dialog, Page
from playwright.async_api import Error as PlaywrightError

from crawler.frames import prepare
from crawler.limits import Limits
from crawler.tab import COMMAND_S, Tab, TabCrashed, TabFrozen, TabMoved
from crawler.traffic import HEARD, Traffic

MAX_CONSOLE = 20
MAX_CONSOLE_CHARS = 300
# A page that logs without end is silenced.
MAX_CONSOLE_HEARD = 500
MUTE = "for (const name of Object.keys(console)) console[name] = () => undefined"


class PlaywrightTab(Tab):
    """Made by `open`."""

    def __init__(self, page: Page, cdp: CDPSession, main_frame: str, limits: Limits, axe_source: str) -> None:
        super().__init__(main_frame, limits)
        self.page = page
        self.cdp = cdp
        self._axe_source = axe_source
        self._held = False
        self._lines: list[str] = []
        self._heard = 0
        self._listening = False
        for name in HEARD:
            cdp.on(name, partial(self._hear, name))
        cdp.on("Fetch.requestPaused", self._paused)
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: self._chore(_tried(popup.close())))
        page.on("crash", lambda _: self.crashed.set())
        page.on("close", lambda _: self.crashed.set())

    @classmethod
    async def open(cls, context: BrowserContext, limits: Limits, phone: bool, axe_source: str) -> "PlaywrightTab":
        """A new page of the context at the desktop's or the phone's screen. Raises TabCrashed."""
        page: Page | None = None
        try:
            async with asyncio.timeout(COMMAND_S * 2):
                page = await context.new_page()
                cdp = await context.new_cdp_session(page)
                tree = await cdp.send("Page.getFrameTree")
                tab = cls(page, cdp, tree["frameTree"]["frame"]["id"], limits, axe_source)
                await tab.prepare(phone)
        except (PlaywrightError, TimeoutError, TabFrozen, TabMoved) as error:
            # There is nothing on an empty page that could freeze it: its process has died.
            if page is not None:
                await _closed(page)
            raise TabCrashed(f"a new page does not open: {error}") from error
        return tab

    async def send(self, method: str, parameters: dict[str, Any] | None = None, timeout_s: float = COMMAND_S) -> Any:
        """One CDP command. Raises TabFrozen, TabMoved, TabCrashed."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self.cdp.send(method, parameters)
        except TimeoutError as error:
            raise TabFrozen(f"{method} had no answer in {timeout_s:.1f} s") from error
        except PlaywrightError as error:
            if self.crashed.is_set() or self.page.is_closed() or _tells_of_death(error.message):
                self.crashed.set()
                raise TabCrashed(error.message) from error
            raise TabMoved(error.message) from error

    async def _go(self, url: str, timeout_s: float) -> dict[str, Any]:
        self._listen()
        return await super()._go(url, timeout_s)

    async def _forget(self, last: Traffic) -> None:
        if self._held:
            await self.send("Fetch.disable")
            self._held = False
        await super()._forget(last)

    async def hold(self) -> None:
        pattern = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Request"}
        await self.send("Fetch.enable", {"patterns": [pattern]})
        self._held = True
        # What needs no request, such as about:blank, is stopped within the page.
        await super().hold()

    async def axe(self, timeout_s: float) -> tuple[Mapping[str, Any], int]:
        frames = await prepare(self, self._axe_source, timeout_s)
        return await self.ask("axe", frames.own, timeout_s=timeout_s), frames.missed

    async def console(self) -> Sequence[str]:
        return self._lines

    async def close(self) -> None:
        for chore in tuple(self._chores):
            chore.cancel()
        await _closed(self.page)

    def _listen(self) -> None:
        self._deaf()
        self._lines, self._heard, self._listening = [], 0, True
        self.page.on("console", self._console)
        self.page.on("pageerror", self._page_error)

    def _deaf(self) -> None:
        if self._listening:
            self.page.remove_listener("console", self._console)
            self.page.remove_listener("pageerror", self._page_error)
        self._listening = False

    def _console(self, message: ConsoleMessage) -> None:
        self._note_error(message.text if message.type == "error" else "")

    def _page_error(self, error: PlaywrightError) -> None:
        self._note_error(error.message)

    def _note_error(self, text: str) -> None:
        self._heard += 1
        if text and len(self._lines) < MAX_CONSOLE:
            self._lines.append(" ".join(text.split())[:MAX_CONSOLE_CHARS])
        if self._heard >= MAX_CONSOLE_HEARD:
            self._deaf()
            # The driver hears it all the same, and our own questions stand in line behind it.
            self._chore(self.send("Runtime.evaluate", {"expression": MUTE}))

    def _dialog(self, dialog: Dialog) -> None:
        self._chore(_tried(dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss()))

    def _paused(self, event: dict[str, Any]) -> None:
        ident = {"requestId": event["requestId"]}
        if event.get("frameId") == self.main_frame:
            self._chore(self.send("Fetch.failRequest", {**ident, "errorReason": "Aborted"}))
        else:
            self._chore(self.send("Fetch.continueRequest", ident))


async def _tried(work: Awaitable[object]) -> None:
    with contextlib.suppress(PlaywrightError):
        await work


def _tells_of_death(message: str) -> bool:
    # "Inspected target navigated or closed" is what a page says that moves to another process, too.
    return "navigated" not in message and ("closed" in message or "crash" in message)


async def _closed(page: Page) -> None:
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(COMMAND_S):
            await page.close()
