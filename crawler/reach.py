"""Whether one address answers at all, asked as a visit would ask: through the guard, by our own user agent."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.addresses import origin
from crawler.guard import Guard
from crawler.http import HttpTier
from crawler.limits import Limits
from crawler.network import Network
from crawler.proxy import FilteringProxy

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """`ahead_s`: the seconds by which the server's clock is ahead of ours; None where it tells no time."""

    status: int
    elapsed_s: float
    ahead_s: float | None


async def reach(url: str, limits: Limits, network: Network, *, may_be_private: bool = False) -> Reached:
    """The head of the answer that ends the redirects. Raises an exception of FOREIGN."""
    opened = network.open_origins | ({origin(url)} if may_be_private else frozenset())
    guard = Guard(opened, limits, network.lookup)
    async with FilteringProxy(guard) as proxy, HttpTier(proxy, limits, network.trusted) as http:
        begun = datetime.now(UTC)
        async with asyncio.timeout(limits.document_timeout_s):
            answer = await http.exchange(url, lambda response: 0)
        ended = datetime.now(UTC)
    told = answer.response.headers.get("date", "")
    return Reached(answer.response.status, (ended - begun).total_seconds(), _ahead_s(told, begun, ended))


def _ahead_s(told: str, begun: datetime, ended: datetime) -> float | None:
    """`told` is HTTP's Date, in whole seconds and of some moment between begin and end."""
    try:
        date = parsedate_to_datetime(told)
    except ValueError:
        return None
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date
    if date > ended:
        return (date - ended).total_seconds()
    return min(0.0, (date + SECOND - begun).total_seconds())
