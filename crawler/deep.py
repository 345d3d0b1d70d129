"""The deep tier: takes the browser through the sample, page by page."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from crawler.budget import SiteBudget
from crawler.engine import MobileLoad, Session
from crawler.guard import Refused
from crawler.limits import Limits
from crawler.politeness import Turns
from crawler.progress import OnProgress, Progress
from crawler.proofs import ProofPictures
from crawler.reading import TRIES
from crawler.reuse import Reuse
from crawler.robots import RobotsBook
from crawler.sample import HOME
from model.evidence import PageEvidence, SamplePage
from model.failure import SITE_STATE, Failure, FailureKind

# Takes a page; True asks for a second look at once, which is handed over in the same way, had or not.
OnPage = Callable[[PageEvidence], Awaitable[bool]]

# The session ends every page itself; this much later it is taken for stuck.
GRACE_S = 15.0


class DeepTier:
    """`links` are the addresses that the pages link to, in order, once their pages were gathered."""

    def __init__(
        self,
        session: Session,
        book: RobotsBook,
        turns: Turns,
        budget: SiteBudget,
        limits: Limits,
        mobile_load: MobileLoad,
        pictures: ProofPictures,
        reuse: Reuse | None = None,
    ) -> None:
        self.links: dict[str, None] = {}
        self._session = session
        self._book = book
        self._turns = turns
        self._budget = budget
        self._limits = limits
        self._mobile_load = mobile_load
        self._pictures = pictures
        # Where phones have a load of their own, nothing is known of what that fetched.
        self._reuse = reuse if mobile_load == "same" else None

    async def run(self, sample: Sequence[SamplePage], on_page: OnPage, on_progress: OnProgress) -> Failure | None:
        """Why the home page was not had (then the rest is not visited), or the first thing missing, or None."""
        missing: Failure | None = None
        for done, page in enumerate(sample):
            on_progress(Progress("pages", done, len(sample), page.url))
            evidence = await self._reuse.page(page) if self._reuse is not None else None
            if evidence is not None:
                self.links.update(dict.fromkeys(evidence.links))
            else:
                evidence = await self._look(page, on_page)
            if evidence.failure is not None and page.role == HOME:
                return evidence.failure
            if evidence.failure is not None and evidence.failure.kind not in SITE_STATE and missing is None:
                missing = Failure(evidence.failure.kind, f"{page.url}: {evidence.failure.detail}")
        on_progress(Progress("pages", len(sample), len(sample)))
        return missing

    async def _look(self, page: SamplePage, on_page: OnPage) -> PageEvidence:
        """What the browser sees at its first look, handed on; pictures are taken at the last."""
        evidence = shown = await self._gather(page)
        self.links.update(dict.fromkeys(evidence.links))
        if await on_page(evidence):
            shown = await self._gather(page)
            self.links.update(dict.fromkeys(shown.links))
            await on_page(shown)
        await self._pictures.of_page(shown)
        return evidence

    async def _gather(self, page: SamplePage) -> PageEvidence:
        """One page; a passing failure is tried once more at once, while the budget lasts."""
        evidence = self._failed(page, self._budget.spent())
        for _ in range(TRIES):
            if self._budget.remaining() <= 0:
                break
            evidence = await self._gather_once(page)
            if evidence.failure is not None and self._budget.overdrawn():
                return self._failed(page, self._budget.spent())
            self._turns.heed(evidence.response)
            if evidence.failure is None or evidence.failure.permanent:
                break
            if evidence.failure.kind is FailureKind.BROWSER_CRASHED:
                break  # the session has tried it twice itself
        return evidence

    async def _gather_once(self, page: SamplePage) -> PageEvidence:
        try:
            await self._book.permit(page.url)
            async with self._turns.turn(page.url):
                left_s = self._budget.remaining()
                own_s = self._limits.page_budget_s + GRACE_S
                try:
                    async with asyncio.timeout(min(left_s, own_s)):
                        return await self._session.gather(page, self._mobile_load)
                except TimeoutError:
                    spent = left_s < own_s
                    kind = FailureKind.BUDGET_SPENT if spent else FailureKind.PAGE_FROZEN
                    return self._failed(page, Failure(kind, f"the page was not done within {min(left_s, own_s):.0f} s"))
        except Refused as refused:
            return self._failed(page, refused.failure)

    def _failed(self, page: SamplePage, failure: Failure) -> PageEvidence:
        return PageEvidence(page.url, page.role, failure, template=page.template)
