"""The pages of a municipality: their numbers are the ledger's, and what they show is only what the audit holds."""

from collections.abc import Iterator
from io import BytesIO
from math import fsum
from typing import Any

import pytest
from httpx import Client
from openpyxl import load_workbook
from playwright.sync_api import Browser

from db.audits import audits_between
from model.audit import Status
from pipeline.workplace import Workplace
from tests.web.country import DOWN, HOSTILE, NEVER_SEEN, PICTURE, PICTURE_REF, municipalities
from web.pages.municipality.report_files import Busy, ReportFiles

# Measured in full, in part, stale, and hostile.
WALKED = (0, 3, DOWN, HOSTILE, 11, 24)
# Until the end of that day another night was the newest, of which no document is kept.
EARLIER = "2026-08-30"


def path_of(number: int, rest: str = "", language: str = "en") -> str:
    return f"/{language}/municipality/{municipalities()[number].atvk}{rest}"


def tables_of(client: Client, path: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table by the titles of its columns."""
    told = client.get(path + ("&" if "?" in path else "?") + "format=json").raise_for_status().json()
    return {
        table["id"]: [dict(zip([one["title"] for one in table["columns"]], row, strict=True)) for row in table["rows"]]
        for table in told["tables"]
    }


@pytest.mark.parametrize("number", WALKED)
def test_every_page_says_the_numbers_of_the_ledger(client: Client, country: Workplace, number: int) -> None:
    overview = tables_of(client, path_of(number))
    (whole, *_), ledger = rows_and_whole(client, path_of(number, "/scores"))
    standing = overview["standing"][0]
    assert standing["Index"] == whole["Score"] == pytest.approx(whole["Points"])
    assert fsum(row["Points"] for row in ledger if row["Depth"] == 1) == pytest.approx(whole["Points"])
    nights = tables_of(client, path_of(number, "/history"))["nights"]
    newest = next(row for row in nights if row["Index"] is not None)
    assert (newest["Index"], newest["WCAG score"]) == (standing["Index"], standing["WCAG score"])
    for section in overview["sections"]:
        entry = next(row for row in ledger if row["Entry"] == section["Section"])
        assert (section["Score"], section["Measured share"]) == (entry["Score"], entry["Measured share"])
        assert newest[section["Section"]] == section["Score"]
    mine = audits_between(country.database, site_ids=[number + 1])
    row = [one for one in mine if one.status is not Status.FAILED][-1]
    assert (row.index_score, row.wcag_score) == (standing["Index"], standing["WCAG score"])


def rows_and_whole(client: Client, path: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ledger = tables_of(client, path)["ledger"]
    return ledger[:1], ledger[1:]


def opened(client: Client, number: int, name: str = "") -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every page of the ledger with its parts, from the index down to the elements."""
    whole, parts = rows_and_whole(client, path_of(number, f"/scores/{name}"))
    below = [row for row in parts if row["Depth"] == 1]
    yield whole[0], below
    for row in below:
        if row["Kind"] in ("section", "indicator", "measure") and row["Points"] is not None and row["Possible points"]:
            yield from opened(client, number, row["ID"])
        elif row["Kind"] == "check" and row["ID"]:
            yield from opened(client, number, f"{name}/{row['ID']}")


def test_the_ledger_opens_down_to_the_elements_and_adds_up_everywhere(client: Client) -> None:
    kinds = set()
    for whole, parts in opened(client, 3):
        kinds.add(whole["Kind"])
        if parts:
            assert fsum(row["Points"] for row in parts) == pytest.approx(whole["Points"])
            assert fsum(row["Possible points"] for row in parts) == pytest.approx(whole["Possible points"])
    assert kinds == {"index", "section", "indicator", "measure", "check"}
    page = client.get(path_of(3, "/scores/website_usability.wcag/image-alt")).text
    assert path_of(3, "/issues/") in page


def test_a_night_whose_document_is_gone_is_told_in_figures(client: Client) -> None:
    page = client.get(path_of(3, f"/scores?on={EARLIER}")).text
    assert "figures are shown, without pages, elements and proof" in page
    whole, parts = rows_and_whole(client, path_of(3, f"/scores?on={EARLIER}"))
    nights = tables_of(client, path_of(3, f"/history?on={EARLIER}"))["nights"]
    assert whole[0]["Points"] == pytest.approx(nights[0]["Index"])
    assert fsum(row["Points"] for row in parts if row["Kind"] == "indicator") == pytest.approx(nights[0]["Index"])
    assert client.get(path_of(3, f"/features?on={EARLIER}")).status_code == 200


def test_what_the_newest_audit_did_not_see_is_said(client: Client) -> None:
    stale = client.get(path_of(DOWN)).text
    assert "The newest audit, of 26 November 2026, saw nothing of the site: no answer in time." in stale
    assert "the last audit that saw it, of 25 November 2026" in stale
    for rest in ("", "/scores", "/features"):
        assert "neither 0 nor 100" in client.get(path_of(NEVER_SEEN, rest)).text
    assert client.get(path_of(NEVER_SEEN, "/history")).status_code == 200


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("?on=2020-01-01", 404),
        ("?on=2030-01-01", 422),
        ("/scores/nothing", 404),
        ("/scores/website_usability.wcag/nothing", 404),
        ("/scores?methodology=nothing", 404),
        ("/scores?methodology=2026", 404),
        ("/issues?rule=nothing", 404),
        ("/issues/ffffffffffffffff", 404),
        ("/reports/report.de.html", 404),
        ("/pictures/" + "0" * 64 + ".jpg", 404),
        ("/pictures/..%2F..%2Faudits.sqlite", 404),
    ],
)
def test_what_there_is_not_is_told(client: Client, rest: str, status: int) -> None:
    assert client.get(path_of(3, rest)).status_code == status


def test_only_pictures_of_the_audit_itself_are_had(client: Client, country: Workplace) -> None:
    answer = client.get(path_of(3, f"/pictures/{PICTURE_REF}"))
    assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get(path_of(NEVER_SEEN, f"/pictures/{PICTURE_REF}")).status_code == 404
    document = audits_between(country.database, site_ids=[4])[-1].result_ref
    assert client.get(path_of(3, f"/pictures/{document}")).status_code == 404
    other = country.store.put(PICTURE + b"another", "screenshot")
    assert client.get(path_of(3, f"/pictures/{other}")).status_code == 404


def test_findings_are_filtered_and_lead_to_their_pages(client: Client) -> None:
    every = tables_of(client, path_of(3, "/issues"))["issues"]
    some = tables_of(client, path_of(3, "/issues?impact=critical&party=own&rule=image-alt"))["issues"]
    assert some == [row for row in every if row["Rule"] == "image-alt"]
    assert 0 < len(some) < len(every)
    assert tables_of(client, path_of(3, "/issues?party=other"))["issues"] == []
    page = client.get(path_of(3, f"/issues/{some[0]['ID']}"))
    for words in ("Example: wrong", "EN 301 549 9.1.1.1", f"pictures/{PICTURE_REF}", "First seen on"):
        assert words in page.text
    (closed,) = tables_of(client, path_of(11, "/issues?state=closed"))["issues"]
    assert closed["Fixed"]
    assert "So it was in the audit that saw it last." in client.get(path_of(11, f"/issues/{closed['ID']}")).text


def test_a_report_is_had_in_every_shape_and_brings_its_own_policy(client: Client) -> None:
    page = client.get(path_of(3, "/reports/report.lv.html"))
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    workbook = client.get(path_of(3, "/reports/report.en.xlsx"))
    assert load_workbook(BytesIO(workbook.content)).sheetnames
    assert "attachment" in workbook.headers["content-disposition"]
    assert client.get(path_of(3, "/reports/report.lv.json")).json()["audits"]
    assert client.get(path_of(3, "/reports/report.lv.earl.json")).json()
    assert "[aizpilda pašvaldība:" in client.get(path_of(3, "/reports/statement")).text


def test_reports_are_made_one_at_a_time_and_kept_in_bounded_room() -> None:
    files = ReportFiles(most_bytes=10, most_waiting=2)
    made: list[str] = []

    def make(name: str) -> bytes:
        made.append(name)
        with pytest.raises(Busy):
            files.get("another", lambda: b"", waits=False)
        return name.encode() * 3

    assert files.get("aa", lambda: make("aa")) == b"aaaaaa"
    assert files.get("aa", lambda: make("aa")) == b"aaaaaa"
    assert made == ["aa"]
    files.get("bb", lambda: make("bb"))
    files.get("aa", lambda: make("aa"))
    assert made == ["aa", "bb", "aa"]


def test_words_of_an_audited_page_never_run(browser: Browser, client: Client) -> None:
    finding = tables_of(client, path_of(HOSTILE, "/issues"))["issues"][0]["ID"]
    page = browser.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.set_default_timeout(10_000)
    base = str(client.base_url).rstrip("/")
    rests = ("", "/features", "/issues", f"/issues/{finding}", "/scores/website_usability", "/reports/report.lv.html")
    for rest in (*rests, "/scores/website_usability.wcag/image-alt"):
        page.goto(base + path_of(HOSTILE, rest, "lv"))
        assert "Aizkraukles novads" in page.title()
        assert page.title() not in ("owned", "1")
    page.close()
    assert said == []
