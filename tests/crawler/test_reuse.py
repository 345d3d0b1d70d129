"""What is asked once more of a page that was loaded before, and which answers make it another page."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from crawler import fingerprints, reuse
from crawler.budget import SiteBudget
from crawler.ledger import conditions_of
from crawler.reading import PageReader
from crawler.reuse import Reuse
from model.evidence import Document, Fetched, PageEvidence, Resource, SamplePage
from tests.crawler.origin import ALLOW_ALL, OriginServer, Reply, serving
from tests.crawler.tier import reader_for
from tests.crawler.visiting import LIMITS

pytestmark = pytest.mark.anyio

HTML = '<!doctype html><html lang="lv"><title>Lapa</title><input type="hidden" value="1"><p>Šodien</p></html>'
STYLE = "p { color: #222 }"
MARKS = fingerprints.marks_of({"content-type": "text/css"})
AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Kept:
    """A memory that keeps one record, and notes what it was asked to take."""

    record: Fetched | None
    rendering: Document | None = None
    taken: list[str] = field(default_factory=list)

    async def fetched(self, page: SamplePage) -> Fetched | None:
        return self.record

    async def take(self, page: SamplePage) -> PageEvidence | None:
        self.taken.append(page.url)
        return PageEvidence(page.url, page.role, None)

    async def rendered(self, url: str) -> Document | None:
        return self.rendering


def document(url: str, html: str = HTML) -> Resource:
    marks = fingerprints.marks_of({"content-type": "text/html; charset=utf-8"})
    return Resource(url, "document", 200, fingerprints.of_html(html), marks=marks)


def style(url: str, text: str = STYLE, etag: str | None = None) -> Resource:
    return Resource(url, "stylesheet", 200, fingerprints.of_told(text, "stylesheet"), etag=etag, marks=MARKS)


def css(text: str = STYLE, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(text, status, headers or {}, "text/css")


@dataclass
class Asking:
    origin: OriginServer
    reader: PageReader
    budget: SiteBudget

    def record(self, *resources: Resource) -> Fetched:
        return Fetched(AT, conditions_of(LIMITS), resources)

    def reuse(self, memory: Kept) -> Reuse:
        return Reuse(memory, self.reader, self.budget, LIMITS)

    async def same(self, *resources: Resource) -> bool:
        """Whether the page is taken as it was, though its document says so too."""
        memory = Kept(self.record(document(f"{self.origin.url}/"), *resources))
        return await self.reuse(memory).page(SamplePage(f"{self.origin.url}/", "home")) is not None


@asynccontextmanager
async def asking(replies: Mapping[str, Reply]) -> AsyncIterator[Asking]:
    pages = {"/robots.txt": ALLOW_ALL, "/": Reply(HTML), **replies}
    async with serving(pages) as origin, reader_for(origin, LIMITS) as (reader, budget):
        yield Asking(origin, reader, budget)


async def test_a_page_whose_answers_are_the_same_is_taken_as_it_was() -> None:
    async with asking({"/a.css": css(headers={"ETag": '"1"'}, status=304), "/b.css": css()}) as asked:
        assert await asked.same(style(f"{asked.origin.url}/a.css", etag='"1"'), style(f"{asked.origin.url}/b.css"))
        sent = asked.origin.headers_of("/a.css")
    assert sent["if-none-match"] == '"1"'
    assert sent["referer"] == f"{asked.origin.url}/"
    assert sent["user-agent"] == LIMITS.user_agent
    assert "if-none-match" not in asked.origin.headers_of("/")


@pytest.mark.parametrize(
    ("reply", "known"),
    [
        # Another body, another status, another type, and one that is gone.
        (css("p { color: #bbb }"), {}),
        (css(status=404), {}),
        (Reply(STYLE, content_type="text/plain"), {}),
        # A policy that came, on a whole answer and on one that says that nothing is new.
        (css(headers={"Content-Security-Policy": "default-src 'none'"}), {}),
        (Reply("", 304, content_type="text/plain"), {"etag": '"1"'}),
        # A server that answers 304 to who asked for no such thing.
        (css(status=304), {"status": 404}),
        # Longer than what is read once more.
        (css("p" * (4 * 1024 * 1024 + 1)), {}),
        (css(headers={"ETag": '"2"'}), {"digest": None, "etag": '"1"'}),
        (css(), {"digest": None, "last_modified": "Sun, 01 Nov 2026 00:00:00 GMT"}),
        (css(), {"status": 302, "location": "/c.css"}),
        (css(status=302, headers={"Location": "/d.css"}), {"status": 302, "location": "/c.css"}),
        (css(), {"status": 0, "digest": None}),
    ],
)
async def test_an_answer_that_differs_makes_it_another_page(reply: Reply, known: Mapping[str, object]) -> None:
    async with asking({"/a.css": reply}) as asked:
        resource = replace(style(f"{asked.origin.url}/a.css"), **known)  # type: ignore[arg-type]  # the cases know
        assert not await asked.same(resource)


@pytest.mark.parametrize(
    ("reply", "known"),
    [
        # Servers that share a load name the same file by different tags.
        (css(headers={"ETag": '"2"'}), {"etag": '"1"'}),
        (css(headers={"ETag": '"1"'}), {"digest": None, "etag": '"1"'}),
        (css(status=302, headers={"Location": "c.css"}), {"status": 302, "location": "/c.css"}),
        # What is shown in the place of a missing image is not seen.
        (css("Nav šodien", status=404), {"kind": "image", "status": 404, "digest": None}),
        (css(headers={"Date": "today", "Set-Cookie": "sid=2"}), {}),
    ],
)
async def test_what_makes_no_difference(reply: Reply, known: Mapping[str, object]) -> None:
    async with asking({"/a.css": reply}) as asked:
        resource = replace(style(f"{asked.origin.url}/a.css"), **known)  # type: ignore[arg-type]  # the cases know
        assert await asked.same(resource)


async def test_values_for_one_visitor_are_no_change_and_policies_are() -> None:
    nonce = {"Content-Security-Policy": "script-src 'nonce-abc'"}
    async with asking({"/f": Reply(HTML.replace('value="1"', 'value="2"'), headers=nonce)}) as asked:
        marks = fingerprints.marks_of(
            {"content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'nonce-xyz'"}
        )
        frame = replace(document(f"{asked.origin.url}/f"), marks=marks)
        assert await asked.same(frame)
    async with asking({"/f": Reply(HTML, headers={"Content-Security-Policy": "script-src 'none'"})}) as asked:
        assert not await asked.same(replace(document(f"{asked.origin.url}/f"), marks=marks))
    async with asking({"/f": Reply(HTML.replace("Šodien", "Rīt"))}) as asked:
        assert not await asked.same(document(f"{asked.origin.url}/f"))


async def test_an_address_that_cannot_be_had_may_stay_so() -> None:
    lost = Resource("http://127.0.0.1:9/x.js", "script", 0)
    async with asking({}) as asked:
        assert await asked.same(lost)
        assert not await asked.same(replace(lost, status=200, digest="0" * 64))


async def test_what_pages_share_is_asked_for_once_and_what_was_read_is_not_asked_again() -> None:
    async with asking({"/a.css": css(), "/b": Reply(HTML)}) as asked:
        shared, first = style(f"{asked.origin.url}/a.css"), f"{asked.origin.url}/"
        memory = Kept(asked.record(document(first), shared))
        visit = asked.reuse(memory)
        asked.reader.heard = visit.heard
        await asked.reader.by_http(first, 5.0)
        assert await visit.page(SamplePage(first, "home")) is not None
        memory.record = asked.record(document(f"{asked.origin.url}/b"), shared)
        assert await visit.page(SamplePage(f"{asked.origin.url}/b", "template")) is not None
    assert [path for path in asked.origin.paths if path != "/robots.txt"] == ["/", "/a.css", "/b"]
    assert len(memory.taken) == 2


async def test_the_way_to_a_page_counts() -> None:
    async with asking({"/old": Reply(status=301, headers={"Location": "/"})}) as asked:
        old, new = f"{asked.origin.url}/old", f"{asked.origin.url}/"
        moved = Resource(old, "document", 301, location="/")
        visit = asked.reuse(Kept(asked.record(moved, document(new))))
        visit.heard(await asked.reader.http.fetch_document(old))
        assert await visit.page(SamplePage(old, "template")) is not None
        astray = asked.reuse(Kept(asked.record(replace(moved, location="/else"), document(new))))
        assert await astray.page(SamplePage(old, "template")) is None


async def test_a_page_without_a_usable_record_is_not_asked_for() -> None:
    async with asking({}) as asked:
        whole = asked.record(document(f"{asked.origin.url}/"))
        for record in (
            None,
            replace(whole, obstacle="the page keeps a line open"),
            replace(whole, conditions="other"),
            replace(whole, resources=()),
        ):
            assert await asked.reuse(Kept(record)).page(SamplePage(f"{asked.origin.url}/", "home")) is None
    assert asked.origin.paths == []


async def test_robots_txt_and_the_budget_hold() -> None:
    robots = Reply("User-agent: *\nDisallow: /", content_type="text/plain")
    async with asking({"/robots.txt": robots}) as asked:
        assert not await asked.same()
        assert asked.origin.paths == ["/robots.txt"]
    async with asking({}) as asked:
        asked.budget.forgive(-LIMITS.site_budget_s)
        assert not await asked.same()


async def test_a_server_that_takes_its_time_is_asked_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "ASKING_S", 0.2)
    async with asking({"/a.css": replace(css(), delay_s=30.0)}) as asked:
        home = f"{asked.origin.url}/"
        visit = asked.reuse(Kept(asked.record(document(home), style(f"{asked.origin.url}/a.css"))))
        assert await visit.page(SamplePage(home, "home")) is None
        asked.origin.asked.clear()
        assert await visit.page(SamplePage(home, "home")) is None
    assert asked.origin.asked == []


async def test_a_rendered_page_is_given_as_it_was_or_rendered_anew() -> None:
    rendered = Document("fresh", None, None)

    async def render(url: str, within_s: float) -> Document:
        return rendered

    async with asking({"/a.js": css()}) as asked:
        url = f"{asked.origin.url}/"
        last = Document(url, None, None, fetched=asked.record(document(url), style(f"{asked.origin.url}/a.js")))
        memory = Kept(None, last)
        assert await asked.reuse(memory).rendering(render)(url, 5.0) is last
        asked.origin.replies["/a.js"] = css("other")
        assert await asked.reuse(memory).rendering(render)(url, 5.0) is rendered
        memory.rendering = None
        assert await asked.reuse(memory).rendering(render)(url, 5.0) is rendered
