"""robots.txt: the rules after RFC 9309, and what each way of not having them is called."""

import asyncio
import gc

import pytest

from crawler.guard import Refused
from crawler.limits import Limits
from crawler.robots import Robots, RobotsBook, fetch_robots, parse_robots
from model.failure import Failure, FailureKind
from tests.crawler.origin import ALLOW_ALL, Reply, serving
from tests.crawler.tier import HASTY, SHORT, tier_for

pytestmark = pytest.mark.anyio

URL = "http://ex.lv/robots.txt"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Eindekss\nAllow: /", "/x", True),
        ("User-agent: eindekss\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: eindekss\nUser-agent: cits\nDisallow: /a", "/a/b", False),
        ("User-agent: eindekss\nDisallow: /a\nUser-agent: eindekss\nDisallow: /b", "/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.php$", "/x.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/x.php?y", True),
        ("User-agent: *\nDisallow: /*?", "/x?y=1", False),
        ("User-agent: *\nDisallow: /ā", "/%C4%81", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\r\nDisallow: /x # piezīme\r\n", "/x", False),
        ("Disallow: /", "/x", True),
        ("<html>User-agent: *\nDisallow: /</html>", "/x", True),
        ("\x00\xff\x01" * 100, "/x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: e\nAllow: /", "/x", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: eindekss-cits\nAllow: /", "/x", False),
        ("User-agent: *\nDisallow: /\n\nuser agent EINDEKSS/2.0\nAllow: /", "/x", True),
        ("User-agent: *\nUser-agent: cits # viņi\nDisallow: /", "/x", False),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert parse_robots(text, URL, Limits()).allows(f"http://ex.lv{path}") is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [("5", 5.0), ("0.5", 0.5), ("3600", 10.0), ("-1", None), ("nan", None), ("inf", None), ("ātri", None), ("0", None)],
)
def test_crawl_delay_is_capped(text: str, delay: float | None) -> None:
    robots = parse_robots(f"User-agent: *\nCrawl-delay: {text}", URL, Limits())
    assert robots.crawl_delay_s == delay


def test_sitemaps_are_absolute_and_once() -> None:
    named = ("/a.xml", "http://ex.lv/a.xml", "https://cits.lv/b.xml", "javascript:x", "http://[")
    text = "\n".join(f"Sitemap: {address}" for address in named)
    assert parse_robots(text, URL, Limits()).sitemaps == ("http://ex.lv/a.xml", "https://cits.lv/b.xml")


FAILING: list[tuple[object, FailureKind]] = [
    (Reply(status=500), FailureKind.HTTP_5XX),
    (Reply(status=503), FailureKind.HTTP_5XX),
    (Reply(status=429), FailureKind.RATE_LIMITED),
    (Reply(delay_s=60), FailureKind.TIMEOUT),
    (Reply(raw=b""), FailureKind.RESET),
    (Reply(status=302, headers={"Location": "/robots.txt"}), FailureKind.TOO_MANY_REDIRECTS),
    (Reply(status=302, headers={"Location": "http://10.0.0.1/robots.txt"}), FailureKind.PRIVATE_ADDRESS),
    (Reply(status=302, headers={"Location": "http://nav.invalid/robots.txt"}), FailureKind.DNS),
]


@pytest.mark.parametrize(("reply", "kind"), FAILING)
async def test_rules_that_cannot_be_had_fail_the_site(reply: Reply, kind: FailureKind) -> None:
    limits = HASTY if kind is FailureKind.TIMEOUT else SHORT
    async with serving({"/robots.txt": reply}) as origin, tier_for(origin) as tier:
        with pytest.raises(Refused) as refused:
            await fetch_robots(tier, f"{origin.url}/lapa", limits)
    assert refused.value.failure.kind is kind
    assert refused.value.failure.detail.startswith("robots.txt: ")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_other_4xx_allows_everything(status: int) -> None:
    reply = Reply("User-agent: *\nDisallow: /", status=status)
    async with serving({"/robots.txt": reply}) as origin, tier_for(origin) as tier:
        assert (await fetch_robots(tier, origin.url, SHORT)).allows(f"{origin.url}/x")


async def test_redirects_are_followed_and_a_long_file_is_read_to_its_bound() -> None:
    long = "User-agent: *\nDisallow: /a\n" + "# " + "x" * SHORT.max_robots_bytes + "\nDisallow: /b\n"
    replies = {
        "/robots.txt": Reply(status=301, headers={"Location": "/r"}),
        "/r": Reply(long, content_type="text/plain"),
    }
    async with serving(replies) as origin, tier_for(origin) as tier:
        robots = await fetch_robots(tier, origin.url, SHORT)
    assert not robots.allows(f"{origin.url}/a")
    assert robots.allows(f"{origin.url}/b")


async def test_rules_of_a_plain_file_are_read() -> None:
    async with serving({"/robots.txt": ALLOW_ALL}) as origin, tier_for(origin) as tier:
        assert (await fetch_robots(tier, origin.url, SHORT)).allows(f"{origin.url}/x")
    assert origin.paths == ["/robots.txt"]


async def test_rules_that_nobody_waits_for_any_more_may_be_missing_without_a_word() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))

    async def breaks_off(url: str) -> Robots:
        await asyncio.sleep(0.05)
        raise Refused(Failure(FailureKind.RESET, "the connection broke off"))

    book = RobotsBook(breaks_off)
    asker = asyncio.create_task(book.of(URL))
    await asyncio.sleep(0.01)
    asker.cancel()
    await asyncio.sleep(0.1)
    del book, asker
    gc.collect()
    assert told == []
