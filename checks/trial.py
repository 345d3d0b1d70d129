"""Tries the signatures on one page alone, and tells every match, what was held back, and the verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from checks.context import FeatureContext
from checks.ledger import Sighting
from checks.page import PageSource
from checks.rules import Held
from checks.signatures import Signature, SignatureExample
from checks.watch import FeatureWatch
from model.evidence import Document, PageEvidence, Response
from model.finding import Feature
from model.site import Site

# The municipality of the signatures' examples.
EXAMPLE_SITE = Site(url="https://novads.example/", name="Avotu novads", atvk="0044000")
EXAMPLE_DAY = date(2026, 11, 23)
EXAMPLE_PAGE = "<!doctype html><html lang=lv><head></head><body>{}</body></html>"


@dataclass(frozen=True, slots=True)
class Trial:
    """One feature on one page: what matched, the best first, and what nearly did."""

    feature: Feature
    seen: tuple[Sighting, ...]
    held: tuple[Held, ...]


def try_page(page: Document | PageEvidence, site: Site, known: Mapping[str, Signature], day: date) -> tuple[Trial, ...]:
    """Every feature, as if the page were all that was read of the site."""
    held: dict[Held, None] = {}
    watch = FeatureWatch(site, site.url, known, on_held=lambda one: held.setdefault(one, None))
    watch.observe(PageSource(page).view(("dom",)))
    told = watch.conclude(FeatureContext(day, {}, documents_read=1, documents_known=1, home_judged=True))
    return tuple(
        Trial(feature, watch.sightings(feature.id), tuple(one for one in held if one.feature == feature.id))
        for feature in told
    )


def example_faults(signature: Signature, known: Mapping[str, Signature]) -> Iterator[str]:
    """What the examples of a signature do not give that they say, each in a sentence."""
    for at, example in enumerate(signature.examples):
        told = next(one for one in _tried(example, known) if one.feature.id == signature.id).feature
        got = [("found", told.found, example.found), ("grade", told.grade, example.grade)]
        got += [("kind", told.kind, example.kind)] if example.kind else []
        wrong = [f"{name} is {is_!r}, not {wanted!r}" for name, is_, wanted in got if is_ != wanted]
        if wrong:
            by = ", ".join(dict.fromkeys(proof.by or "" for proof in told.evidence)) or "nothing"
            yield f"{signature.id}.examples[{at}]: {'; '.join(wrong)} (matched: {by})"


def _tried(example: SignatureExample, known: Mapping[str, Signature]) -> tuple[Trial, ...]:
    url = EXAMPLE_SITE.url.rstrip("/") + example.path
    html = example.html if "<body" in example.html else EXAMPLE_PAGE.format(example.html)
    return try_page(Document(url, Response(url, 200, {}, "utf-8"), None, html), EXAMPLE_SITE, known, EXAMPLE_DAY)
