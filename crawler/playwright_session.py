"""The visit of one site by Chromium through Playwright: a context for computers, one for phones, a page in each."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from playwright.async_api import Browser, BrowserContext, ProxySettings
from playwright.async_api import Error as PlaywrightError

from crawler.draft import Draft
from crawler.engine import ProxyLike
from crawler.executables import BrowserMissing
from crawler.limits import Limits
from crawler.playwright_tab import PlaywrightTab
from crawler.recording import record
from crawler.session import BrowserSession
from crawler.tab import COMMAND_S, Tab, TabCrashed

if TYPE_CHECKING:
    from crawler.browser import PlaywrightEngine

# A process that was ended this long ago may be the one that is missed now; an older one was another page's.
NOTICED_S = 3.0
MIB = 1024 * 1024


class PlaywrightSession(BrowserSession):
    """Made by PlaywrightEngine.session."""

    def __init__(self, engine: "PlaywrightEngine", proxy: ProxyLike | None, limits: Limits) -> None:
        super().__init__(proxy, limits)
        self._engine = engine
        self._browser: Browser | None = None
        self._contexts: dict[bool, BrowserContext] = {}

    def _outgrown(self) -> str | None:
        ended = self._engine.memory.ended_since(monotonic() - NOTICED_S)
        return f"the page's process was ended: it took {ended.size_bytes / MIB:,.0f} MiB of memory" if ended else None

    async def _tab(self, phone: bool) -> Tab:
        try:
            browser = await self._engine.browser()
        except BrowserMissing as error:
            raise TabCrashed(str(error)) from error
        if browser is not self._browser:
            self._contexts.clear()
            self._tabs.clear()
            self._browser = browser
        # Left behind by a page that was broken off from outside.
        await self._close_spoiled()
        if phone not in self._tabs:
            if phone not in self._contexts:
                self._contexts[phone] = await self._context(browser, phone)
            self._tabs[phone] = await self._new_tab(phone)
        return self._tabs[phone]

    async def _new_tab(self, phone: bool) -> PlaywrightTab:
        """Once more where it crashes: Chromium keeps a process ready, which may have died beside the last page's."""
        context, axe_source = self._contexts[phone], self._engine.axe_source
        try:
            return await PlaywrightTab.open(context, self._limits, phone, axe_source)
        except TabCrashed:
            return await PlaywrightTab.open(context, self._limits, phone, axe_source)

    async def _record(self, tab: Tab, draft: Draft, deadline: float, *, own_phone_load: bool = False) -> None:
        assert isinstance(tab, PlaywrightTab), "every page here is one of ours"
        await record(tab, self._limits, draft, deadline, own_phone_load=own_phone_load)

    async def _context(self, browser: Browser, phone: bool) -> BrowserContext:
        proxy: ProxySettings | None = None
        if self._proxy is not None:
            # Chromium would go past the proxy for loopback otherwise.
            proxy = {"server": self._proxy.url, "bypass": "<-loopback>"}
            if self._proxy.username is not None and self._proxy.password is not None:
                proxy |= {"username": self._proxy.username, "password": self._proxy.password}
        try:
            async with asyncio.timeout(COMMAND_S * 4):
                context = await browser.new_context(
                    proxy=proxy,
                    user_agent=self._limits.phone_user_agent if phone else self._limits.user_agent,
                    locale="lv-LV",
                    timezone_id="Europe/Riga",
                    no_viewport=True,
                    accept_downloads=False,
                    service_workers="block",
                )
                # Nothing granted: whatever a page asks for is denied without a question.
                await context.grant_permissions([])
        except TimeoutError:
            self._engine.kill()
            raise TabCrashed("the browser no longer answers") from None
        except PlaywrightError as error:
            raise TabCrashed(error.message) from error
        return context

    async def _end(self) -> None:
        self._tabs.clear()
        for context in self._contexts.values():
            try:
                async with asyncio.timeout(COMMAND_S):
                    await context.close()
            except (PlaywrightError, TimeoutError):
                continue
        self._contexts.clear()
