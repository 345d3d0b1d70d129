"""What is declared to go is told by OpenAPI, by a list, and by the headers of the answers that it concerns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Client

from model.text import Text
from pipeline.workplace import Workplace
from tests.web.country import NOW
from tests.web.serving import serving
from web.api.deprecated import DEPRECATED, Deprecated
from web.app import create_app

INSTEAD = Text(lv="Izmantojiet ko citu.", en="Use another.")
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
PATH = Deprecated(operation="GET /api/v1/runs/{id}", since=FIRST, until=LAST, instead=INSTEAD)
PARAMETER = Deprecated(
    operation="GET /api/v1/issues",
    parameter="rule",
    since=FIRST + timedelta(days=30),
    until=LAST - timedelta(days=30),
    instead=INSTEAD,
)
FIELD = Deprecated(field="Rule.hurts", since=FIRST + timedelta(days=60), until=LAST, instead=INSTEAD)
EVERY = (PATH, PARAMETER, FIELD)
LINK = '</api/v1/deprecations>; rel="deprecation"; type="application/json"'


@pytest.fixture(scope="module")
def deprecating(country: Workplace) -> Iterator[Client]:
    app = create_app(country, lambda: NOW, deprecated=EVERY)
    with serving(app) as address, Client(base_url=address, trust_env=False) as client:
        yield client


def told(client: Client, path: str, **options: Any) -> tuple[str | None, str | None, bool]:
    answer = client.request(options.pop("method", "GET"), f"/api/v1/{path}", **options)
    return answer.headers.get("deprecation"), answer.headers.get("sunset"), LINK in answer.headers.get("link", "")


OF_PATH = ("@1767225600", "Sat, 01 Jan 2028 00:00:00 GMT", True)
OF_PARAMETER = ("@1769817600", "Thu, 02 Dec 2027 00:00:00 GMT", True)
OF_FIELD = ("@1772409600", "Sat, 01 Jan 2028 00:00:00 GMT", True)
NOTHING = (None, None, False)


def test_answers_that_it_concerns_say_so_and_no_others(deprecating: Client, client: Client) -> None:
    newest = client.get("/api/v1/runs?limit=1").json()["items"][0]["id"]
    for path, wanted in {
        f"runs/{newest}": OF_PATH,
        "runs/nothing": OF_PATH,
        "issues?rule=label": OF_PARAMETER,
        "issues?limit=0&rule=": OF_PARAMETER,
        # In the list as well as in one rule.
        "rules": OF_FIELD,
        "rules/label": OF_FIELD,
        "issues": NOTHING,
        "issues?criterion=1.1.1": NOTHING,
        "runs": NOTHING,
        "problems": NOTHING,
        "deprecations": NOTHING,
    }.items():
        assert told(deprecating, path) == wanted, path
        assert told(client, path) == NOTHING, path
    assert told(deprecating, f"runs/{newest}", method="HEAD") == OF_PATH
    answer = deprecating.get("/api/v1/rules?limit=1")
    assert {link.partition("; ")[2] for link in answer.headers["link"].split(", ")} >= {'rel="next"'}
    assert set(answer.links) == {"next", "deprecation"}
    again = deprecating.get("/api/v1/rules?limit=1", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.headers["deprecation"]) == (304, OF_FIELD[0])
    assert "Deprecation, Sunset" in answer.headers["access-control-expose-headers"]


def test_the_description_and_the_list_say_so(deprecating: Client, client: Client) -> None:
    document = deprecating.get("/openapi.json").json()
    found = set(_marked(document, ()))
    assert found == {
        ("paths", "/api/v1/runs/{id}", "get"),
        ("paths", "/api/v1/issues", "get", "parameters", "rule"),
        ("components", "schemas", "Rule", "properties", "hurts"),
    }
    assert set(_marked(client.get("/openapi.json").json(), ())) == set()
    listed = deprecating.get(deprecating.get("/api/v1/rules").links["deprecation"]["url"]).json()["items"]
    assert [(one["operation"], one["parameter"], one["field"]) for one in listed] == [
        ("GET /api/v1/runs/{id}", None, None),
        ("GET /api/v1/issues", "rule", None),
        (None, None, "Rule.hurts"),
    ]
    assert listed[0]["instead"] == {"lv": INSTEAD.lv, "en": INSTEAD.en}
    assert DEPRECATED == ()


def _marked(part: Any, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(part, list):
        for each in part:
            yield from _marked(each, (*place, each["name"]) if isinstance(each, dict) and "name" in each else place)
    elif isinstance(part, dict):
        if part.get("deprecated") is True:
            yield place
        for name, each in part.items():
            yield from _marked(each, (*place, name))


@pytest.mark.parametrize(
    "changes",
    [
        {"operation": "GET /api/v1/nothing"},
        {"operation": "GET /api/v1/runs", "parameter": "nothing"},
        {"operation": "", "field": "Rule.nothing"},
    ],
)
def test_what_there_is_not_is_not_served(country: Workplace, changes: dict[str, Any]) -> None:
    with pytest.raises(LookupError):
        create_app(country, deprecated=[replace(PATH, **changes)])


def test_nothing_goes_within_a_year() -> None:
    with pytest.raises(ValueError, match="for a year at least"):
        replace(PATH, until=FIRST + timedelta(days=364))
    with pytest.raises(ValueError, match="a parameter of one"):
        replace(PATH, field="Rule.hurts")
