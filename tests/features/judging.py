"""Visits a corpus site by the real crawler and says which features it has."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from checks.page import PageSource
from checks.watch import FeatureWatch
from crawler.addresses import normalise
from crawler.engine import Engine
from crawler.limits import Limits
from crawler.network import Network
from crawler.politeness import Politeness
from crawler.targets import TargetBook
from crawler.visit import visit
from db.documents import dump_crawl, dump_document, load_crawl, load_document
from model.evidence import Crawl, Document, PageEvidence
from model.finding import Feature
from model.site import Site
from pipeline.judgement import feature_context
from tests.features.corpus import CorpusSite
from tests.features.serving import Addresses, serving

LIMITS = Limits(pace_s=0.0, max_pages=25, site_budget_s=120.0, targets_budget_s=20.0)


async def features_of(site: CorpusSite, engine: Engine) -> Mapping[str, Feature]:
    """Every feature of the site by id, as of the day on which it was labelled."""
    with serving(site) as (port, addresses):
        watch = FeatureWatch(Site(site.url, site.name, site.atvk, data_gov_lv=site.data_gov_lv), site.url)
        asked = {normalise(addresses.here(url)) for url in site.targets}

        async def on_document(document: Document) -> None:
            if document.failure is None:
                watch.observe(PageSource(_real(document, addresses)).view(("dom",)))

        async def on_page(page: PageEvidence) -> bool:
            if page.failure is None and page.html:
                seen = Document(page.url, page.response, None, page.html, page.links)
                shown = _real(seen, addresses)
                source = PageSource(replace(page, url=shown.url, response=shown.response, html=shown.html))
                watch.observe(source.view(("dom",)))
            return False

        # Every name of the corpus leads to this machine; no other is looked up.
        network = Network(
            lambda host, _: ["127.0.0.1"],
            open_origins=frozenset((host, port) for host in (*addresses.hosts, "127.0.0.1")),
        )
        politeness = Politeness(LIMITS)
        async with TargetBook(LIMITS, politeness, network) as book:
            crawl = await visit(
                Site(addresses.here(site.url), site.name, site.atvk),
                limits=LIMITS,
                engine=engine,
                politeness=politeness,
                on_document=on_document,
                on_page=on_page,
                allow_private=True,
                network=network,
                targets=book,
                aims=lambda url: normalise(url) in asked and watch.aims(addresses.real(url)),
            )
        return {feature.id: feature for feature in watch.conclude(feature_context(_of_day(crawl, site, addresses)))}


def _real(document: Document, addresses: Addresses) -> Document:
    return load_document(addresses.real(dump_document(document).decode()).encode())


def _of_day(crawl: Crawl, site: CorpusSite, addresses: Addresses) -> Crawl:
    """The crawl with real addresses, as if it had been on the day of the labels."""
    assert crawl.failure is None, crawl.failure
    day = datetime.combine(site.judged_on, time(3), UTC)
    return replace(load_crawl(addresses.real(dump_crawl(crawl).decode()).encode()), started_at=day, finished_at=day)
