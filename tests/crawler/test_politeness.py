"""Politeness, measured at the server that is asked."""

import asyncio
from datetime import UTC, datetime
from time import monotonic

import pytest

from crawler.budget import SiteBudget
from crawler.guard import Guard, Refused
from crawler.limits import Limits
from crawler.politeness import Politeness, Turns, retry_after_s
from model.evidence import Response
from model.failure import FailureKind
from tests.crawler.origin import OriginServer, Reply, serving
from tests.crawler.tier import tier_for

pytestmark = pytest.mark.anyio


def turns_for(origin: OriginServer, shared: Politeness, pace_s: float, budget: SiteBudget | None = None) -> Turns:
    guard = Guard(frozenset({("127.0.0.1", origin.port)}))
    return shared.for_site(guard, budget or seconds(60), pace_s)


def seconds(time_s: float) -> SiteBudget:
    return SiteBudget(Limits(site_budget_s=time_s))


async def ask_both_thrice(one: OriginServer, two: OriginServer, pace_s: float) -> int:
    """Two sites on one address, three documents each; the most that were asked for at once."""
    shared = Politeness(Limits(parallel_per_address=2))
    at_once = most = 0
    async with tier_for(one, two) as tier:

        async def ask(origin: OriginServer, turns: Turns) -> None:
            nonlocal at_once, most
            async with turns.turn(origin.url):
                at_once += 1
                most = max(most, at_once)
                await tier.fetch_document(f"{origin.url}/")
                at_once -= 1

        turns = {origin.port: turns_for(origin, shared, pace_s) for origin in (one, two)}
        await asyncio.gather(*(ask(origin, turns[origin.port]) for origin in (one, two) * 3))
    return most


async def test_sites_on_one_address_share_its_pace() -> None:
    async with serving({"/": Reply("x")}) as one, serving({"/": Reply("x")}) as two:
        await ask_both_thrice(one, two, 0.2)
        starts = sorted(asked.at for asked in one.asked + two.asked)
    assert len(starts) == 6
    # Measured where they arrive, so the whole span is exact and a single gap is not.
    assert starts[-1] - starts[0] > 0.9


async def test_sites_on_one_address_share_its_places() -> None:
    slow = {"/": Reply("x", delay_s=0.2)}
    async with serving(slow) as one, serving(slow) as two:
        assert await ask_both_thrice(one, two, 0.001) == 2
        assert max(one.most_open, two.most_open) <= 2


async def test_without_a_pace_the_sites_of_an_address_do_not_wait_for_each_other() -> None:
    slow = {"/": Reply("x", delay_s=0.4)}
    async with serving(slow) as one, serving(slow) as two:
        assert await ask_both_thrice(one, two, 0.0) == 4
        assert max(one.most_open, two.most_open) == 2


async def test_a_crawl_delay_slows_only_its_own_site() -> None:
    shared = Politeness(Limits())
    async with serving({}) as origin:
        slow, quick = turns_for(origin, shared, 0.0), turns_for(origin, shared, 0.0)
        slow.crawl_delay_s = 0.3
        begun = monotonic()

        async def three(turns: Turns) -> float:
            for _ in range(3):
                async with turns.turn(origin.url):
                    pass
            return monotonic() - begun

        slow_s, quick_s = await asyncio.gather(three(slow), three(quick))
    assert slow_s >= 0.6
    assert quick_s < slow_s - 0.3


async def test_waiting_for_another_site_does_not_count() -> None:
    shared = Politeness(Limits(parallel_per_address=1))
    async with serving({}) as origin:
        busy = turns_for(origin, shared, 0.0)
        entered = asyncio.Event()

        async def occupy() -> None:
            async with busy.turn(origin.url):
                entered.set()
                await asyncio.sleep(0.5)

        task = asyncio.create_task(occupy())
        await entered.wait()
        # Only now, for what a busy machine takes until the other is in would be the site's own time.
        budget = seconds(3)
        waiting = turns_for(origin, shared, 0.0, budget)
        async with waiting.turn(origin.url):
            left = budget.remaining()
        await task
    assert 2.8 < left <= 3


async def test_a_sites_own_pace_counts() -> None:
    async with serving({}) as origin:
        budget = seconds(10)
        turns = turns_for(origin, Politeness(Limits()), 0.3, budget)
        for _ in range(2):
            async with turns.turn(origin.url):
                pass
    assert budget.remaining() < 9.75


async def test_retry_after_is_kept_but_never_past_the_budget() -> None:
    async with serving({}) as origin:
        turns = turns_for(origin, Politeness(Limits()), 0.0, seconds(8))
        turns.heed(Response(f"{origin.url}/", 200, {"retry-after": "60"}, None))
        turns.heed(Response(f"{origin.url}/", 503, {"retry-after": "1"}, None))
        begun = monotonic()
        async with turns.turn(origin.url):
            assert monotonic() - begun >= 0.9
        turns.heed(Response(f"{origin.url}/", 429, {"retry-after": "60"}, None))
        with pytest.raises(Refused) as refused:
            async with turns.turn(origin.url):
                pass
    assert refused.value.failure.kind is FailureKind.RATE_LIMITED
    assert monotonic() - begun < 8


async def test_a_spent_budget_gives_no_turn() -> None:
    async with serving({}) as origin:
        turns = turns_for(origin, Politeness(Limits()), 0.0, seconds(0))
        with pytest.raises(Refused) as refused:
            async with turns.turn(origin.url):
                pass
    assert refused.value.failure.kind is FailureKind.BUDGET_SPENT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Mon, 01 Jan 2026 00:01:00 GMT", 60.0), ("Mon, 01 Jan 2020 00:00:00 GMT", 0.0), ("", None),
     ("drīz", None), ("-5", None), ("1.5", None)],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": value}, datetime(2026, 1, 1, tzinfo=UTC)) == seconds
