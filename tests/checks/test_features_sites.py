"""The features of the sample sites, read by plain HTTP, against what their authors say is there."""

from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from lxml import html as lxml_html

from checks.context import FeatureContext
from checks.page import PageSource
from checks.watch import FEATURES, FeatureWatch
from model.evidence import Document, Response
from model.finding import Feature
from model.site import Site
from tests.sites.server import expected, sample_site, serve

# The pages of `scripted` have no content before their scripts run.
READ_BY_HTTP = ("good", "middling", "old")


def crawl(name: str) -> tuple[str, dict[str, str], dict[str, Feature]]:
    """The site's origin, its pages by path, and its features, all pages that links lead to having been read."""
    sample = sample_site(name)
    with serve(name) as origin, httpx.Client(trust_env=False, follow_redirects=True) as client:
        watch = FeatureWatch(Site(url=origin, name=sample.title, atvk=sample.atvk), origin)
        queue, alive = [f"{origin}/"], dict[str, bool | None]()
        pages: dict[str, str] = {}
        for url in queue:
            answer = client.get(url)
            alive[url] = answer.status_code not in (404, 410)
            if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
                continue
            text = answer.content.decode("windows-1257" if name == "old" else "utf-8")
            final = str(answer.url)
            pages[urlsplit(final).path.rstrip("/")] = text
            document = Document(final, Response(final, 200, {}, None), None, text)
            watch.observe(PageSource(document).view(("dom",)))
            tree = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
            for href in tree.xpath("//a/@href"):
                target = urljoin(final, href).partition("#")[0]
                if urlsplit(target).netloc == urlsplit(origin).netloc and target not in queue:
                    queue.append(target)
    features = watch.conclude(FeatureContext(date.today(), alive, len(pages), len(pages), home_judged=True))
    return origin, pages, {feature.id: feature for feature in features}


@pytest.mark.parametrize("name", READ_BY_HTTP)
def test_sample_site_has_what_it_says_it_has(name: str) -> None:
    origin, pages, features = crawl(name)
    truth: dict[str, dict[str, Any]] = dict(expected(name)["features"])
    assert set(truth) == set(FEATURES)
    wrong = [
        complaint
        for feature, told in truth.items()
        for complaint in differences(features[feature], told, origin, pages)
    ]
    assert not wrong, "\n".join(wrong)
    statement = features["accessibility_statement"].details or {}
    planted = expected(name).get("statement", {"faults": []})["faults"]
    assert [fault["id"] for fault in statement.get("faults", ())] == planted


def differences(feature: Feature, told: dict[str, Any], origin: str, pages: dict[str, str]) -> list[str]:
    """What the detector says otherwise than the site's author."""
    page = told.get("page")
    addresses = {address for one in feature.evidence for address in (one.page, one.target) if address}
    places = {address.removeprefix(origin).rstrip("/") for address in addresses}
    # One proof of a target is enough, so another page with the same link is as good.
    linked = {place for place, html in pages.items() for one in feature.evidence if one.target and one.target in html}
    wrong = []
    if feature.found != told["found"]:
        wrong.append(f"{feature.id}: found {feature.found}, truth {told['found']}; {feature.evidence[:1]}")
    if "grade" in told and feature.grade != told["grade"]:
        wrong.append(f"{feature.id}: grade {feature.grade}, truth {told['grade']}")
    if "kind" in told and feature.kind != told["kind"]:
        wrong.append(f"{feature.id}: kind {feature.kind}, truth {told['kind']}")
    if page is not None and page.rstrip("/") not in places | linked:
        wrong.append(f"{feature.id}: not proved at {page} but at {sorted(places)}")
    details = feature.details or {}
    for key in told.keys() - {"found", "grade", "kind", "page"}:
        if details.get(key) != told[key]:
            wrong.append(f"{feature.id}: {key} {details.get(key)}, truth {told[key]}")
    return wrong
