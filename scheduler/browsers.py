"""The browser of a night, started anew after so many sites: what a browser holds on to grows with every page."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from pipeline.night_work import NightWork

SITES = 200


class FreshBrowser:
    """`async with FreshBrowser(lambda: NightWork(…)) as browser`, then `async with browser.place() as work` a site."""

    def __init__(self, start: Callable[[], NightWork], sites: int = SITES) -> None:
        self._start = start
        self._sites = sites
        self._served = 0
        self._users = 0
        self._work: NightWork | None = None
        self._door = asyncio.Lock()
        self._empty = asyncio.Event()
        self._empty.set()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    def stop(self) -> None:
        """Ends the browser and all waiting at once: what is at work fails."""
        if self._work is not None:
            self._work.stop()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[NightWork]:
        """Raises SetupError or BrowserMissing where no browser can be started any more."""
        async with self._door:
            if self._served >= self._sites:
                await self._empty.wait()
                await self._close()
            work = self._work or await self._open()
            self._served += 1
            self._users += 1
            self._empty.clear()
        try:
            yield work
        finally:
            self._users -= 1
            if not self._users:
                self._empty.set()

    async def _open(self) -> NightWork:
        work = self._start()
        await work.__aenter__()
        self._work, self._served = work, 0
        return work

    async def _close(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            await work.__aexit__(None, None, None)
