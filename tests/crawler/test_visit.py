"""A whole visit: its order, what it never asks for, its budgets, and that it comes out the same every time."""

import asyncio
import random
from dataclasses import replace
from time import monotonic

import pytest

from crawler.limits import Limits
from model.evidence import SamplePage
from model.failure import FailureKind
from tests.crawler.origin import ALLOW_ALL, Reply, page
from tests.crawler.visiting import LIMITS, go, small, small_site

pytestmark = pytest.mark.anyio


async def test_a_whole_visit() -> None:
    async with small() as origin:
        visited = await go(origin)
    crawl = visited.crawl
    assert crawl.failure is None
    assert origin.paths[:2] == ["/robots.txt", "/"]
    assert visited.paths(origin) == [
        "/", "/kontakti", "/jaunumi", "/pakalpojumi", "/nav-tadas", "/jaunumi/c", "/no-kartes", "/jaunumi/a",
        "/jaunumi/b", "/kluda",
    ]  # fmt: skip
    assert (crawl.documents_read, crawl.documents_known) == (8, 10)
    assert crawl.hosts == {origin.url.partition("//")[2]: 8}
    assert crawl.sitemap_pages == 2
    assert visited.sample(origin) == ["/", "/kontakti", "/pakalpojumi", "/jaunumi/a", "/jaunumi", "/no-kartes"]
    assert [page.url for page in visited.pages] == [page.url for page in crawl.sample]
    assert {url.removeprefix(origin.url): alive for url, alive in crawl.alive.items() if alive is not True} == {
        "/nav-tadas": False,
        "/kluda": None,
    }
    assert crawl.alive[f"{origin.url}/plans.pdf"] is True
    assert not any("cits.example" in url for url in crawl.alive)
    assert crawl.wide_cut_short is None
    assert crawl.rendered_discovery is False
    assert crawl.mobile_load == "same"
    assert {event.stage for event in visited.progress} >= {"robots", "home", "sitemaps", "documents", "pages", "links"}
    assert origin.paths.count("/kluda") == 2


async def test_the_outcome_does_not_depend_on_timing() -> None:
    outcomes = []
    for seed in range(3):
        chance = random.Random(seed)
        replies = {path: replace(reply, delay_s=chance.random() / 20) for path, reply in small_site().items()}
        async with small(replies) as origin:
            visited = await go(origin, replace(LIMITS, max_documents=6))
            outcomes.append((visited.paths(origin), visited.sample(origin), visited.crawl.documents_known))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert visited.crawl.documents_read == 6
    assert visited.crawl.wide_cut_short is not None
    assert "page cap" in visited.crawl.wide_cut_short


async def test_a_site_of_dead_links_is_not_asked_for_all_of_them() -> None:
    links = "".join(f'<a href="/zudis/{word}">{word}</a>' for word in (f"lapa-{chr(97 + n)}" for n in range(26)))
    async with small({"/robots.txt": ALLOW_ALL, "/": Reply(f"<!doctype html><title>x</title>{links}")}) as origin:
        visited = await go(origin, replace(LIMITS, max_documents=4, max_link_checks=0))
    assert sum(path.startswith("/zudis/") for path in origin.paths) == 12
    assert visited.crawl.wide_cut_short is not None
    assert "led to no page" in visited.crawl.wide_cut_short


async def test_without_leave_a_private_site_is_never_asked() -> None:
    async with small() as origin:
        visited = await go(origin, allow_private=False)
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is FailureKind.PRIVATE_ADDRESS
    assert origin.asked == []


@pytest.mark.parametrize(
    ("robots", "kind", "times"),
    [
        (Reply(status=503), FailureKind.HTTP_5XX, 2),
        (Reply(delay_s=60), FailureKind.TIMEOUT, 2),
        (Reply(status=429, headers={"Retry-After": "3600"}), FailureKind.RATE_LIMITED, 1),
        (Reply("User-agent: *\nDisallow: /", content_type="text/plain"), FailureKind.ROBOTS_DISALLOWED, 1),
    ],
)
async def test_robots_comes_first_and_may_end_the_visit(robots: Reply, kind: FailureKind, times: int) -> None:
    limits = replace(LIMITS, robots_timeout_s=0.5) if kind is FailureKind.TIMEOUT else LIMITS
    async with small({**small_site(), "/robots.txt": robots}) as origin:
        visited = await go(origin, limits)
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is kind
    assert origin.paths == ["/robots.txt"] * times
    assert visited.documents == []
    assert visited.pages == []


async def test_what_robots_forbids_is_asked_for_by_neither_tier() -> None:
    rules = "User-agent: eindekss\nDisallow: /slegts\nDisallow: /jaunumi/\nDisallow: /sitemap.xml\n"
    replies = small_site(slegts=page(), celi=Reply(status=302, headers={"Location": "/slegts/2"}))
    replies["/robots.txt"] = Reply(rules, content_type="text/plain")
    replies["/"] = page("/slegts", "/celi", "/kontakti", "/jaunumi", "/jaunumi/a")
    async with small(replies) as origin:
        kept = (SamplePage(f"{origin.url}/", "home"), SamplePage(f"{origin.url}/jaunumi/b", "news", "x"))
        visited = await go(origin, kept=kept)
    forbidden = [path for path in origin.paths if path.startswith(("/slegts", "/jaunumi/", "/sitemap"))]
    assert forbidden == []
    assert visited.crawl.failure is None
    assert visited.crawl.alive[f"{origin.url}/slegts"] is None
    assert "/jaunumi/b" not in visited.sample(origin)
    assert any("/jaunumi/b" in change for change in visited.crawl.sample_changes)


@pytest.mark.parametrize(
    ("home", "kind", "times"),
    [
        (Reply(status=404), FailureKind.HTTP_4XX, 1),
        (Reply(status=500), FailureKind.HTTP_5XX, 2),
        (Reply(raw=b""), FailureKind.RESET, 2),
        (Reply(b"%PDF", content_type="application/pdf"), FailureKind.NOT_HTML, 1),
        (Reply(status=503, headers={"Retry-After": "900"}), FailureKind.RATE_LIMITED, 1),
    ],
)
async def test_a_home_page_that_cannot_be_had_fails_the_site(home: Reply, kind: FailureKind, times: int) -> None:
    begun = monotonic()
    async with small({**small_site(), "/": home}) as origin:
        visited = await go(origin)
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is kind
    assert origin.paths == ["/robots.txt", *["/"] * times]
    assert visited.pages == []
    assert monotonic() - begun < 30


async def test_a_passing_failure_is_tried_once_more_and_retry_after_is_kept() -> None:
    async with small() as origin:
        kontakti = origin.replies["/kontakti"]
        assert isinstance(kontakti, Reply)
        origin.replies["/kontakti"] = [Reply(status=503, headers={"Retry-After": "1"}), kontakti]
        visited = await go(origin)
    assert visited.crawl.failure is None
    assert f"{origin.url}/kontakti" in [document.url for document in visited.documents if document.failure is None]
    first, second = [asked.at for asked in origin.asked if asked.path == "/kontakti"][:2]
    assert second - first >= 0.9


async def test_links_that_only_scripts_bring_are_found_by_rendering() -> None:
    def scripted(title: str) -> Reply:
        menu = "".join(f'<a href="/{name}">{name}</a>' for name in ("kontakti", "jaunumi", "pakalpojumi"))
        return Reply(f"<title>{title}</title><body><div id=app></div><script>menu(<nav>{menu}</nav>)</script>")

    replies = {
        "/": scripted("Sākums"),
        **{f"/{name}": scripted(name) for name in ("kontakti", "jaunumi", "pakalpojumi")},
    }
    async with small(replies) as origin:
        visited = await go(origin)
    assert visited.crawl.rendered_discovery is True
    assert visited.paths(origin) == ["/", "/kontakti", "/jaunumi", "/pakalpojumi"]
    assert all("<nav>" in document.html for document in visited.documents)
    assert {"contacts", "services"} < {page.role for page in visited.crawl.sample}


async def test_phones_that_are_given_other_html_are_noticed() -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        phone = "Mobile" in origin.asked[-1].headers["user-agent"]
        html = "<body><form><input name=q></form><video></video>" if phone else small_site()["/"].encoded()
        reply = Reply(html) if isinstance(html, str) else small_site()["/"]
        writer.write(reply.encoded())
        await writer.drain()

    async with small() as origin:
        origin.replies["/"] = answer
        visited = await go(origin)
    assert visited.crawl.mobile_load == "second"
    assert visited.pages[0].notes == ("mobile load: second",)


async def test_a_home_page_that_redirects_is_one_page() -> None:
    replies = {**small_site(), "/lv/": small_site()["/"], "/": Reply(status=302, headers={"Location": "/lv/"})}
    replies["/kontakti"] = page("/", "/lv/", "/jaunumi", "/pakalpojumi")
    async with small(replies) as origin:
        visited = await go(origin)
    assert visited.crawl.home_url == f"{origin.url}/"
    assert visited.sample(origin)[0] == "/"
    assert "/lv/" not in visited.sample(origin)
    assert visited.paths(origin).count("/lv/") == 0
    assert visited.crawl.alive[f"{origin.url}/lv/"] is True


async def test_a_page_that_leads_to_another_site_is_left_alone() -> None:
    async with small() as other:
        replies = small_site(projam=Reply(status=302, headers={"Location": f"{other.url}/"}))
        replies["/"] = page("/projam", "/kontakti", "/jaunumi", "/pakalpojumi")
        async with small(replies) as origin:
            visited = await go(origin)
    assert other.asked == []
    assert visited.crawl.alive[f"{origin.url}/projam"] is None


async def test_the_kept_sample_is_audited_again_and_a_vanished_page_replaced() -> None:
    async with small() as origin:
        first = (await go(origin)).crawl.sample
        again = (await go(origin, kept=first)).crawl
        origin.replies["/kontakti"] = Reply(status=410)
        origin.replies["/jaunumi/a"] = Reply(status=500)
        later = await go(origin, kept=first)
    assert again.sample == first
    assert again.sample_changes == ()
    assert later.sample(origin) == ["/", "/jaunumi/b", "/pakalpojumi", "/jaunumi/a", "/jaunumi", "/no-kartes"]
    assert len(later.crawl.sample_changes) == 1
    assert later.crawl.failure is not None
    assert later.crawl.failure.kind is FailureKind.HTTP_5XX
    assert len(later.pages) == 6


async def test_the_sample_has_first_call_on_the_budget() -> None:
    endless = {f"/{n}": replace(page("/", *(f"/{n * 10 + k}" for k in range(10))), delay_s=0.2) for n in range(3000)}
    replies = {**endless, "/robots.txt": ALLOW_ALL, "/": page(*(f"/{n}" for n in range(9)))}
    begun = monotonic()
    async with small(replies) as origin:
        visited = await go(origin, replace(LIMITS, site_budget_s=8.0, max_pages=3))
    assert visited.crawl.wide_cut_short is not None
    assert "ran out" in visited.crawl.wide_cut_short
    assert visited.crawl.failure is None
    assert [page.failure for page in visited.pages] == [None] * 3
    assert monotonic() - begun < 14


async def test_a_browser_that_hangs_costs_the_budget_and_no_more() -> None:
    async with small() as origin:
        origin.replies["/jaunumi"] = [page("/jaunumi/a"), Reply(delay_s=30)]
        begun = monotonic()
        limits = replace(LIMITS, site_budget_s=4.0, document_timeout_s=30.0, page_budget_s=30.0)
        visited = await go(origin, limits)
    assert monotonic() - begun < 12
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is FailureKind.BUDGET_SPENT
    assert len(visited.pages) == 6


async def test_pace_holds_where_one_is_set_for_an_opened_origin() -> None:
    async with small() as origin:
        await go(origin, replace(LIMITS, opened_pace_s=0.1, max_documents=4, max_pages=1, max_link_checks=0))
    # robots.txt, home twice, sitemap, three documents, one sampled page
    assert len(origin.asked) == 8
    assert origin.asked[-1].at - origin.asked[0].at > 0.65


async def test_a_crawl_delay_is_heeded() -> None:
    rules = "User-agent: *\nCrawl-delay: 0.2\n"
    async with small({**small_site(), "/robots.txt": Reply(rules, content_type="text/plain")}) as origin:
        await go(origin, replace(LIMITS, max_documents=3, max_pages=1, max_link_checks=0))
    assert len(origin.asked) == 7
    assert origin.asked[-1].at - origin.asked[0].at > 1.1


async def test_a_bot_wall_is_looked_at_once_and_left_alone() -> None:
    wall = Reply("<title>Just a moment...</title>/cdn-cgi/challenge-platform/", 403)
    async with small({**small_site(), "/": wall}) as origin:
        visited = await go(origin)
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is FailureKind.BLOCKED_BY_BOT_WALL
    assert origin.paths == ["/robots.txt", "/", "/"]
    assert [(page.role, page.failure) for page in visited.pages] == [("home", visited.crawl.failure)]


@pytest.mark.parametrize(
    ("bounds", "said"),
    [(replace(LIMITS, max_site_requests=8), "8 requests"), (replace(LIMITS, max_site_bytes=9 * 1024 * 1024), "9 MiB")],
)
async def test_a_site_that_has_spent_its_budget_ends(bounds: Limits, said: str) -> None:
    heavy = {
        path: replace(reply, body=str(reply.body) + " " * 2_000_000)
        for path, reply in small_site().items()
        if path not in ("/", "/robots.txt", "/sitemap.xml")
    }
    async with small({**small_site(), **heavy}) as origin:
        visited = await go(origin, bounds)
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is FailureKind.BUDGET_SPENT
    assert said in visited.crawl.failure.detail
    assert len(origin.paths) <= 12
    assert visited.crawl.wide_cut_short is not None
