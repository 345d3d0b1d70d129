"""The thread in which a remote browser's commands wait: the driver's own client knows no other way."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from crawler.tab import TabCrashed, TabFrozen, TabMoved
from crawler.webdriver.wire import Hear, Wire

Given = ParamSpec("Given")
Told = TypeVar("Told")

GONE_S = 5.0
PUMP_S = 0.1
# A page that is busy is not waited for by the pump: somebody may have a question meanwhile.
PUMP_WAITS_S = 0.5


class Line:
    """Takes work for one remote browser in the order it comes; `begin` comes first.

    `hear` is called in the event loop, with the window, name and parameters of each event,
    `lost` when the browser died.
    """

    def __init__(self, hear: Hear, lost: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._hear = hear
        self._lost = lost
        self._thread = ThreadPoolExecutor(1, "webdriver")
        self._waiting = 0
        self._over = False
        self._pump: asyncio.Task[None] | None = None
        self.wire: Wire | None = None

    async def begin(self, start: Callable[[Hear], Wire]) -> Wire:
        """Starts a browser. Raises what `start` does."""

        def begun() -> Wire:
            wire = start(self._hand_over)
            if self._over:
                # Nobody waits for it any more.
                wire.give_up()
            return wire

        self.wire = await self.work(begun)
        self._pump = asyncio.create_task(self._pumped())
        return self.wire

    async def work(self, function: Callable[Given, Told], *args: Given.args, **kwargs: Given.kwargs) -> Told:
        """Done when all that was asked for before is done. Raises TabCrashed where the browser was given up."""
        if self._over:
            raise TabCrashed("the browser was given up")
        self._waiting += 1
        try:
            return await self._loop.run_in_executor(self._thread, lambda: function(*args, **kwargs))
        finally:
            self._waiting -= 1

    def end(self) -> None:
        """Gives the browser up; nothing is waited for."""
        self._over = True
        if self._pump is not None:
            self._pump.cancel()
        if self.wire is not None:
            self.wire.give_up()
        # What still waits ends by itself: a wire that was given up takes no command.
        self._thread.shutdown(wait=False)

    async def ended(self) -> None:
        """The same, once the grid has its browser back, but not for long."""
        self.end()
        if self.wire is not None:
            await asyncio.to_thread(self.wire.gone.wait, GONE_S)

    async def _pumped(self) -> None:
        """Takes events in while nobody asks anything."""
        assert self.wire is not None
        while True:
            await asyncio.sleep(PUMP_S)
            if self._waiting:
                continue
            try:
                await self.work(self.wire.drain, PUMP_WAITS_S)
            except (TabFrozen, TabMoved):
                continue
            except TabCrashed:
                self._lost()
                return

    def _hand_over(self, window: str, name: str, event: dict[str, Any]) -> None:
        # The loop may have ended while the grid was asked.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._hear, window, name, event)
