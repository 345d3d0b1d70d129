"""A window of a remote browser."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.limits import Limits
from crawler.tab import COMMAND_S, Tab, TabCrashed, TabFrozen, TabMoved, TabStuck
from crawler.traffic import HEARD
from crawler.webdriver.frames import Walk
from crawler.webdriver.line import Line
from crawler.webdriver.wire import Wire

LOOK_S = 0.5
PAUSE_S = 0.03
# An open dialog stops the driver where a frame of another process is about to come in: none opens, each is dismissed.
ANSWERED = "alert = print = () => undefined; confirm = () => false; prompt = () => null;"
# A download is announced a moment after the document that it was not.
DOWNLOAD_S = 0.3
MAX_LINES = 20
MAX_LINE_CHARS = 300
# What the driver writes before a page's own words: address, line and column.
PLACE = re.compile(r"^\S+ (?:\d+:\d+|-) ")


class RemoteTab(Tab):
    """Made by `open`; all windows of a browser are on one line."""

    def __init__(self, line: Line, wire: Wire, window: str, main_frame: str, limits: Limits, axe_file: Path) -> None:
        super().__init__(main_frame, limits)
        self.window = window
        self._line = line
        self._wire = wire
        self._axe_file = axe_file
        self._asked = ""
        self._answer: dict[str, Any] = {}
        self._arrived = asyncio.Event()
        self._came = False

    async def send(self, method: str, parameters: dict[str, Any] | None = None, timeout_s: float = COMMAND_S) -> Any:
        try:
            return await self._line.work(self._wire.cdp, self.window, method, parameters or {}, timeout_s)
        except TabCrashed:
            self.crashed.set()
            raise

    async def axe(self, timeout_s: float) -> tuple[Mapping[str, Any], int]:
        walk = Walk(self._wire, self.window, await self.world(), self._axe_file, timeout_s)
        return await self._line.work(walk.run)

    async def console(self) -> Sequence[str]:
        lines = [entry for entry in await self._line.work(self._wire.console) if entry["level"] == "SEVERE"]
        own = [entry for entry in lines if entry.get("source") in ("console-api", "javascript")]
        return [" ".join(PLACE.sub("", entry["message"]).split())[:MAX_LINE_CHARS] for entry in own[:MAX_LINES]]

    async def prepare(self, phone: bool) -> None:
        await super().prepare(phone)
        agent = self._limits.phone_user_agent if phone else self._limits.user_agent
        await self.send("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": "lv-LV"})
        await self.send("Emulation.setLocaleOverride", {"locale": "lv-LV"})
        await self.send("Emulation.setTimezoneOverride", {"timezoneId": "Europe/Riga"})
        await self.send("Page.addScriptToEvaluateOnNewDocument", {"source": ANSWERED})
        await self.send("Page.setDownloadBehavior", {"behavior": "deny"})
        if phone:
            # Computers' pages are in the same cache.
            await self.send("Network.setCacheDisabled", {"cacheDisabled": True})

    async def leave(self) -> None:
        await super().leave()
        try:
            await self._line.work(self._wire.close_others)
        except (TabFrozen, TabMoved, TabCrashed):
            self.spoiled = True

    async def close(self) -> None:
        """Its browser is given up as a whole, by the session."""

    def hear(self, window: str, name: str, event: dict[str, Any]) -> None:
        """Takes an event of any window."""
        if window == self.window:
            self._hear(name, event)

    async def _go(self, url: str, timeout_s: float) -> dict[str, Any]:
        ends = asyncio.get_running_loop().time() + timeout_s
        # What other pages wrote.
        await self.console()
        self._asked, self._answer, self._came = "", {}, False
        self._arrived.clear()
        before = await self._line.work(self._wire.address, self.window)
        await self._line.work(self._wire.go, self.window, url)
        while not self._arrived.is_set():
            left_s = ends - asyncio.get_running_loop().time()
            free = await self._line.work(self._wire.drain, min(LOOK_S, max(left_s, 0.1)))
            if left_s <= 0:
                if not free and (await self._line.work(self._wire.address, self.window)) != before:
                    raise TabStuck("the page's scripts never stop")
                raise TabFrozen(f"no answer in {timeout_s:.1f} s")
            await asyncio.sleep(PAUSE_S)
        if self._answer.get("errorText") == "net::ERR_ABORTED" and "isDownload" not in self._answer:
            await asyncio.sleep(DOWNLOAD_S)
            await self._line.work(self._wire.drain, LOOK_S)
        return self._answer

    def _hear(self, name: str, event: dict[str, Any]) -> None:
        if name == "Network.requestWillBeSent" and event["requestId"] == event.get("loaderId"):
            if event.get("frameId") == self.main_frame and not self._asked:
                self._asked = event["requestId"]
        elif name == "Network.loadingFailed" and event["requestId"] == self._asked:
            self._answer.setdefault("errorText", event["errorText"])
            self._arrived.set()
        elif name == "Page.downloadWillBegin" and event["frameId"] == self.main_frame and not self._came:
            self._answer["isDownload"] = True
            self._arrived.set()
        if name in HEARD:
            super()._hear(name, event)
        if name == "Page.frameNavigated" and event["frame"]["id"] == self.main_frame and not self._blank.is_set():
            self._came = True
            self._arrived.set()
