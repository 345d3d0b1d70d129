"""The browser's visit of one site: one page reused, each page's work bounded by its budget, crashes tried once more."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from playwright.async_api import Browser, BrowserContext, ProxySettings
from playwright.async_api import Error as PlaywrightError

from crawler.draft import Draft
from crawler.engine import MobileLoad, ProxyLike
from crawler.executables import BrowserMissing
from crawler.limits import Limits
from crawler.opening import opened, read_document
from crawler.picturing import PAGE_S, take_on_phone, take_pictures
from crawler.recording import record
from crawler.tab import COMMAND_S, Tab, TabCrashed, TabFrozen, TabMoved
from crawler.viewing import look_desktop, look_phone
from model.evidence import Document, PageEvidence, SamplePage
from model.failure import Failure, FailureKind
from model.finding import Proof

if TYPE_CHECKING:
    from crawler.browser import PlaywrightEngine

Work = Callable[[Draft, float], Awaitable[None]]

# A second try must have time for something.
LEAST_RETRY_SHARE = 0.2
# A process that was ended this long ago may be the one that is missed now; an older one was another page's.
NOTICED_S = 3.0
MIB = 1024 * 1024


class BrowserSession:
    """Made by PlaywrightEngine.session. One page at a time."""

    def __init__(self, engine: "PlaywrightEngine", proxy: ProxyLike | None, limits: Limits) -> None:
        self._engine = engine
        self._proxy = proxy
        self._limits = limits
        self._browser: Browser | None = None
        self._contexts: dict[bool, BrowserContext] = {}
        self._tabs: dict[bool, Tab] = {}
        self._shown = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._drop_contexts()

    async def gather(self, page: SamplePage, mobile_load: MobileLoad = "same") -> PageEvidence:
        async def work(draft: Draft, deadline: float) -> None:
            tab = await self._tab(phone=False)
            await self._watched(tab, self._gather(tab, page.url, mobile_load, draft, deadline))

        draft = await self._twice(work)
        return draft.evidence(page)

    async def render(self, url: str) -> Document:
        async def work(draft: Draft, deadline: float) -> None:
            tab = await self._tab(phone=False)
            await self._watched(tab, self._render(tab, url, draft, deadline))

        draft = await self._twice(work)
        await self.leave()
        return draft.document(url)

    async def show(self, url: str) -> Failure | None:
        async def work(draft: Draft, deadline: float) -> None:
            tab = await self._tab(phone=False)
            await self._watched(tab, opened(tab, url, self._proxy, self._limits, draft, deadline))

        draft = await self._twice(work)
        return draft.failure

    async def pictures(self, proofs: Sequence[Proof], *, phone: bool = False) -> Mapping[Proof, bytes | None]:
        # Phones that get other HTML have a tab of their own; the same load is shown on another screen.
        own = self._tabs.get(True) if phone else None
        tab, taken = own or self._tabs.get(False), dict[Proof, bytes | None]()
        if tab is None or tab.spoiled or not self._shown:
            return taken
        take = take_on_phone if phone and own is None else take_pictures
        try:
            async with asyncio.timeout(PAGE_S):
                await self._watched(tab, take(tab, proofs, taken))
        except (TabFrozen, TabMoved, TabCrashed, TimeoutError):
            # The page's evidence is had; this costs what is left of its pictures.
            self._spoil()
        return taken

    async def leave(self) -> None:
        if self._shown:
            self._shown = False
            await self._tidy()

    async def _gather(self, tab: Tab, url: str, mobile_load: MobileLoad, draft: Draft, deadline: float) -> None:
        if not await opened(tab, url, self._proxy, self._limits, draft, deadline):
            return
        await read_document(tab, self._limits, draft, deadline)
        if draft.failure is not None:
            return
        await look_desktop(tab, self._engine.axe_source, draft, deadline)
        if mobile_load == "same":
            await look_phone(tab, draft, deadline)
            await record(tab, self._limits, draft, deadline)
            return
        phone = await self._tab(phone=True)
        second = Draft()
        await self._watched(phone, self._look_again(phone, url, second, deadline))
        draft.mobile = second.mobile
        draft.screenshots |= second.screenshots
        if second.failure is not None:
            draft.note(f"the phone's load failed: {second.failure.kind}, {second.failure.detail}")
        for note in second.notes:
            draft.note(f"in the phone's load: {note}")
        await record(tab, self._limits, draft, deadline, own_phone_load=True)

    async def _look_again(self, tab: Tab, url: str, draft: Draft, deadline: float) -> None:
        if await opened(tab, url, self._proxy, self._limits, draft, deadline):
            await look_phone(tab, draft, deadline)

    async def _render(self, tab: Tab, url: str, draft: Draft, deadline: float) -> None:
        if await opened(tab, url, self._proxy, self._limits, draft, deadline):
            await read_document(tab, self._limits, draft, deadline)
            await record(tab, self._limits, draft, deadline)

    async def _twice(self, work: Work) -> Draft:
        """The work, and once more where the browser or the page's process died under it; never past the budget."""
        budget = self._limits.page_budget_s
        now = asyncio.get_running_loop().time
        deadline = now() + budget
        outgrown = None
        for _ in range(2):
            draft = await self._once(work, deadline)
            if not draft.crashed:
                return draft
            outgrown = self._engine.memory.ended_since(monotonic() - NOTICED_S) or outgrown
            if deadline - now() < budget * LEAST_RETRY_SHARE:
                break
        why = "the browser, or the page's process in it, died"
        if outgrown is not None:
            why = f"the page's process was ended: it took {outgrown.size_bytes / MIB:,.0f} MiB of memory"
        draft.failure = Failure(FailureKind.BROWSER_CRASHED, why)
        return draft

    async def _once(self, work: Work, deadline: float) -> Draft:
        await self.leave()
        draft = Draft()
        self._shown = True
        try:
            async with asyncio.timeout_at(deadline):
                await work(draft, deadline)
        except (TabFrozen, TimeoutError) as error:
            self._spoil()
            if not draft.html and draft.failure is None:
                draft.failure = Failure(FailureKind.PAGE_FROZEN, str(error) or "the page's budget was spent")
            else:
                draft.note(f"stopped early: {str(error) or 'the budget for the page was spent'}")
        except TabMoved as error:
            self._spoil()
            draft.failure = draft.failure or Failure(FailureKind.PAGE_FROZEN, f"the page never stays: {error}"[:200])
        except TabCrashed:
            self._spoil()
            draft.crashed = True
        except asyncio.CancelledError:
            self._spoil()
            raise
        await self._close_spoiled()
        return draft

    async def _watched(self, tab: Tab, work: Awaitable[object]) -> None:
        """Ends the work as soon as the page's process dies: commands to a dead page are not all answered."""
        task = asyncio.ensure_future(work)
        crash = asyncio.ensure_future(tab.crashed.wait())
        try:
            await asyncio.wait((task, crash), return_when=asyncio.FIRST_COMPLETED)
            if tab.flooded:
                raise TabFrozen("the page asks for files without end")
            if not task.done():
                raise TabCrashed("the page's process died")
            await task
        finally:
            crash.cancel()
            task.cancel()
            await asyncio.gather(task, crash, return_exceptions=True)

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
            self._tabs[phone] = await Tab.open(self._contexts[phone], self._limits, phone)
        return self._tabs[phone]

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

    def _spoil(self) -> None:
        for tab in self._tabs.values():
            tab.spoiled = True

    async def _tidy(self) -> None:
        for tab in self._tabs.values():
            if not tab.spoiled:
                await tab.leave()
        await self._close_spoiled()

    async def _close_spoiled(self) -> None:
        spoiled = [phone for phone, tab in self._tabs.items() if tab.spoiled]
        for phone in spoiled:
            await self._tabs.pop(phone).close()

    async def _drop_contexts(self) -> None:
        self._tabs.clear()
        for context in self._contexts.values():
            try:
                async with asyncio.timeout(COMMAND_S):
                    await context.close()
            except (PlaywrightError, TimeoutError):
                continue
        self._contexts.clear()
