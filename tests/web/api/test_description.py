"""The answers are what OpenAPI says, no less and no more, and what it says only grows."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx import Client
from jsonschema import Draft202012Validator, FormatChecker

from tests.web.api.conftest import address, public_paths
from web.api.compatibility import breaking_changes
from web.api.document import AUDIT, audit_schemas
from web.api.documenting import NAME, current, write

TOP = Path(__file__).parents[3]
COMMITTED = TOP / "docs" / NAME
AUDIT_SCHEMA = json.loads((TOP / "reports" / "audit.schema.json").read_text("utf-8"))
# Answers in which one of the test's own lists must hold something, or nothing is proven by them.
EMPTY = {"/api/v1/issues/shared", "/api/v1/deprecations"}


def test_every_answer_is_as_it_is_described(client: Client, document: Mapping[str, Any], newest_audit: int) -> None:
    closed = {"components": _closed(document["components"])}
    for path, operation in public_paths(document).items():
        answer = client.get(address(path, newest_audit))
        assert answer.status_code == 200, (path, answer.text)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        body = answer.json()
        _holds({**schema, **closed}, body, path)
        assert body.get("items", True) or path in EMPTY, path


def test_an_audit_is_the_document_of_the_export(client: Client, newest_audit: int) -> None:
    body = client.get(AUDIT.replace("{id}", str(newest_audit))).json()
    _holds(AUDIT_SCHEMA, body, AUDIT)
    assert len(body["audits"]) == 1
    assert audit_schemas().keys() == {"AuditExport", *(f"Audit{_camel(name)}" for name in AUDIT_SCHEMA["$defs"])}


def test_every_problem_is_described_and_its_type_leads_to_its_meaning(
    client: Client, document: Mapping[str, Any]
) -> None:
    schema = {"$ref": "#/components/schemas/ProblemDocument", "components": document["components"]}
    asked = ("municipalities?limit=0", "municipalities/999999", "nowhere", "audits?cursor=x", "municipalities?nam=x")
    for path, status in zip(asked, (422, 404, 404, 400, 422), strict=True):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path
        assert answer.headers["cache-control"] == "no-store"
        _holds(schema, answer.json(), path)
        meaning = client.get(answer.json()["type"]).json()
        assert (meaning["status"], meaning["type"]) == (status, answer.json()["type"])
    assert client.put("/api/v1/audits").json()["type"].endswith("method-not-allowed")


def test_the_committed_description_is_current_and_the_served_one_holds_it(document: Mapping[str, Any]) -> None:
    committed = COMMITTED.read_text("utf-8")
    assert committed == current(), "run `make docs`"
    assert breaking_changes(json.loads(committed), document) == []
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        ("paths", lambda paths: paths.pop("/api/v1/runs"), "GET /api/v1/runs is gone"),
        ("schemas", lambda found: found["Finding"]["properties"].pop("rule"), "Finding.rule is gone"),
        ("schemas", lambda found: found["Scored"]["required"].remove("score"), "Scored.score may be missing now"),
        (
            "schemas",
            lambda found: found["RunFigures"]["properties"]["sites"].update(type="string"),
            "RunFigures.sites is of another type",
        ),
        ("schemas", lambda found: found["Outcome"]["enum"].remove("fail"), "Outcome knows fail no more"),
        (
            "paths",
            lambda paths: paths["/api/v1/issues"]["get"]["parameters"].pop(0),
            "GET /api/v1/issues takes lang no more",
        ),
        (
            "paths",
            lambda paths: _limit(paths["/api/v1/issues"]).update(maximum=100),
            "GET /api/v1/issues: limit is narrower: maximum 100",
        ),
        (
            "paths",
            lambda paths: _limit(paths["/api/v1/issues"], "rule")["anyOf"][0].update(maxLength=10),
            "GET /api/v1/issues: rule is narrower: maxLength 10",
        ),
    ],
)
def test_what_would_break_a_client_is_told(place: str, change: Any, said: str) -> None:
    old = json.loads(current())
    new = copy.deepcopy(old)
    change(new["paths"] if place == "paths" else new["components"]["schemas"])
    assert said in breaking_changes(old, new)
    # What comes anew breaks nothing.
    assert breaking_changes(new, {**old, "components": old["components"]}) == [] or said.endswith("type")


def test_a_description_that_breaks_clients_is_not_written(tmp_path: Path) -> None:
    assert write(tmp_path) == []
    promised = json.loads((tmp_path / NAME).read_text("utf-8"))
    promised["paths"]["/api/v1/older"] = promised["paths"]["/api/v1/trends"]
    (tmp_path / NAME).write_text(json.dumps(promised), "utf-8")
    assert write(tmp_path) == ["GET /api/v1/older is gone"]
    assert "/api/v1/older" in (tmp_path / NAME).read_text("utf-8")


def _limit(path: Mapping[str, Any], name: str = "limit") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in path["get"]["parameters"] if one["name"] == name)["schema"]
    return found


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _holds(schema: Mapping[str, Any], body: object, path: str) -> None:
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    wrong = [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}" for each in validator.iter_errors(body)]
    assert wrong == [], path


def _closed(schema: Any) -> Any:
    """The same, where a field that is not described is wrong; the audit's schema leaves some out."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: part if name.startswith("Audit") else _closed(part) for name, part in schema.items()}
    own = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    return {"additionalProperties": False, **parts} if own else parts
