"""The sample sites are what their expected.toml says, as far as that shows without a browser."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import httpx
import lxml.html
import pytest

from tests.sites.pages import HERE, Site
from tests.sites.server import SITES, SITES_CSV, expected, sample_site, serve, serve_all, sites_csv

ROOT = HERE.parent.parent


@pytest.fixture(scope="module", params=SITES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def client(name: str) -> Iterator[httpx.Client]:
    with serve(name) as origin, httpx.Client(base_url=origin, trust_env=False) as client:
        yield client


def rendered(client: httpx.Client, name: str, path: str) -> httpx.Response:
    """The page, or what a scripted page's script would put into it."""
    if name == "scripted":
        return client.get("/api/lapa", params={"path": path})
    return client.get(path)


def document(answer: httpx.Response) -> lxml.html.HtmlElement:
    if answer.headers["content-type"] == "application/json":
        told = answer.json()
        menu = "".join(f'<a href="{item["path"]}">{item["text"]}</a>' for item in told["menu"])
        return lxml.html.document_fromstring(menu + told["html"])
    return lxml.html.document_fromstring(answer.content)


def crawled(client: httpx.Client, name: str) -> tuple[set[str], set[str]]:
    """The paths of the pages that links lead to from the home page, and of the links that are broken."""
    wanted: list[str] = [expected(name)["site"]["home"]]
    pages: set[str] = set()
    broken: set[str] = set()
    seen: set[str] = set()
    if name == "scripted":
        # The footer's links stand in the script.
        wanted += re.findall(r'path: "(/[^"]*)"', client.get("/lietotne.js").text)
    while wanted:
        path = wanted.pop()
        if path in seen:
            continue
        seen.add(path)
        # A data file of the scripted site is no page of its application.
        answer = client.get(path) if Path(path).suffix in (".csv", ".js") else rendered(client, name, path)
        if answer.status_code == 404:
            broken.add(path)
        elif "html" in answer.headers["content-type"] or path in Site(name, "").pages:
            pages.add(path)
            for link in document(answer).xpath("//a/@href"):
                target = urlsplit(urljoin(str(client.base_url.join(path)), link))
                if f"{target.scheme}://{target.netloc}" == str(client.base_url).rstrip("/"):
                    wanted.append(target.path)
    return pages, broken


def test_links_lead_to_every_page_and_only_the_planted_ones_are_broken(client: httpx.Client, name: str) -> None:
    truth = expected(name)
    pages, broken = crawled(client, name)
    assert pages == set(truth["pages"])
    assert len(pages) == truth["site"]["pages"]
    assert broken == set(truth["site"]["broken_links"])


def test_nothing_is_loaded_from_a_foreign_host(client: httpx.Client, name: str) -> None:
    loads = set()
    for path in expected(name)["pages"]:
        tree = document(rendered(client, name, path))
        loads.update(tree.xpath("//img/@src | //script/@src | //iframe/@src | //link[@rel='stylesheet']/@href"))
    foreign = {load for load in loads if not load.startswith("/")}
    assert foreign == ({"https://www.youtube.com/embed/dzirnavu2019"} if name == "middling" else set())
    assert all(client.get(load).status_code == 200 for load in loads - foreign)


def test_robots_and_sitemaps_name_own_addresses(client: httpx.Client, name: str) -> None:
    origin = str(client.base_url).rstrip("/")
    robots = client.get("/robots.txt").text
    assert "Disallow: /admin/" in robots
    wanted: list[str] = re.findall(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
    found: list[str] = []
    while wanted:
        for address in re.findall(r"<loc>([^<]+)</loc>", client.get(wanted.pop()).text):
            assert address.startswith(origin)
            (wanted if address.endswith(".xml") else found).append(address.removeprefix(origin))
    known = set(expected(name)["pages"])
    assert set(found) <= known
    assert len(found) == (2 if name == "scripted" else len(known))


def test_truth_speaks_of_its_own_pages(name: str) -> None:
    truth = expected(name)
    pages = truth["pages"]
    named = {feature["page"] for feature in truth["features"].values() if "page" in feature}
    assert named | {truth["site"]["home"]} | set(truth.get("best_practices", {})) <= set(pages)
    assert all(("page" in feature) == (feature["found"] is True) for feature in truth["features"].values())
    assert set(truth["features"]) == set(expected("good")["features"])
    assert truth["mobile"]["home_passes"] == (not truth["mobile"]["home_fails"])
    if name == "good":
        assert not any(pages.values())


def test_missing_page_and_head(client: httpx.Client, name: str) -> None:
    answer = client.get("/tādas-lapas-nav")
    assert answer.status_code == (200 if name == "scripted" else 404)
    head = client.head("/robots.txt")
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(client.get("/robots.txt").content)


@pytest.mark.parametrize(("site", "path"), [("good", "/lidzdaliba/uzdot-jautajumu"), ("middling", "/lv/kontakti")])
def test_form_is_thanked_for(site: str, path: str) -> None:
    with serve(site) as origin:
        answer = httpx.post(origin + path, data={"jautajums": "Kad būs ceļš?"}, trust_env=False)
    assert answer.status_code == 200
    assert "Paldies" in answer.text


@pytest.mark.parametrize(
    ("site", "path"), [("good", "/meklet"), ("scripted", "/api/lapa?path=/meklet"), ("middling", "/lv/meklet")]
)
def test_search_finds_without_diacritics(site: str, path: str) -> None:
    with serve(site) as origin:
        url = httpx.URL(origin + path)
        found = httpx.get(url.copy_merge_params({"q": "pasvaldib"}), trust_env=False).text
        nothing = httpx.get(url.copy_merge_params({"q": "zzzz"}), trust_env=False).text
    assert found.count("<li>") > nothing.count("<li>")


def test_old_site_names_its_charset_only_in_the_page() -> None:
    with serve("old") as origin:
        answer = httpx.get(origin, trust_env=False)
    assert answer.headers["content-type"] == "text/html"
    assert b"charset=windows-1257" in answer.content
    assert "Bērzkalnu" in answer.content.decode("windows-1257")


def test_scripted_site_says_nothing_before_its_script_ran() -> None:
    with serve("scripted") as origin:
        pages = {httpx.get(origin + path, trust_env=False).text for path in ("/", "/kontakti", "/nav-tādas")}
    assert len(pages) == 1
    assert "<a " not in pages.pop()


def test_data_files_parse() -> None:
    site = Site("good", "http://127.0.0.1")
    assert len(site.static["/dati/budzets.csv"].decode().splitlines()) == 6
    assert len(json.loads(site.static["/dati/izglitibas-iestades.json"])) == 3
    assert json.loads(site.static["/dati/pieturas.geojson"])["type"] == "FeatureCollection"
    with ZipFile(BytesIO(site.static["/dati/budzets.xlsx"])) as workbook:
        assert "Izglītība" in workbook.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2040, 12, 15)])
def test_good_statement_never_gets_old(today: date) -> None:
    text = Site("good", "http://x", lambda: today).answer("GET", "/pieklustamibas-pazinojums").body.decode()
    told = re.search(r"tika izvērtēta (\d+)\.(\d+)\.(\d+)\.", text)
    assert told is not None
    day, month, year = (int(part) for part in told.groups())
    assert timedelta(0) < today - date(year, month, day) < timedelta(days=200)
    assert "tīmekļvietni http://x." in text


def test_addresses_of_the_file_are_the_fixed_ones(tmp_path: Path) -> None:
    sites_csv({name: sample_site(name).url for name in SITES}, tmp_path / "sites.csv")
    assert (tmp_path / "sites.csv").read_text("utf-8") == SITES_CSV.read_text("utf-8")


def test_all_sites_are_served_at_once() -> None:
    with serve_all() as origins:
        assert tuple(origins) == SITES
        assert all(httpx.get(f"{origin}/robots.txt", trust_env=False).status_code == 200 for origin in origins.values())


def test_taken_port_is_one_sentence_and_status_2() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", sample_site("good").port))
            taken.listen()
        except OSError:
            pass  # Somebody else holds it, which serves as well.
        run = subprocess.run(
            [sys.executable, "-m", "tests.sites"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
        )
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert str(sample_site("good").port) in run.stderr
