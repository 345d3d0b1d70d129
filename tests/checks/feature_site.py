"""A site of a few pages for the feature tests: written as HTML bodies by path, judged as the auditor would."""

from collections.abc import Iterable, Mapping
from datetime import date

from checks.context import FeatureContext
from checks.page import PageSource
from checks.trial import EXAMPLE_DAY, EXAMPLE_PAGE, EXAMPLE_SITE
from checks.watch import FeatureWatch
from model.evidence import Document, PageEvidence, Response
from model.finding import Feature
from model.site import Site

SITE, TODAY = EXAMPLE_SITE, EXAMPLE_DAY
HOME = SITE.url
WELCOME = "<main><h1>Avotu novads</h1><p>Laipni lūdzam novada tīmekļvietnē, te ir jaunumi un pakalpojumi.</p></main>"


def article(title: str, text: str) -> str:
    return f"<main><article><h1>{title}</h1><p>01.10.2026.</p><p>{text}</p></article></main>"


def document(path: str, html: str) -> Document:
    """A page of the wide tier, as plain HTTP would have read it."""
    url = HOME.rstrip("/") + path
    whole = html if "<body" in html else EXAMPLE_PAGE.format(html)
    return Document(url=url, response=Response(url, 200, {}, "utf-8"), failure=None, html=whole)


def observe(watch: FeatureWatch, page: Document | PageEvidence) -> None:
    watch.observe(PageSource(page).view(("dom",)))


def conclude(
    watch: FeatureWatch,
    alive: Mapping[str, bool | None] | None = None,
    read: int = 1,
    known: int = 1,
    today: date = TODAY,
) -> dict[str, Feature]:
    return {feature.id: feature for feature in watch.conclude(FeatureContext(today, alive or {}, read, known, True))}


def features_of(
    pages: Mapping[str, str] | Iterable[tuple[str, str]],
    alive: Mapping[str, bool | None] | None = None,
    known: int = 1,
    site: Site = SITE,
) -> dict[str, Feature]:
    """Features by id of a site with these pages."""
    watch = FeatureWatch(site, HOME)
    listed = list(pages.items() if isinstance(pages, Mapping) else pages)
    for path, html in listed:
        observe(watch, document(path, html))
    return conclude(watch, alive, read=len(listed), known=max(known, len(listed)))
