"""One page of the browser, reused for a site's pages: loads, waits, asks scripts, and lets nothing hold it up."""

import asyncio
import base64
import contextlib
import json
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Dialog, Page, Worker
from playwright.async_api import Error as PlaywrightError

from crawler.gather.scripts import call, script
from crawler.ledger import NOTED, Ledger
from crawler.limits import Limits
from crawler.traffic import HEARD, Traffic
from model.evidence import Resource

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
MAX_CONSOLE = 20
MAX_CONSOLE_CHARS = 300
# A page that logs without end is silenced.
MAX_CONSOLE_HEARD = 500
MUTE = "for (const name of Object.keys(console)) console[name] = () => undefined"
STORAGE = "file_systems,indexeddb,local_storage,websql,service_workers,cache_storage,shared_storage,storage_buckets"


STAY = """
  navigation.addEventListener("navigate", (event) => {
    if (event.cancelable && !event.destination.sameDocument) event.preventDefault();
  }, { capture: true });
"""


class TabFrozen(Exception):
    """The page did not answer in time."""


class TabMoved(Exception):
    """The document went away under the question: the page navigated by itself."""


class TabCrashed(Exception):
    """The page's process, or the whole browser, is gone."""


class ScriptFault(Exception):
    """A script of ours threw inside the page."""


class Tab:
    """Made by `open`. `spoiled` says that it must not be used for another page."""

    def __init__(self, page: Page, cdp: CDPSession, main_frame: str, limits: Limits) -> None:
        self.page = page
        self.cdp = cdp
        self.main_frame = main_frame
        self.spoiled = False
        self.crashed = asyncio.Event()
        self.console: list[str] = []
        self.held = False
        self.flooded = False
        self._limits = limits
        self._heard = 0
        self._listening = False
        self._world: tuple[int, int] | None = None
        self._bypass = False
        self._offline = False
        self._chores: set[asyncio.Future[None]] = set()
        self.traffic = Traffic(main_frame, limits)
        self.had_workers = False
        self._known: dict[str, Resource] = {}
        self.ledger = Ledger(self._known)
        for name in HEARD.keys() | NOTED.keys():
            cdp.on(name, partial(self._hear, name))
        cdp.on("Fetch.requestPaused", self._paused)
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: self._chore(popup.close()))
        page.on("worker", self._worker)
        page.on("crash", lambda _: self.crashed.set())
        page.on("close", lambda _: self.crashed.set())

    @classmethod
    async def open(cls, context: BrowserContext, limits: Limits, phone: bool) -> "Tab":
        """A new page of the context at the desktop's or the phone's screen. Raises TabCrashed."""
        page: Page | None = None
        try:
            async with asyncio.timeout(COMMAND_S * 2):
                page = await context.new_page()
                cdp = await context.new_cdp_session(page)
                tree = await cdp.send("Page.getFrameTree")
                tab = cls(page, cdp, tree["frameTree"]["frame"]["id"], limits)
                await tab.send("Page.enable")
                await tab.send("Network.enable")
                await tab.send("Network.setBypassServiceWorker", {"bypass": True})
                await tab.screen(PHONE if phone else DESKTOP)
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

    async def navigate(self, url: str, timeout_s: float, lift_csp: bool = False) -> dict[str, Any]:
        """Forgets the last page but for the HTTP cache, and asks for `url`: the answer of Page.navigate.

        It comes when the document's head has come; `errorText` and `isDownload` say why there is none.
        """
        # First of all: what the last page still loads is no longer counted, and no longer ends the network.
        last, self.traffic = self.traffic, Traffic(self.main_frame, self._limits)
        self.ledger, self.had_workers = Ledger(self._known), False
        await self._forget(last)
        if lift_csp != self._bypass:
            await self.send("Page.setBypassCSP", {"enabled": lift_csp})
            self._bypass = lift_csp
        self._world = None
        self._listen()
        answer: dict[str, Any] = await self.send("Page.navigate", {"url": url}, timeout_s)
        return answer

    async def _forget(self, last: Traffic) -> None:
        if self._offline:
            await self.send("Network.emulateNetworkConditions", ONLINE)
            self._offline = False
        if self.held:
            await self.send("Fetch.disable")
            self.held = False
        if last.documents:
            await self.send("Network.clearBrowserCookies")
        for origin in sorted(last.origins):
            await self.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORAGE})

    async def leave(self) -> None:
        """Ends the page's life between pages: its timers, requests and players cost others their time."""
        gone = asyncio.Event()

        def heard(event: dict[str, Any]) -> None:
            if event["frame"]["id"] == self.main_frame and event["frame"]["url"] == BLANK:
                gone.set()

        self.cdp.on("Page.frameNavigated", heard)
        try:
            await self.send("Runtime.evaluate", {"expression": "sessionStorage.clear(); name = ''"}, 1.0)
            async with asyncio.timeout(LEAVING_S):
                await self.send("Page.navigate", {"url": BLANK}, LEAVING_S)
                # The answer comes before the page goes: one asked for in between would be lost with it.
                await gone.wait()
        except (TabFrozen, TabMoved, TabCrashed, TimeoutError):
            self.spoiled = True
        finally:
            self.cdp.remove_listener("Page.frameNavigated", heard)

    async def hold(self) -> None:
        """From now on the page may not navigate away by itself."""
        pattern = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Request"}
        await self.send("Fetch.enable", {"patterns": [pattern]})
        self.held = True
        # What needs no request, such as about:blank, is stopped within the page.
        await self.run(STAY, await self.world())

    async def responds(self) -> bool:
        """Whether the page's process answers a plain question."""
        try:
            await self.send("Runtime.evaluate", {"expression": "1", "returnByValue": True})
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

    async def close(self) -> None:
        for chore in tuple(self._chores):
            chore.cancel()
        await _closed(self.page)

    async def body(self, ident: str) -> tuple[str, bool] | None:
        """An answer's body by the browser's number for it: as text, or in base 64 (then True); None where it went."""
        try:
            told = await self.send("Network.getResponseBody", {"requestId": ident})
        except TabMoved:
            return None
        return told["body"], told["base64Encoded"]

    def _worker(self, worker: Worker) -> None:
        self.had_workers = True

    def _hear(self, name: str, event: dict[str, Any]) -> None:
        if name in NOTED:
            self.ledger.hear(name, event)
        if name not in HEARD:
            return
        self.traffic.hear(name, event)
        if not self._offline and self.traffic.overspent:
            self._offline = True
            self._chore(self.cdp.send("Network.emulateNetworkConditions", OFFLINE))
        elif self.traffic.requests > self._limits.max_page_requests * FLOOD and not self.flooded:
            # Asking goes on though nothing is given: listening to it would cost the other sites their time.
            self.flooded = True
            self.crashed.set()

    def _listen(self) -> None:
        self._deaf()
        self.console, self._heard, self._listening = [], 0, True
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
        if text and len(self.console) < MAX_CONSOLE:
            self.console.append(" ".join(text.split())[:MAX_CONSOLE_CHARS])
        if self._heard >= MAX_CONSOLE_HEARD:
            self._deaf()
            # The driver hears it all the same, and our own questions stand in line behind it.
            self._chore(self.cdp.send("Runtime.evaluate", {"expression": MUTE}))

    def _dialog(self, dialog: Dialog) -> None:
        self._chore(dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())

    def _paused(self, event: dict[str, Any]) -> None:
        ident = {"requestId": event["requestId"]}
        if event.get("frameId") == self.main_frame:
            self._chore(self.cdp.send("Fetch.failRequest", {**ident, "errorReason": "Aborted"}))
        else:
            self._chore(self.cdp.send("Fetch.continueRequest", ident))

    def _chore(self, work: Any) -> None:
        """Something to do beside, whose failing changes nothing: the page it was meant for is gone."""

        async def done() -> None:
            try:
                async with asyncio.timeout(COMMAND_S):
                    await work
            except (PlaywrightError, TimeoutError):
                return

        task = asyncio.ensure_future(done())
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


def _tells_of_death(message: str) -> bool:
    # "Inspected target navigated or closed" is what a page says that moves to another process, too.
    return "navigated" not in message and ("closed" in message or "crash" in message)


async def _closed(page: Page) -> None:
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(COMMAND_S):
            await page.close()
