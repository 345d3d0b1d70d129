"""What every answer of the dashboard has in common: languages, formats, caching, headers, and what goes wrong."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from httpx import Client
from openpyxl import load_workbook

import web


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("", "lv"), ("en-GB,en;q=0.9", "en"), ("lv,en", "lv"), ("de, en;q=0.5", "en"), ("de", "lv"), ("*", "lv")],
)
def test_the_first_page_is_in_the_language_that_the_browser_asks_for(
    client: Client, wanted: str, language: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": wanted})
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{language}/")


def test_a_page_is_had_in_every_format(client: Client) -> None:
    csv = client.get("/lv/methodology?format=csv&table=indicators")
    assert csv.headers["content-disposition"] == 'attachment; filename="indicators.csv"'
    rows = csv.text.splitlines()
    assert len(rows) == 26
    sheet = load_workbook(BytesIO(client.get("/lv/methodology?format=xlsx").content)).active
    assert sheet is not None
    assert sheet.max_row == 26
    told = client.get("/lv/methodology?format=json").json()
    assert len(told["tables"][0]["rows"]) == 25
    assert client.get("/lv/methodology?format=pdf").status_code == 400
    assert client.get("/lv/methodology?format=csv&table=nothing").status_code == 404


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    first = client.get("/lv/methodology")
    again = client.get("/lv/methodology", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/en/methodology", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_a_packed_page_is_the_same(client: Client) -> None:
    packed = client.get("/lv/methodology", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/lv/methodology", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


def test_nothing_runs_that_is_not_a_file_of_ours(client: Client) -> None:
    for path in ("/lv/methodology", "/lv/nowhere", "/static/0/site.css"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/lv/nav-lapas", 404, "Šādas lapas nav"), ("/en/nowhere", 404, "There is no such page"), ("/de/", 404, "lapas")],
)
def test_what_is_not_there_is_told_in_the_language_of_the_address(
    client: Client, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.text


def test_programs_are_told_of_problems_as_json(client: Client) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(answer.content)["title"] == "There is no such page"


@pytest.mark.parametrize(
    ("path", "methods"),
    [("api/v1/runs", "GET, HEAD, POST"), ("api/v1/issues/shared", "GET, HEAD"), ("lv/logout", "POST")],
)
def test_what_an_address_answers_instead_is_told_whole(client: Client, path: str, methods: str) -> None:
    answer = client.put(f"/{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_a_file_is_kept_for_good_at_the_address_of_its_content(client: Client) -> None:
    page = client.get("/lv/methodology").text
    address = page.partition('href="/static/')[2].partition('"')[0]
    assert "immutable" in client.get(f"/static/{address}").headers["cache-control"]
    assert client.get("/static/0000/site.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/0000/secret").status_code == 404


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("issues?impact=worst", "jābūt vienam no šiem: critical, serious, moderate, minor"),
        ("issues?older_than=-1", "jābūt vismaz 0"),
        ("trend?years=many", "jābūt veselam skaitlim"),
        ("results?on=never", "jābūt dienai, piemēram, 2026-11-26"),
        (f"trend?region={'a' * 101}", "jābūt ne garākam par 100 rakstzīmēm"),
    ],
)
def test_people_are_told_what_may_stand_there_in_their_language(client: Client, asked: str, said: str) -> None:
    answer = client.get(f"/lv/{asked}")
    assert answer.status_code == 422
    assert f'<span lang="lv">{said}</span>' in answer.text


BY_REGION = (
    "en/", "en/trend", "en/trend/municipalities", "en/results", "en/results/levels/communication/3", "en/features",
    "en/features/forum", "en/rules", "en/issues", "en/issues/shared", "api/v1/municipalities", "api/v1/results",
    "api/v1/features", "api/v1/issues", "api/v1/issues/shared",
)  # fmt: skip


@pytest.mark.parametrize("path", BY_REGION)
def test_a_region_that_there_is_not_is_no_empty_list(client: Client, path: str) -> None:
    answer = client.get(f"/{path}?region=Atlantis")
    assert answer.status_code == 404
    assert "There is no such region" in answer.text
    assert "Choose one of these regions: Kurzeme, Latgale, " in answer.text
    assert client.get(f"/{path}?region=latgale").status_code == 200
    assert client.get(f"/{path}?group=Atlantis").status_code == 422


def test_no_bound_is_asked_of_what_nobody_filled_in() -> None:
    """pydantic goes from right to left: a bound behind `Unset` would meet None, and answer with 500."""
    wrong = [
        str(path) for path in Path(web.__file__).parent.rglob("*.py") if "Unset, Field(" in path.read_text("utf-8")
    ]
    assert wrong == []
