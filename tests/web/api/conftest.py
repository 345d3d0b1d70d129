"""The API of the dashboard that is served, with what is named in its addresses."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import Client

from tests.web.country import NEWEST, run_of

# Of the country of the tests; an audit's number is asked for, for it is the database's own.
NAMES = {"key": "0020000", "name": "not-found", "fingerprint": "42f587b793f66d86"}
OF_SUBJECT = {"features": "latvija_lv_link", "rules": "image-alt", "runs": run_of(NEWEST), "methodologies": "2019"}
QUERIES = {
    "/api/v1/municipalities/{key}/difference": "from=2024-11-26&to=2026-11-26",
    "/api/v1/results": "since=2026-08-01",
    "/api/v1/search": "q=R%C4%ABga",
    "/api/v1/trends": "grouped=true",
}


@pytest.fixture(scope="session")
def document(client: Client) -> Mapping[str, Any]:
    """The OpenAPI document, as it is served."""
    found: Mapping[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="session")
def newest_audit(client: Client) -> int:
    """The number of an audit whose document is kept."""
    found: int = client.get("/api/v1/audits?limit=1&status=complete").json()["items"][0]["id"]
    return found


def public_paths(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Path to its GET, of those that need no token."""
    reading = {path: operations["get"] for path, operations in document["paths"].items() if "get" in operations}
    return {path: operation for path, operation in reading.items() if "security" not in operation}


def address(path: str, newest_audit: int) -> str:
    """A path of the OpenAPI document with names filled in."""
    subject = path.split("/")[3]
    filled = path.replace("{id}", str(newest_audit) if subject == "audits" else OF_SUBJECT.get(subject, ""))
    for name, value in NAMES.items():
        filled = filled.replace(f"{{{name}}}", value)
    query = QUERIES.get(path)
    return f"{filled}?{query}" if query else filled
