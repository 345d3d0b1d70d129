"""Asks for a file of the site's own, politely and in part: data files and feeds."""

import asyncio

from crawler.bot_walls import MAX_WALL_BYTES, bot_wall
from crawler.budget import SiteBudget
from crawler.faults import FOREIGN, network_failure
from crawler.http import Answer, LeavesSite, Wanted
from crawler.limits import Limits
from crawler.reading import PageReader
from model.evidence import Response


async def ask_for_file(
    url: str, wanted: Wanted, reader: PageReader, budget: SiteBudget, limits: Limits
) -> Answer | str:
    """What the address answers, whatever its status; else, in a line for a person, why nothing was had of it.

    `wanted` says how many bytes of a success are read. The page of a bot wall is no answer.
    """

    def bounded(response: Response) -> int:
        return wanted(response) if 200 <= response.status < 300 else MAX_WALL_BYTES

    try:
        await reader.permit(url)
        async with reader.turns.turn(url), asyncio.timeout(min(budget.remaining(), limits.document_timeout_s)):
            answer = await reader.http.exchange(url, bounded, permit=reader.permit)
    except LeavesSite as away:
        return f"the address leads to {away.url}"
    except FOREIGN as error:
        return network_failure(error).detail
    response = answer.response
    reader.turns.heed(response)
    wall = bot_wall(response.status, response.headers, answer.body[: MAX_WALL_BYTES + 1].decode("latin-1"))
    return f"{wall} asks for a proof" if wall else answer
