"""No link of the dashboard leads nowhere, and whoever follows links comes to every page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from fastapi import FastAPI
from httpx import Client
from lxml import html

from model.text import LANGUAGES
from pipeline.workplace import Workplace
from tests.web.country import NOW
from tests.web.every_page import DESK, NOT_PAGES, PAGES, page_routes, route_of
from web.app import create_app
from web.navigation import NAVIGATION

LINKS = "//a/@href | //link/@href | //img/@src | //script/@src | //form[not(@method='post')]/@action"


@dataclass
class Read:
    """A page and where it leads."""

    address: str
    route: str | None
    links: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def app(country: Workplace) -> FastAPI:
    """For its routes."""
    return create_app(country, lambda: NOW)


@pytest.fixture(scope="module")
def pages(app: FastAPI, client: Client) -> list[Read]:
    return [read(app, client, f"/{language}/{path}") for language in LANGUAGES for path in PAGES]


def read(app: FastAPI, client: Client, address: str) -> Read:
    answer = client.get(address)
    page = Read(address, route_of(app, urlsplit(address).path))
    if answer.status_code != 200:
        page.wrong.append(f"answers {answer.status_code}")
        return page
    document = html.document_fromstring(answer.text)
    ids = [str(one) for one in document.xpath("//@id")]
    page.anchors.update(ids)
    # A form that names no action leads to its own page.
    page.links.update(urljoin(address, str(one)) for one in document.xpath(LINKS))
    page.wrong.extend(f"id {one} stands {times} times" for one, times in Counter(ids).items() if times > 1)
    page.forms.update(
        f"{urljoin(address, form.action or urlsplit(address).path)}?{urlencode(form.form_values())}"
        for form in document.forms
        if form.method == "GET"
    )
    page.wrong.extend(_faults(document))
    return page


def _faults(document: html.HtmlElement) -> Iterator[str]:
    """What every page has: one heading, a title, a description for those who search, names for tables and fields."""
    if len(document.xpath("//h1")) != 1:
        yield "there is not one heading of the first level"
    if not document.xpath("string(//title)").strip() or not document.xpath(
        "string(//meta[@name='description']/@content)"
    ):
        yield "title or description is missing"
    yield from (f"table {one.get('id')} has no caption" for one in document.xpath("//table[not(caption)]"))
    fields = document.xpath("//input[not(@type='hidden')] | //select | //textarea")
    labelled = set(document.xpath("//label/@for"))
    for one in fields:
        if one.get("id") not in labelled and not one.xpath("ancestor::label") and not one.get("aria-label"):
            yield f"field {one.get('name')} has no label"


def test_every_page_is_among_those_that_tests_open(app: FastAPI) -> None:
    """A new page fails here until it has an address in tests/web/every_page.py."""
    opened = {route_of(app, f"/lv/{urlsplit(path).path}") for path in PAGES}
    assert opened == page_routes(app)


def test_pages_are_whole(pages: list[Read]) -> None:
    assert {page.address: page.wrong for page in pages if page.wrong} == {}


def test_no_link_leads_nowhere(app: FastAPI, client: Client, pages: list[Read]) -> None:
    """One of each kind is followed: from a page to a route, in each format, with and without a place on the page."""
    followed: dict[tuple[object, ...], str] = {}
    wrong: dict[str, str] = {}
    for page in pages:
        for link in sorted(page.links):
            parts = urlsplit(link)
            if parts.netloc or parts.scheme:
                continue
            route = route_of(app, parts.path)
            if route is None:
                wrong[link] = f"no route, on {page.address}"
                continue
            form = dict(parse_qsl(parts.query)).get("format")
            kind = (route, form, page.route) if form else (route, parts.path[:4], parts.fragment and page.route)
            followed.setdefault(kind, link)
    for (first, *_), link in followed.items():
        path, _, fragment = link.partition("#")
        answer = client.get(path)
        if answer.status_code != (303 if str(first).startswith(DESK) else 200):
            wrong[link] = f"answers {answer.status_code}"
        elif fragment and f'id="{fragment}"' not in answer.text:
            wrong[link] = "there is no such place on the page"
    assert wrong == {}
    assert len(followed) > 100


def test_every_form_is_answered_as_it_stands(client: Client, pages: list[Read]) -> None:
    """A browser sends every field, also those that nobody filled in."""
    sent = {form for page in pages for form in page.forms}
    assert {form: status for form in sorted(sent) if (status := client.get(form).status_code) != 200} == {}
    assert len({urlsplit(form).path[4:].partition("/")[0] for form in sent}) > 8


def test_whoever_follows_links_comes_to_every_page(app: FastAPI, pages: list[Read]) -> None:
    ways = {f"/{language}/{path}" for language in LANGUAGES for path, _ in NAVIGATION}
    for page in pages:
        mine = {way for way in ways if way[:4] == page.address[:4]}
        assert mine <= page.links, page.address
        # Only the choice of languages leads to the other one.
        other = {link for link in page.links if link.startswith(f"/{'en' if page.address[1:3] == 'lv' else 'lv'}/")}
        assert {urlsplit(link).path[3:] for link in other} == {urlsplit(page.address).path[3:]}, page.address
    met = {
        route_of(app, urlsplit(link).path)
        for page in pages
        for link in page.links
        if urlsplit(link).path != urlsplit(page.address).path
    }
    assert page_routes(app) - met == set()
    # Where the organisation logs people in, its link stands on the page for it.
    assert NOT_PAGES - met == {"/{lang}/login/organisation"}
