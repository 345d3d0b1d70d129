"""A visit of a few pages alone: nothing else of the site is read, and guard and robots.txt hold as ever."""

import pytest

from model.failure import FailureKind
from tests.crawler.origin import Reply
from tests.crawler.visiting import go, small, small_site

pytestmark = pytest.mark.anyio


async def test_just_the_pages_and_their_links_are_asked_for() -> None:
    async with small() as origin:
        visited = await go(origin, only=("/pakalpojumi", "/jaunumi/a"))
    assert [page.url.removeprefix(origin.url) for page in visited.pages] == ["/pakalpojumi", "/jaunumi/a"]
    assert visited.sample(origin) == ["/pakalpojumi", "/jaunumi/a"]
    # The pages' links are asked if they answer; no article is read, and no sitemap.
    assert set(origin.paths) == {
        "/robots.txt", "/", "/pakalpojumi", "/jaunumi/a", "/kontakti", "/jaunumi", "/plans.pdf", "/kluda",
    }  # fmt: skip
    assert visited.documents == []
    assert visited.crawl.failure is None
    assert visited.crawl.alive[f"{origin.url}/plans.pdf"] is True


async def test_a_page_that_robots_txt_forbids_is_not_asked_for() -> None:
    robots = Reply("User-agent: *\nDisallow: /kontakti", content_type="text/plain")
    async with small({**small_site(), "/robots.txt": robots}) as origin:
        visited = await go(origin, only=("/kontakti", "/jaunumi/a"))
    kinds = [page.failure.kind if page.failure else None for page in visited.pages]
    assert kinds == [FailureKind.ROBOTS_DISALLOWED, None]
    assert "/kontakti" not in origin.paths


async def test_a_private_site_needs_leave() -> None:
    async with small() as origin:
        visited = await go(origin, only=("/kontakti",), allow_private=False)
    assert visited.crawl.failure is not None
    assert visited.crawl.failure.kind is FailureKind.PRIVATE_ADDRESS
    assert (visited.pages, origin.asked) == ([], [])
