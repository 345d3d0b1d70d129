"""Other parties' addresses: asked once, politely, and only 404 and 410 make them dead."""

from dataclasses import replace

import pytest

from crawler.network import Network
from crawler.politeness import Politeness
from crawler.targets import TargetBook, fair_share
from model.evidence import Target
from tests.crawler.origin import ALLOW_ALL, OriginServer, Reply, serving
from tests.crawler.tier import HASTY, SHORT

pytestmark = pytest.mark.anyio

PORTAL = {
    "/robots.txt": Reply("User-agent: *\nDisallow: /slepens\n", content_type="text/plain"),
    "/Services/1": Reply("Pakalpojums"),
    "/vecs": Reply(status=301, headers={"Location": "/Services/1"}),
    "/aizgajis": Reply(status=410),
    "/kluda": Reply(status=503),
    "/mans": Reply(status=302, headers={"Location": "/login?return=/mans"}),
    "/login?return=/mans": Reply("Ievadiet paroli"),
    "/slepens": Reply("Slepens"),
}


def network(*origins: OriginServer) -> Network:
    return Network(open_origins=frozenset(("127.0.0.1", origin.port) for origin in origins))


async def asked(origin: OriginServer, *paths: str) -> dict[str, Target]:
    async with TargetBook(SHORT, Politeness(SHORT), network(origin)) as book:
        found = await book.ask([origin.url + path for path in paths], 10.0)
    return {target.url.removeprefix(origin.url): target for target in found}


async def test_only_404_and_410_make_a_target_dead() -> None:
    async with serving(PORTAL) as origin:
        found = await asked(origin, "/Services/1", "/nav", "/aizgajis", "/kluda")
    assert {path: target.alive for path, target in found.items()} == {
        "/Services/1": True, "/nav": False, "/aizgajis": False, "/kluda": None,
    }  # fmt: skip


async def test_redirects_are_followed_and_told() -> None:
    async with serving(PORTAL) as origin:
        found = (await asked(origin, "/vecs"))["/vecs"]
        assert (found.alive, found.final_url) == (True, f"{origin.url}/Services/1")


async def test_a_form_for_passwords_tells_nothing() -> None:
    async with serving(PORTAL) as origin:
        assert (await asked(origin, "/mans"))["/mans"].alive is None


async def test_what_robots_forbids_is_not_asked() -> None:
    async with serving(PORTAL) as origin:
        found = (await asked(origin, "/slepens"))["/slepens"]
        assert found.alive is None
        assert "robots_disallowed" in (found.detail or "")
        assert "/slepens" not in origin.paths


async def test_a_target_is_asked_once_whoever_links_to_it() -> None:
    async with serving(PORTAL) as origin:
        async with TargetBook(SHORT, Politeness(SHORT), network(origin)) as book:
            first = await book.ask([f"{origin.url}/Services/1"], 10.0)
            second = await book.ask([f"{origin.url}/Services/1"], 10.0)
        assert first == second
        assert origin.paths.count("/Services/1") == 1


async def test_a_private_address_is_never_asked() -> None:
    async with serving({"/robots.txt": ALLOW_ALL, "/": Reply("x")}) as origin:
        async with TargetBook(SHORT, Politeness(SHORT), Network()) as book:
            (found,) = await book.ask([f"{origin.url}/"], 10.0)
        assert found.alive is None
        assert "private_address" in (found.detail or "")
        assert origin.asked == []


async def test_a_silent_portal_costs_the_time_that_was_given() -> None:
    patient = replace(HASTY, robots_timeout_s=60.0)
    async with (
        serving({"/robots.txt": Reply(delay_s=30.0)}) as origin,
        TargetBook(patient, Politeness(HASTY), network(origin)) as book,
    ):
        (found,) = await book.ask([f"{origin.url}/x"], 0.2)
    assert found == Target(f"{origin.url}/x", None, detail="no answer in the time that was left")


async def test_hosts_take_turns() -> None:
    urls = [*(f"https://a.lv/{n}" for n in range(5)), "https://b.lv/1", "https://c.lv/1", "https://b.lv/2"]
    assert fair_share(urls, 5) == [
        "https://a.lv/0", "https://b.lv/1", "https://c.lv/1", "https://a.lv/1", "https://b.lv/2",
    ]  # fmt: skip
    assert fair_share(urls, 99) == [*dict.fromkeys(fair_share(urls, 99))]
    assert len(fair_share(urls, 99)) == len(urls)
