"""The visit of one site by a browser of a grid, which is this visit's own."""

import asyncio
import contextlib
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from crawler.engine import ProxyLike
from crawler.executables import BrowserMissing
from crawler.limits import Limits
from crawler.session import BrowserSession
from crawler.tab import BLANK, Tab, TabCrashed, TabFrozen, TabMoved
from crawler.webdriver.door import door
from crawler.webdriver.line import Line
from crawler.webdriver.tab import RemoteTab

if TYPE_CHECKING:
    from crawler.webdriver.engine import GridEngine


class RemoteSession(BrowserSession):
    """Made by GridEngine.session."""

    def __init__(self, engine: "GridEngine", proxy: ProxyLike | None, limits: Limits) -> None:
        super().__init__(proxy, limits)
        self._engine = engine
        self._line: Line | None = None
        self._proxy_url: str | None = None
        self._windows: dict[bool, RemoteTab] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        if self._proxy is not None:
            self._proxy_url = await self._stack.enter_async_context(door(self._engine.doorway, self._proxy))
        # Here the grid's queue costs no page its time. Where it gives no browser, each page asks once more.
        with contextlib.suppress(TabCrashed):
            await self._begin()
        return self

    async def _begin(self) -> Line:
        if self._line is None:
            self._line = line = Line(self._hear, self._lost)
            self._engine.lines.add(line)
            try:
                await line.begin(partial(self._engine.start, self._proxy_url, self._limits))
            except BrowserMissing as error:
                self._drop()
                raise TabCrashed(str(error)) from error
            except asyncio.CancelledError:
                self._drop()
                raise
        return self._line

    async def _tab(self, phone: bool) -> Tab:
        await self._close_spoiled()
        if phone not in self._windows:
            line = await self._begin()
            assert line.wire is not None
            try:
                window = await line.work(line.wire.open_window if phone else line.wire.first_window)
                # A new window shows something of the browser's own.
                await line.work(line.wire.go, window, BLANK)
                tree = await line.work(line.wire.cdp, window, "Page.getFrameTree", {}, 5.0)
                tab = RemoteTab(
                    line, line.wire, window, tree["frameTree"]["frame"]["id"], self._limits, self._engine.axe_file
                )
                self._tabs[phone] = self._windows[phone] = tab
                await tab.prepare(phone)
            except (TabFrozen, TabMoved) as error:
                self._spoil()
                raise TabCrashed(f"a new window does not open: {error}") from error
        return self._windows[phone]

    async def _close_spoiled(self) -> None:
        if any(tab.spoiled or tab.crashed.is_set() for tab in self._tabs.values()):
            self._drop()

    async def _end(self) -> None:
        line = self._line
        self._drop()
        if line is not None:
            await line.ended()
        await self._stack.aclose()

    def _outgrown(self) -> str | None:
        return None

    def _drop(self) -> None:
        if self._line is not None:
            self._engine.lines.discard(self._line)
            self._line.end()
        self._line = None
        self._tabs.clear()
        self._windows.clear()

    def _hear(self, window: str, name: str, event: dict[str, Any]) -> None:
        for tab in self._windows.values():
            tab.hear(window, name, event)

    def _lost(self) -> None:
        for tab in self._windows.values():
            tab.crashed.set()
