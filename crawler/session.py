"""The browser's visit of one site: one page reused, each page's work bounded by its budget, crashes tried once more."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from crawler.draft import Draft
from crawler.engine import MobileLoad, ProxyLike
from crawler.limits import Limits
from crawler.opening import opened, read_document
from crawler.picturing import PAGE_S, take_on_phone, take_pictures
from crawler.tab import Tab, TabCrashed, TabFrozen, TabMoved
from crawler.viewing import look_desktop, look_phone
from model.evidence import Document, PageEvidence, SamplePage
from model.failure import Failure, FailureKind
from model.finding import Proof

Work = Callable[[Draft, float], Awaitable[None]]

# A second try must have time for something.
LEAST_RETRY_SHARE = 0.2


class BrowserSession(ABC):
    """One page at a time. What a browser adds is how it comes by its tabs: one for computers, one for phones (True)."""

    def __init__(self, proxy: ProxyLike | None, limits: Limits) -> None:
        self._proxy = proxy
        self._limits = limits
        self._tabs: dict[bool, Tab] = {}
        self._shown = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    @abstractmethod
    async def _tab(self, phone: bool) -> Tab:
        """The tab to work in, a new one where the last is spoiled. Raises TabCrashed."""

    @abstractmethod
    async def _end(self) -> None:
        """Gives the tabs up, and what the browser keeps for this visit."""

    @abstractmethod
    def _outgrown(self) -> str | None:
        """In words, that the page's process was ended just now for the memory that it took."""

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
        await look_desktop(tab, draft, deadline)
        if mobile_load == "same":
            await look_phone(tab, draft, deadline)
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

    async def _look_again(self, tab: Tab, url: str, draft: Draft, deadline: float) -> None:
        if await opened(tab, url, self._proxy, self._limits, draft, deadline):
            await look_phone(tab, draft, deadline)

    async def _render(self, tab: Tab, url: str, draft: Draft, deadline: float) -> None:
        if await opened(tab, url, self._proxy, self._limits, draft, deadline):
            await read_document(tab, self._limits, draft, deadline)

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
            outgrown = self._outgrown() or outgrown
            if deadline - now() < budget * LEAST_RETRY_SHARE:
                break
        why = outgrown or "the browser, or the page's process in it, died"
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
