"""One page of a browser, reused for a site's pages: loads, waits, asks scripts, and lets nothing hold it up.

What every browser that speaks the DevTools protocol has in common; an engine adds how a command gets there.
"""

import asyncio
import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from crawler.gather.scripts import call, script
from crawler.limits import Limits
from crawler.traffic import Traffic

WORLD = "eindekss"
PRELUDE = ("common", "settle", "dom", "axe", "layout", "targets", "mobile", "outline")
DESKTOP = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 412, "height": 823, "deviceScaleFactor": 1, "mobile": True}
NARROW = {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": False}
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
ONLINE = {**OFFLINE, "offline": False}

COMMAND_S = 5.0
# A new screen waits for a picture from the process that paints for all pages.
SCREEN_S = 10.0
# Where a tab stands between two pages, and how long it may take to get there.
BLANK = "about:blank"
LEAVING_S = 2.0
# Times its requests that a page may ask for before it is left.
FLOOD = 5
STORAGE = "file_systems,indexeddb,local_storage,websql,service_workers,cache_storage,shared_storage,storage_buckets"


STAY = """
  navigation.addEventListener("navigate", (event) => {
    if (event.cancelable && !event.destination.sameDocument) event.preventDefault();
  }, { capture: true });
"""


class TabFrozen(Exception):
    """The page did not answer in time."""


class TabStuck(TabFrozen):
    """The page came, and then did not answer."""


class TabMoved(Exception):
    """The document went away under the question: the page navigated by itself."""


class TabCrashed(Exception):
    """The page's process, or the whole browser, is gone."""


class ScriptFault(Exception):
    """A script of ours threw inside the page."""


class Tab(ABC):
    """`spoiled` says that it must not be used for another page. The engine hands every event to `_hear`."""

    def __init__(self, main_frame: str, limits: Limits) -> None:
        self.main_frame = main_frame
        self.spoiled = False
        self.crashed = asyncio.Event()
        self.flooded = False
        self._limits = limits
        self._blank = asyncio.Event()
        self._world: tuple[int, int] | None = None
        self._bypass = False
        self._offline = False
        self._chores: set[asyncio.Future[None]] = set()
        self.traffic = Traffic(main_frame, limits)

    @abstractmethod
    async def send(self, method: str, parameters: dict[str, Any] | None = None, timeout_s: float = COMMAND_S) -> Any:
        """One CDP command. Raises TabFrozen, TabMoved, TabCrashed."""

    @abstractmethod
    async def axe(self, timeout_s: float) -> tuple[Mapping[str, Any], int]:
        """What crawler/gather/axe.js tells of the page and its frames; how many frames axe could not enter."""

    @abstractmethod
    async def console(self) -> Sequence[str]:
        """The errors that the page wrote to its console."""

    @abstractmethod
    async def close(self) -> None:
        """Gives up what the browser keeps for it."""

    async def prepare(self, phone: bool) -> None:
        """Listens, and takes the desktop's or the phone's screen."""
        await self.send("Page.enable")
        await self.send("Network.enable")
        await self.send("Network.setBypassServiceWorker", {"bypass": True})
        await self.screen(PHONE if phone else DESKTOP)

    async def navigate(self, url: str, timeout_s: float, lift_csp: bool = False) -> dict[str, Any]:
        """Forgets the last page but for the HTTP cache, and asks for `url`: the answer of Page.navigate.

        It comes when the document's head has come; `errorText` and `isDownload` say why there is none.
        """
        # First of all: what the last page still loads is no longer counted, and no longer ends the network.
        last, self.traffic = self.traffic, Traffic(self.main_frame, self._limits)
        await self._forget(last)
        if lift_csp != self._bypass:
            await self.send("Page.setBypassCSP", {"enabled": lift_csp})
            self._bypass = lift_csp
        self._world = None
        return await self._go(url, timeout_s)

    async def _go(self, url: str, timeout_s: float) -> dict[str, Any]:
        answer: dict[str, Any] = await self.send("Page.navigate", {"url": url}, timeout_s)
        return answer

    async def _forget(self, last: Traffic) -> None:
        if self._offline:
            await self.send("Network.emulateNetworkConditions", ONLINE)
            self._offline = False
        if last.documents:
            await self.send("Network.clearBrowserCookies")
        for origin in sorted(last.origins):
            await self.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORAGE})

    async def leave(self) -> None:
        """Ends the page's life between pages: its timers, requests and players cost others their time."""
        self._blank.clear()
        try:
            await self.send("Runtime.evaluate", {"expression": "sessionStorage.clear(); name = ''"}, 1.0)
            async with asyncio.timeout(LEAVING_S):
                await self.send("Page.navigate", {"url": BLANK}, LEAVING_S)
                # The answer comes before the page goes: one asked for in between would be lost with it.
                await self._blank.wait()
        except (TabFrozen, TabMoved, TabCrashed, TimeoutError):
            self.spoiled = True

    async def hold(self) -> None:
        """From now on the page may not navigate away by itself."""
        await self.run(STAY, await self.world())

    async def responds(self, timeout_s: float = COMMAND_S) -> bool:
        """Whether the page's process answers a plain question."""
        try:
            await self.send("Runtime.evaluate", {"expression": "1", "returnByValue": True}, timeout_s)
        except (TabFrozen, TabCrashed):
            return False
        except TabMoved:
            pass
        return True

    async def world(self) -> int:
        """The id of our isolated world in the document that is shown, with our scripts in it."""
        document = self.traffic.documents
        if self._world is None or self._world[0] != document:
            made = await self.send("Page.createIsolatedWorld", {"frameId": self.main_frame, "worldName": WORLD})
            context = int(made["executionContextId"])
            self._world = (document, context)
            await self.run("\n".join(map(script, PRELUDE)), context)
        return self._world[1]

    async def run(self, expression: str, context: int, timeout_s: float = COMMAND_S) -> Any:
        """The value of an expression in a world, promises awaited. Raises ScriptFault too."""
        answer = await self.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": context, "returnByValue": True, "awaitPromise": True},
            timeout_s,
        )
        fault = answer.get("exceptionDetails")
        if fault is not None:
            thrown = fault.get("exception", {})
            told = str(thrown.get("description") or thrown.get("value") or fault.get("text"))
            raise ScriptFault(told.partition("\n")[0][:300])
        return answer["result"].get("value")

    async def ask(self, function: str, *arguments: object, timeout_s: float) -> Any:
        """What a function of crawler/gather/*.js tells, read from its JSON."""
        try:
            told = await self.run(call(function, *arguments), await self.world(), timeout_s)
        except TabMoved:
            self._world = None
            raise
        return json.loads(told)

    async def screen(self, metrics: dict[str, Any]) -> None:
        await self.send("Emulation.setDeviceMetricsOverride", metrics, SCREEN_S)
        touch = {"enabled": True, "maxTouchPoints": 1} if metrics["mobile"] else {"enabled": False}
        await self.send("Emulation.setTouchEmulationEnabled", touch)

    async def screenshot(self, timeout_s: float, clip: dict[str, float] | None = None) -> bytes:
        """The viewport, or the clip of the page (px: x, y, width, height; scale), as JPEG."""
        asked = {"format": "jpeg", "quality": 60, "optimizeForSpeed": True, **({"clip": clip} if clip else {})}
        shot = await self.send("Page.captureScreenshot", asked, timeout_s)
        return base64.b64decode(shot["data"])

    def _hear(self, name: str, event: dict[str, Any]) -> None:
        self.traffic.hear(name, event)
        if name == "Page.frameNavigated" and event["frame"]["id"] == self.main_frame:
            self._blank.set() if event["frame"]["url"] == BLANK else self._blank.clear()
        if not self._offline and self.traffic.overspent:
            self._offline = True
            self._chore(self.send("Network.emulateNetworkConditions", OFFLINE))
        elif self.traffic.requests > self._limits.max_page_requests * FLOOD and not self.flooded:
            # Asking goes on though nothing is given: listening to it would cost the other sites their time.
            self.flooded = True
            self.crashed.set()

    def _chore(self, work: Awaitable[object]) -> None:
        """Something to do beside, whose failing changes nothing: the page it was meant for is gone."""

        async def done() -> None:
            try:
                async with asyncio.timeout(COMMAND_S):
                    await work
            except (TabFrozen, TabMoved, TabCrashed, TimeoutError):
                return

        task = asyncio.ensure_future(done())
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
