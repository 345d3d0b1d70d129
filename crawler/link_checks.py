"""Finds out whether the links of the sampled pages still lead somewhere."""

import asyncio
from collections import deque
from collections.abc import Iterable

from crawler.budget import SiteBudget
from crawler.frontier import Frontier
from crawler.guard import Refused
from crawler.http import LeavesSite
from crawler.limits import Limits
from crawler.progress import OnProgress, Progress
from crawler.reading import PageReader


async def check_links(
    links: Iterable[str],
    states: dict[str, bool | None],
    frontier: Frontier,
    reader: PageReader,
    budget: SiteBudget,
    limits: Limits,
    on_progress: OnProgress,
) -> dict[str, bool | None]:
    """The state of each own link, by its address as it was linked: what is known, and at most `max_link_checks` asked.

    Asked with GET, for HEAD is answered wrongly too often, and closed before the body. Foreign links are left out.
    """
    own = {link: target for link in links if (target := frontier.own(link)) is not None}
    known = dict(states)
    unknown = [target for target in dict.fromkeys(own.values()) if target not in known][: limits.max_link_checks]
    waiting = deque(unknown)

    async def ask() -> None:
        while waiting and budget.remaining() > 0:
            target = waiting.popleft()
            try:
                await reader.permit(target)
                async with reader.turns.turn(target):
                    within_s = min(budget.remaining(), limits.document_timeout_s)
                    known[target] = await reader.http.is_alive(target, within_s, permit=reader.permit)
            except (Refused, LeavesSite):
                known[target] = None
            on_progress(Progress("links", len(unknown) - len(waiting), len(unknown), target))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(limits.parallel_per_address):
            tasks.create_task(ask())
    return {link: known[target] for link, target in own.items() if target in known}
