"""What a visit asks beyond its pages: portals, the search, hosts of the same municipality; and what it may not read."""

from dataclasses import replace

import pytest

from crawler.frontier import Frontier
from crawler.guard import system_lookup
from crawler.kindred import is_kindred
from crawler.network import Network
from crawler.politeness import Politeness
from crawler.targets import TargetBook
from tests.crawler.origin import Reply, page, serving
from tests.crawler.visiting import LIMITS, go, small, small_site

pytestmark = pytest.mark.anyio

SEARCH = '<form action="/meklet"><input type="search" name="q"></form>'


async def test_the_search_is_tried_once_with_one_word() -> None:
    replies = small_site() | {"/": page("/kontakti", "/jaunumi", "/pakalpojumi", body=SEARCH)}
    replies |= {"/meklet": page(title="Meklēt"), "/meklet?q=dome": page(title="Meklēšanas rezultāti")}
    async with small(replies) as origin:
        visited = await go(origin)
        assert visited.crawl.searched == f"{origin.url}/meklet?q=dome"
        assert visited.crawl.alive[visited.crawl.searched] is True
        assert origin.paths.count("/meklet?q=dome") == 1
        assert "/meklet?q=dome" in visited.paths(origin)
        assert visited.crawl.searched not in {one.url for one in visited.crawl.sample}


async def test_a_search_that_is_gone_is_told_as_dead() -> None:
    replies = small_site() | {"/": page("/kontakti", "/jaunumi", "/pakalpojumi", body=SEARCH)}
    async with small(replies) as origin:
        crawl = (await go(origin)).crawl
        assert crawl.alive[f"{origin.url}/meklet?q=dome"] is False


async def test_pages_that_robots_forbids_are_named_and_not_read() -> None:
    replies = small_site() | {"/robots.txt": Reply("User-agent: *\nDisallow: /kontakti", content_type="text/plain")}
    async with small(replies) as origin:
        crawl = (await go(origin)).crawl
        assert crawl.forbidden == (f"{origin.url}/kontakti",)
        assert "/kontakti" not in origin.paths


async def test_portals_that_the_pages_link_to_are_asked() -> None:
    async with serving({"/robots.txt": Reply(status=404), "/portals/1": page(title="Pakalpojums")}) as portal:
        links = (f"{portal.url}/portals/1", f"{portal.url}/portals/2", f"{portal.url}/cits")
        async with small(small_site() | {"/kontakti": page(*links)}) as origin:
            network = Network(open_origins=frozenset({("127.0.0.1", portal.port)}))
            async with TargetBook(LIMITS, Politeness(replace(LIMITS, pace_s=0.0)), network) as book:
                crawl = (await go(origin, targets=book)).crawl
        assert {one.url.removeprefix(portal.url): one.alive for one in crawl.targets} == {
            "/portals/1": True, "/portals/2": False,
        }  # fmt: skip
        assert "/cits" not in portal.paths


async def test_a_page_that_only_scripts_link_to_is_read() -> None:
    # The rendered page brings the links of the menu.
    menu = Reply("<!doctype html><title>Saraksts</title><script>menu(<a href=/slepta>Aptauja</a>)</script>")
    replies = small_site() | {"/kontakti": menu, "/slepta": page(title="Aptauja")}
    async with small(replies) as origin:
        visited = await go(origin)
        assert "/slepta" in visited.paths(origin)


async def test_another_host_of_the_municipality_is_read_and_not_sampled() -> None:
    async with small() as origin:
        host = f"novads.test:{origin.port}"
        origin.replies["/"] = page(f"http://dati.{host}/kopas", f"http://skola.{host}/stundas", "/kontakti", "/jaunumi")
        origin.replies["/kopas"] = page("/dati.csv", title="Datu kopas")
        opened = frozenset({(f"{label}novads.test", origin.port) for label in ("", "dati.", "skola.")})
        network = Network(lambda host, port: system_lookup("127.0.0.1", port), open_origins=opened)
        origin.url = f"http://{host}"
        visited = await go(origin, network=network)
    assert f"http://dati.{host}/kopas" in {document.url for document in visited.documents}
    assert "/stundas" not in origin.paths
    assert all(one.url.startswith(f"http://{host}") for one in visited.crawl.sample)


@pytest.mark.parametrize(
    ("url", "kindred"),
    [
        ("https://dati.livani.lv/kopas", True),
        ("https://forums.livani.lv/", True),
        ("https://e-pakalpojumi.livani.lv/", True),
        ("https://www.livani.lv/", False),
        ("https://livani.lv/", False),
        ("https://skola.livani.lv/", False),
        ("https://dati.skola.livani.lv/", False),
        ("https://dati.livani.lv.example/", False),
        ("https://datilivani.lv/", False),
    ],
)
async def test_kindred_hosts(url: str, kindred: bool) -> None:
    assert is_kindred(url, "https://www.livani.lv/") is kindred


async def test_kindred_hosts_are_bounded() -> None:
    frontier = Frontier("https://livani.lv/", "https://livani.lv/")
    for host in ("dati", "gis", "forums", "dome", "tv", "video", "api"):
        for number in range(60):
            frontier.add(f"https://{host}.livani.lv/{'x' * number}")
    assert len(frontier) == 5 * 40
