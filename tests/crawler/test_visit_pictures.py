"""Which pictures a visit takes: of open pages as they come, then of few others, politely and within robots.txt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from model.evidence import Crawl, PageEvidence
from model.finding import Proof
from tests.crawler.origin import OriginServer, Reply
from tests.crawler.visiting import LIMITS, PICTURE, go, small, small_site

pytestmark = pytest.mark.anyio


@dataclass
class Wishes:
    """A curator that wants one picture of every page, and in the end of these."""

    others: Sequence[str] = ()
    pages: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    async def of_page(self, page: PageEvidence) -> Sequence[Proof]:
        self.pages.append(page.url)
        return [Proof(page.url, "x")]

    async def of_phone(self, page: PageEvidence) -> Sequence[Proof]:
        return []

    async def of_others(self, crawl: Crawl) -> Sequence[Proof]:
        assert crawl.documents_read > 0
        return [Proof(url, word) for url in self.others for word in ("a", "b")]

    async def keep(self, proof: Proof, image: bytes | None) -> None:
        assert image == PICTURE
        self.kept.append(proof.page)


async def visited(origin: OriginServer, wishes: Wishes, most: int = 10, **more: str) -> list[str]:
    """The paths of the pages whose pictures were kept after the sample."""
    limits = replace(LIMITS, max_picture_pages=most, max_pages=2)
    visit = await go(origin, limits, curator=wishes, look_twice_at=more.get("look_twice_at"))
    sample = [page.url for page in visit.crawl.sample]
    assert wishes.pages == sample
    assert wishes.kept[: len(sample)] == sample
    return [url.removeprefix(origin.url) for url in wishes.kept[len(sample) :]]


async def test_every_page_of_the_sample_is_asked_for_once() -> None:
    async with small() as origin:
        assert await visited(origin, Wishes(), look_twice_at="home") == []


async def test_others_are_loaded_few_and_only_where_robots_allows() -> None:
    rules = Reply("User-agent: *\nDisallow: /slegts\n", content_type="text/plain")
    async with small({**small_site(), "/robots.txt": rules}) as origin:
        paths = ("/slegts", "/nav", "/jaunumi/a", "/jaunumi/b", "/jaunumi/c")
        wishes = Wishes([*(origin.url + path for path in paths), "https://cits.example/"])
        assert await visited(origin, wishes, most=4) == ["/jaunumi/a"] * 2 + ["/jaunumi/b"] * 2
        assert "/slegts" not in origin.paths
        assert origin.paths[-3:] == ["/nav", "/jaunumi/a", "/jaunumi/b"]
