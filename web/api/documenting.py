"""Writes the API's description into docs/: `python -m web.api.documenting docs`; refuses one that breaks clients."""

import json
import sys
from pathlib import Path

from fastapi import FastAPI

from reports.export import json_text
from web.api.compatibility import breaking_changes
from web.api.document import document_of
from web.api.routers import API_ROUTERS

NAME = "openapi-v1.json"


def current() -> str:
    """As it is committed; a line for each part, so that a review sees what changes."""
    app = FastAPI()
    for router in API_ROUTERS:
        app.include_router(router)
    return json_text(document_of(app.routes))


def write(folder: Path) -> list[str]:
    """Writes it. What would break the promise of this version is returned, and nothing is written then."""
    file = folder / NAME
    if file.exists() and (broken := breaking_changes(json.loads(file.read_text("utf-8")), json.loads(current()))):
        return broken
    file.write_text(current(), encoding="utf-8")
    return []


if __name__ == "__main__":
    sys.exit("\n".join(write(Path(sys.argv[1]))) or None)
