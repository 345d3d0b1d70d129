"""Which pictures of proof a visit takes: of pages that are open anyway, then of a few others, loaded for it alone."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from crawler.budget import SiteBudget
from crawler.engine import Session
from crawler.guard import Refused
from crawler.http import LeavesSite
from crawler.limits import Limits
from crawler.progress import OnProgress, Progress
from crawler.reading import PageReader
from model.evidence import Crawl, PageEvidence
from model.failure import FailureKind
from model.finding import Proof

# A page that is loaded for its picture alone is not waited for longer.
SHOW_S = 15.0


class Curator(Protocol):
    """Whoever judges the pages: names the proofs that want a picture, and keeps what was taken."""

    async def of_page(self, page: PageEvidence) -> Sequence[Proof]:
        """Wanted of the page that was taken last, which is still open."""
        ...

    async def of_phone(self, page: PageEvidence) -> Sequence[Proof]:
        """Wanted of the same page as a phone shows it."""
        ...

    async def of_others(self, crawl: Crawl) -> Sequence[Proof]:
        """Wanted of any page once all is known, the pages that prove most first."""
        ...

    async def keep(self, proof: Proof, image: bytes | None) -> None:
        """Takes a JPEG of the proof's element, or that nothing of it can be seen."""
        ...


class ProofPictures:
    """Without a curator no picture is taken. A page that refuses costs nothing but its picture."""

    def __init__(
        self, session: Session, reader: PageReader, budget: SiteBudget, limits: Limits, curator: Curator | None
    ) -> None:
        self._session = session
        self._reader = reader
        self._budget = budget
        self._limits = limits
        self._curator = curator

    async def of_page(self, page: PageEvidence) -> None:
        """Takes what is wanted of the open page, and leaves it."""
        if self._curator is not None and page.failure is None:
            await self._take(self._curator, await self._curator.of_page(page))
            await self._take(self._curator, await self._curator.of_phone(page), phone=True)
        await self._session.leave()

    async def of_others(self, crawl: Crawl, on_progress: OnProgress) -> None:
        """Loads at most `max_picture_pages` pages for what is still wanted, as long as the budget lasts."""
        if self._curator is None:
            return
        wanted: dict[str, list[Proof]] = {}
        for proof in await self._curator.of_others(crawl):
            wanted.setdefault(proof.page, []).append(proof)
        pages = list(wanted)[: self._limits.max_picture_pages]
        for done, url in enumerate(pages):
            on_progress(Progress("pictures", done, len(pages), url))
            if self._budget.remaining() < SHOW_S:
                return
            failure = None
            try:
                await self._reader.permit(url)
                async with self._reader.turns.turn(url), asyncio.timeout(SHOW_S):
                    failure = await self._session.show(url)
            except (Refused, LeavesSite, TimeoutError):
                continue
            if failure is None:
                await self._take(self._curator, wanted[url])
            await self._session.leave()
            if failure is not None and failure.kind is FailureKind.RATE_LIMITED:
                return

    async def _take(self, curator: Curator, proofs: Sequence[Proof], *, phone: bool = False) -> None:
        if proofs:
            for proof, image in (await self._session.pictures(proofs, phone=phone)).items():
                await curator.keep(proof, image)
