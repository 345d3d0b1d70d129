"""Prints self-contained pages as PDF: one browser for many, without a network and without scripts."""

import asyncio
import contextlib
from collections.abc import Awaitable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from playwright.async_api import Browser, Playwright, ProxySettings, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.switches import WITHOUT_UNSEEN

Result = TypeVar("Result")

LAUNCH_S = 60.0
PRINT_S = 120.0
CLOSE_S = 5.0
# Nobody listens there: what a page asks for in spite of its policy and of being offline ends here.
NOWHERE = ProxySettings(server="http://127.0.0.1:9", bypass="<-loopback>")


class PrintError(Exception):
    """A page could not be printed; the text says why."""


class Printer:
    """`with Printer(executable) as printer: printer.print(...)`; `executable` None launches Playwright's own browser.

    It works in a thread of its own, so it may stand where an event loop runs.
    """

    def __init__(self, executable: Path | None) -> None:
        self._executable = executable
        self._thread = ThreadPoolExecutor(1, "printer")
        self._loop = asyncio.Runner()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._thread:
            self._in_thread(self._end())
            self._thread.submit(self._loop.close).result()

    def print(self, html: str, footer: str) -> bytes:
        """The page as a tagged PDF with bookmarks, on the paper that its style sets.

        `footer` is HTML for the foot of each page, in which the classes title, pageNumber and totalPages are filled.
        A browser that has died is started again, once. Raises PrintError.
        """
        try:
            return self._in_thread(self._printed(html, footer))
        except PrintError:
            self._in_thread(self._end())
            return self._in_thread(self._printed(html, footer))

    def _in_thread(self, work: Coroutine[None, None, Result]) -> Result:
        return self._thread.submit(self._loop.run, work).result()

    async def _printed(self, html: str, footer: str) -> bytes:
        try:
            browser = self._browser or await self._launched()
            async with asyncio.timeout(PRINT_S):
                context = await browser.new_context(offline=True, java_script_enabled=False, color_scheme="light")
                try:
                    page = await context.new_page()
                    await page.set_content(html, timeout=PRINT_S * 1000)
                    return await page.pdf(
                        tagged=True,
                        outline=True,
                        prefer_css_page_size=True,
                        print_background=True,
                        display_header_footer=True,
                        header_template="<span></span>",
                        footer_template=footer,
                    )
                finally:
                    await _in_time(context.close())
        except (PlaywrightError, TimeoutError) as error:
            why = (str(error) or "no answer in time").splitlines()[0]
            raise PrintError(f"The browser {self._executable or 'of Playwright'} did not print: {why}") from error

    async def _launched(self) -> Browser:
        async with asyncio.timeout(LAUNCH_S):
            self._playwright = await async_playwright().start()
            self._browser = await self._playwright.chromium.launch(
                executable_path=self._executable,
                channel=None if self._executable else "chromium",
                proxy=NOWHERE,
                args=[WITHOUT_UNSEEN],
            )
            return self._browser

    async def _end(self) -> None:
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        if browser is not None:
            await _in_time(browser.close())
        if playwright is not None:
            await _in_time(playwright.stop())


async def _in_time(closing: Awaitable[None]) -> None:
    """What does not close by itself ends with the driver."""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(CLOSE_S):
            await closing
