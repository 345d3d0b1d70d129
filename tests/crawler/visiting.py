"""A whole visit of a small site by an engine without a browser, and what came of it."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from crawler.engine import MobileLoad, ProxyLike
from crawler.http import HttpTier
from crawler.limits import Limits
from crawler.links import link_urls
from crawler.network import INTERNET, Network
from crawler.politeness import Politeness
from crawler.progress import Progress
from crawler.proofs import Curator
from crawler.proxy import FilteringProxy
from crawler.targets import TargetBook
from crawler.visit import visit
from model.evidence import Crawl, Document, PageEvidence, SamplePage
from model.failure import Failure
from model.finding import Proof
from model.site import Site
from tests.crawler.origin import ALLOW_ALL, OriginServer, Reply, page, serving

LIMITS = Limits(document_timeout_s=10.0, robots_timeout_s=10.0, page_budget_s=10.0, site_budget_s=60.0, max_pages=6)


PICTURE = b"\xff\xd8\xff, say"


@dataclass
class PlainSession:
    """A session of the engine's shape that has no browser: pages are read by HTTP, and one kind of script is run."""

    http: HttpTier

    async def gather(self, page: SamplePage, mobile_load: MobileLoad = "same") -> PageEvidence:
        document = await self.render(page.url)
        notes = (f"mobile load: {mobile_load}",)
        return PageEvidence(
            page.url, page.role, document.failure, document.response, page.template, links=document.links, notes=notes
        )

    async def show(self, url: str) -> Failure | None:
        return (await self.render(url)).failure

    async def pictures(self, proofs: Sequence[Proof], *, phone: bool = False) -> Mapping[Proof, bytes | None]:
        return dict.fromkeys(proofs, PICTURE)

    async def leave(self) -> None:
        """Nothing is open."""

    async def render(self, url: str) -> Document:
        document = await self.http.fetch_document(url, user_agent="browser")
        if document.response is None:
            return document
        html = re.sub(r"<script>menu\((.*?)\)</script>", r"\1", document.html)
        return replace(document, html=html, links=link_urls(html, document.response.url))


class PlainEngine:
    version = "none"
    axe_version = None

    @asynccontextmanager
    async def session(self, proxy: ProxyLike | None, limits: Limits, home_url: str) -> AsyncIterator[PlainSession]:
        assert isinstance(proxy, FilteringProxy)
        async with HttpTier(proxy, limits) as http:
            yield PlainSession(http)


@dataclass
class Visited:
    crawl: Crawl
    documents: list[Document] = field(default_factory=list)
    pages: list[PageEvidence] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    def paths(self, origin: OriginServer) -> list[str]:
        return [document.url.removeprefix(origin.url) for document in self.documents]

    def sample(self, origin: OriginServer) -> list[str]:
        return [page.url.removeprefix(origin.url) for page in self.crawl.sample]


async def go(
    origin: OriginServer,
    limits: Limits = LIMITS,
    kept: tuple[SamplePage, ...] = (),
    only: tuple[str, ...] = (),
    allow_private: bool = True,
    path: str = "",
    look_twice_at: str | None = None,
    network: Network = INTERNET,
    targets: TargetBook | None = None,
    curator: Curator | None = None,
) -> Visited:
    documents: list[Document] = []
    pages: list[PageEvidence] = []
    progress: list[Progress] = []

    async def on_document(document: Document) -> None:
        documents.append(document)

    async def on_page(page: PageEvidence) -> bool:
        pages.append(page)
        return page.role == look_twice_at and sum(seen.role == page.role for seen in pages) == 1

    crawl = await visit(
        Site(origin.url + path, "Novads"),
        limits=limits,
        engine=PlainEngine(),
        politeness=Politeness(limits),
        on_document=on_document,
        on_page=on_page,
        on_progress=progress.append,
        kept_sample=kept,
        only=[SamplePage(origin.url + path, "template") for path in only],
        allow_private=allow_private,
        network=network,
        targets=targets,
        aims=lambda url: "portals" in url,
        curator=curator,
    )
    return Visited(crawl, documents, pages, progress)


def small_site(**more: Reply) -> dict[str, Reply]:
    menu = ("/", "/kontakti", "/jaunumi", "/pakalpojumi", "/plans.pdf")
    articles = {f"/jaunumi/{n}": page(*menu, title=f"Jaunums {n}", body="<article></article>") for n in "abc"}
    return {
        "/robots.txt": ALLOW_ALL,
        "/": page(*menu, "/nav-tadas", "http://cits.example/", title="Sākums"),
        "/kontakti": page(*menu, title="Kontakti"),
        "/jaunumi": page(*menu, *articles, title="Jaunumi", body="<section></section>"),
        "/pakalpojumi": page(*menu, "/kluda", title="Pakalpojumi"),
        "/plans.pdf": Reply(b"%PDF", content_type="application/pdf"),
        "/kluda": Reply(status=500),
        "/sitemap.xml": Reply(
            b"<urlset><url><loc>URL/jaunumi/c</loc></url><url><loc>URL/no-kartes</loc></url></urlset>",
            content_type="application/xml",
        ),
        "/no-kartes": page(*menu, title="No vietnes kartes", body="<aside><dl></dl></aside>"),
        **articles,
        **{f"/{name}": reply for name, reply in more.items()},
    }


@asynccontextmanager
async def small(replies: Mapping[str, Reply] | None = None) -> AsyncIterator[OriginServer]:
    async with serving(dict(replies or small_site())) as origin:
        sitemap = origin.replies.get("/sitemap.xml")
        if isinstance(sitemap, Reply) and isinstance(sitemap.body, bytes):
            origin.replies["/sitemap.xml"] = replace(sitemap, body=sitemap.body.replace(b"URL", origin.url.encode()))
        yield origin
