"""Reads own pages politely: robots asked first, a turn taken, a passing failure tried once more at once."""

from collections.abc import Awaitable, Callable

from crawler.budget import SiteBudget
from crawler.guard import Refused
from crawler.http import HttpTier, LeavesSite
from crawler.kindred import belongs
from crawler.politeness import Turns
from crawler.robots import RobotsBook
from model.evidence import Document
from model.failure import FailureKind

TRIES = 2

# Asks once, within the seconds given, for a page that robots.txt allows.
AskOnce = Callable[[str, float], Awaitable[Document]]


class PageReader:
    """`home` is the address that the home page ended at; redirects to another site end with LeavesSite. `heard` is told
    of each document that plain HTTP read.
    """

    def __init__(self, http: HttpTier, book: RobotsBook, turns: Turns, budget: SiteBudget) -> None:
        self.home = ""
        self.heard: Callable[[Document], None] | None = None
        self.http = http
        self.turns = turns
        self._book = book
        self._budget = budget

    async def permit(self, url: str) -> None:
        """Raises LeavesSite or Refused unless the URL is the site's own and allowed."""
        if self.home and not belongs(url, self.home):
            raise LeavesSite(url)
        await self._book.permit(url)

    async def by_http(self, url: str, within_s: float) -> Document:
        document = await self.http.fetch_document(url, permit=self.permit, timeout_s=within_s)
        if self.heard is not None:
            self.heard(document)
        return document

    async def read(self, url: str, ask: AskOnce, reserve_s: float = 0.0) -> Document | None:
        """The page or why there is none; None where it leads to another site. `reserve_s` of the budget is left."""
        document = Document(url, None, self._budget.spent())
        for _ in range(TRIES):
            try:
                await self._book.permit(url)
                async with self.turns.turn(url):
                    left_s = self._budget.remaining() - reserve_s
                    if left_s <= 0:
                        break
                    document = await ask(url, left_s)
            except LeavesSite:
                return None
            except Refused as refused:
                document = Document(url, None, refused.failure)
            if document.failure is not None and self._budget.overdrawn():
                return Document(url, None, self._budget.spent())
            self.turns.heed(document.response)
            if document.failure is None or document.failure.permanent:
                break
            if document.failure.kind is FailureKind.BUDGET_SPENT:
                break
        return document
