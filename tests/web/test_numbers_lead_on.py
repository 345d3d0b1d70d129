"""Every figure of a table leads to its ledger, or to the list that it counts; every page of figures is also a file."""

from collections.abc import Iterator, Mapping

import pytest
from httpx import Client
from lxml import html

from tests.web.every_page import PAGES

# Tables whose figures lead no further, and why.
THEMSELVES = {
    "ledger": "it is where the figures lead; its names lead deeper",
    "files": "sizes of files",
    "indicators": "the methodology's own",
    "levels": "the methodology's own, where it does not count who is at each",
    "bounds": "the methodology's own",
}
# Between two figures of the same row that both lead on.
BETWEEN = "Difference"
PARTS = ("offering", "lacking")
# Words alone, or lists that hold nothing by these filters.
WITHOUT_FILES = {
    "accessibility",
    "login",
    "municipality/0020000/reports/statement",
    "privacy",
    "results/statements/com.mobile?answer=yes",
    "search?q=zzzz",
}


def figures_without_way(document: html.HtmlElement, path: str) -> Iterator[str]:
    for table in document.xpath("//main//table[@id]"):
        name = table.get("id")
        own = name in THEMSELVES and not (name == "levels" and path.startswith("results"))
        if own:
            continue
        titles = [one.text_content().strip() for one in table.xpath("./thead//th")]
        for row in table.xpath("./tbody/tr"):
            for title, cell in zip(titles, row.xpath("./th | ./td"), strict=True):
                said = cell.text_content().strip()
                counts = any(digit in said for digit in "123456789")
                if counts and "figures" in cell.get("class", "") and title != BETWEEN and not cell.xpath(".//a[@href]"):
                    yield f"{path}: {name}, {title}: {said}"


@pytest.fixture(scope="module")
def pages(client: Client) -> Mapping[str, html.HtmlElement]:
    return {path: html.document_fromstring(client.get(f"/en/{path}").text) for path in PAGES}


def test_every_figure_leads_on(pages: Mapping[str, html.HtmlElement]) -> None:
    assert [one for path, document in pages.items() for one in figures_without_way(document, path)] == []


def test_every_page_of_figures_is_had_as_files(pages: Mapping[str, html.HtmlElement]) -> None:
    for path, document in pages.items():
        ways = " ".join(document.xpath("//main//a/@href"))
        had = {form for form in ("csv", "xlsx", "json") if f"format={form}" in ways}
        assert had == (set() if path in WITHOUT_FILES else {"csv", "xlsx", "json"}), path


def test_the_figures_of_a_municipality_lead_on(client: Client) -> None:
    """Those above the tables, of a day that is past, too: its ledgers are of that day."""
    document = html.document_fromstring(client.get("/en/municipality/0020000?on=2026-05-30").text)
    ways = {str(one) for one in document.xpath("//dl[@class='standing']//a/@href")}
    base = "/en/municipality/0020000/scores"
    on = "?on=2026-05-30"
    assert {f"{base}{on}", f"{base}/website_usability{on}", f"{base}/mobile_conformity{on}"} <= ways
    assert "#next-level" in ways
    before, after = (str(one) for one in document.xpath("(//ul[@class='moves']/li)[1]/p/a/@href"))
    assert (before, after) == (f"{base}?on=2025-11-26", f"{base}{on}")
    assert {client.get(way).status_code for way in (before, after)} == {200}


def test_a_share_over_time_is_that_of_the_list_behind_it(client: Client) -> None:
    document = html.document_fromstring(client.get("/en/features/forum").text)
    shares = {row["id"]: row for row in client.get("/en/features/forum?format=json").json()["tables"]}["trend"]["rows"]
    row = 6
    ways = document.xpath(f"(//table[@id='trend']/tbody/tr)[{row + 1}]/td/a/@href")
    assert len(ways) == 5
    for way, share in list(zip(ways, shares[row][1:], strict=True))[:4]:
        listed = client.get(f"{way.partition('#')[0]}&format=json").json()["tables"]
        offering, lacking = (len(next(one["rows"] for one in listed if one["id"] == part)) for part in PARTS)
        assert offering / (offering + lacking) == pytest.approx(share)


def test_a_count_over_time_is_that_of_the_list_behind_it(client: Client) -> None:
    """Each municipality once, however many findings of it are listed."""
    document = html.document_fromstring(client.get("/en/rules/image-alt").text)
    counts = {row["id"]: row for row in client.get("/en/rules/image-alt?format=json").json()["tables"]}["trend"]["rows"]
    for row in (0, 6, -1):
        ways = document.xpath(f"(//table[@id='trend']/tbody/tr)[{len(counts) if row < 0 else row + 1}]/td/a/@href")
        assert len(ways) == 5
        for way, count in list(zip(ways, counts[row][1:], strict=True))[:4]:
            (listed,) = client.get(f"{way}&format=json").json()["tables"]
            assert len({found[0] for found in listed["rows"]}) == count > 0
            by_api = client.get(f"/api/v1/{way.removeprefix('/en/')}&limit=500").json()["items"]
            assert len(by_api) == len(listed["rows"])
