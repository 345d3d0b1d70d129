"""How the API is asked: pages of lists, conditional requests, languages, other origins, and hostile words."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from db.engine import open_database
from db.evidence import EvidenceStore
from db.runs import start_run
from db.saving import save_audit
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.web.api.conftest import address, public_paths
from tests.web.country import NEWEST, NOW, audit_of, municipalities
from tests.web.serving import serving
from web.app import create_app

KEY = "municipalities/0001000"
LISTS = (
    "municipalities?on=2026-11-20",
    "audits?status=complete",
    "issues?impact=serious",
    "issues?closed=true",
    "runs",
)
HOSTILE = (
    "%00", "%ff%fe", "%ED%A0%80", "'", "%27%20OR%201=1--", "%0d%0aSet-Cookie:%20a=b", "<script>", "1e999", "-1", "0",
    "9" * 30, "9223372036854775808", "NaN", "null", "[]", "..%2f..%2fetc%2fpasswd", "%F0%9F%92%A9", "a" * 5000, "",
    "0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "2026-11-26T00:00:00+99:00", "W10", "WzFd", "W251bGxd",
    "W1siYSJdXQ", "WzEsMiwzXQ", "Wy0xLCJhIiwiYiJd", "WzFlOTk5XQ", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTld",
    "WyJcdTAwMDAiXQ",
)  # fmt: skip
EACH = 8


def walked(client: Client, path: str, limit: int) -> Iterator[list[Any]]:
    """Page after page of a list."""
    following: str | None = f"/api/v1/{path}{'&' if '?' in path else '?'}limit={limit}"
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        following = answer.json()["next"]
        assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
        yield answer.json()["items"]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_the_same_page_by_page(client: Client, path: str) -> None:
    whole = [item for page in walked(client, path, 500) for item in page]
    pages = list(walked(client, path, max(2, len(whole) // 5)))
    assert len(whole) > 2
    assert len(pages) > 1
    assert [item for page in pages for item in page] == whole


def test_what_is_saved_meanwhile_shifts_no_page(country: Workplace, tmp_path: Path) -> None:
    file = Path(str(country.database.url.database))
    for part in file.parent.glob(f"{file.name}*"):
        shutil.copy(part, tmp_path / part.name)
    database = open_database(f"sqlite:///{tmp_path / file.name}")
    copied = Workplace(settings_in_force(), database, EvidenceStore(str(tmp_path / "evidence")), country.methodology)
    with serving(create_app(copied, lambda: NOW)) as address, Client(base_url=address, trust_env=False) as client:
        before = {path: [item for page in walked(client, path, 500) for item in page] for path in ("audits", "runs")}
        pages = {path: walked(client, path, 5) for path in before}
        got = {path: next(walking) for path, walking in pages.items()}
        start_run(database, "later", started_at=NOW, sites=[], settings={}, versions={})
        audit = audit_of(municipalities()[0], 0, NEWEST)
        moved = {"run": "later", "started_at": NOW, "finished_at": NOW + timedelta(minutes=1)}
        save_audit(database, type(audit)(**{name: getattr(audit, name) for name in audit.__slots__} | moved), "0" * 64)
        for path, walking in pages.items():
            got[path] += [item for page in walking for item in page]
        assert got == before
        newest = client.get("/api/v1/audits?limit=1").json()["items"][0]
        assert newest["run"] == "later"
    database.dispose()


def test_an_unchanged_answer_is_not_sent_again(client: Client, document: Mapping[str, Any], newest_audit: int) -> None:
    for path in public_paths(document):
        asked = address(path, newest_audit)
        first = client.get(asked)
        again = client.get(asked, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b""), path
        head = client.head(asked)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
        assert first.headers["cache-control"].startswith(("public, max-age", "no-cache"))
        assert first.headers["vary"] == "Accept-Encoding, Accept-Language"
    # A cookie or a token changes nothing about what everybody may read.
    assert client.get("/api/v1/rules", headers={"Cookie": "a=b", "Authorization": "Bearer x"}).headers["etag"]


def test_texts_are_in_the_language_that_is_asked_for(client: Client) -> None:
    def title(query: str = "", wanted: str = "") -> str:
        answer = client.get(f"/api/v1/{KEY}/ledger?part=services{query}", headers={"Accept-Language": wanted})
        return str(answer.json()["title"])

    latvian, english = title("&lang=lv"), title("&lang=en")
    assert latvian != english
    assert title() == title(wanted="de") == title("&lang=en", "lv") == english
    assert title(wanted="lv-LV, en;q=0.5") == latvian
    told = client.get("/api/v1/audits/0?lang=lv"), client.get("/api/v1/audits/0", headers={"Accept-Language": "lv"})
    assert {answer.json()["title"] for answer in told} == {"Adresē norādīts kaut kas, kā nav"}


def test_scripts_of_any_site_may_read_and_nothing_more(client: Client) -> None:
    origin = {"Origin": "https://example.lv"}
    for path in ("/api/v1/rules", "/api/v1/nowhere", "/openapi.json"):
        answer = client.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
    asking = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    allowed = client.options("/api/v1/rules", headers=origin | asking)
    assert (allowed.status_code, allowed.headers["access-control-allow-methods"]) == (204, "GET, HEAD")
    assert "authorization" not in allowed.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-origin" not in client.get("/lv/methodology", headers=origin).headers
    assert "access-control-allow-origin" not in client.post("/api/v1/rules", headers=origin).headers


def test_hostile_words_are_no_fault_of_ours(client: Client, document: Mapping[str, Any], newest_audit: int) -> None:
    for number, (path, operation) in enumerate(public_paths(document).items()):
        asked = address(path, newest_audit).partition("?")[0]
        names = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
        # Every word is tried on several paths, in a parameter in its turn and as a name in the address.
        for at, word in enumerate(HOSTILE[number % EACH :: EACH]):
            name = names[at % len(names)]
            queries = [f"{asked}?{name}={word}", f"{asked}?cursor={word}", f"{asked}?{word}=1"]
            filled = path
            for place in ("{key}", "{id}", "{name}"):
                filled = filled.replace(place, word.replace("/", "") or "%20")
            for address_ in (*queries, filled):
                status = client.get(address_).status_code
                assert status in (200, 400, 404, 422), (address_, status)


def test_the_words_of_sites_come_as_words(client: Client) -> None:
    """JSON that says its type, in which what steers a terminal is written by its number."""
    answer = client.get("/api/v1/issues?limit=500")
    assert answer.headers["content-type"] == "application/json"
    assert not any("\x7f" <= sign <= "\x9f" or "\u202a" <= sign <= "\u202e" for sign in answer.text)


def test_days_to_come_are_as_today(client: Client) -> None:
    assert client.get(f"/api/v1/{KEY}?on=2199-12-31").json() == client.get(f"/api/v1/{KEY}?on=2026-11-26").json()
    assert client.get(f"/api/v1/{KEY}?on=2000-01-01").status_code == 404
    assert client.get("/api/v1/municipalities?on=2000-01-01").json() == {"items": [], "next": None}


def test_another_methodology_judges_and_an_unknown_one_is_told(client: Client) -> None:
    assert client.get("/api/v1/results?methodology=2026").json()["methodology"] == methodology_of("2026").id
    assert client.get("/api/v1/results?methodology=1999").status_code == 404
    weights = [one["weight"] for one in client.get("/api/v1/methodologies/2019").json()["sections"]]
    assert sum(weights) == pytest.approx(1)
