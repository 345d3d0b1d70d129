"""The files of the dashboard: each at an address that names its content, so that browsers keep it for good."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from mimetypes import guess_type

from fastapi import APIRouter, HTTPException, Response

from web.access.decision import PUBLIC

FOREVER = "public, max-age=31536000, immutable"
# The colours of the reports are the dashboard's, too.
SHARED = ("tokens.css",)

router = APIRouter(prefix="/static", dependencies=[PUBLIC], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class File:
    """Its content, media type and the first letters of its SHA-256."""

    content: bytes
    media_type: str
    digest: str


@cache
def known_files() -> dict[str, File]:
    """By name."""
    own = [one for one in files("web.static").iterdir() if not one.name.startswith(("_", "."))]
    shared = [files("reports").joinpath("templates", name) for name in SHARED]
    return {one.name: _file(one.name, one.read_bytes()) for one in (*own, *shared)}


def _file(name: str, content: bytes) -> File:
    media_type = guess_type(name)[0] or "application/octet-stream"
    return File(content, media_type, hashlib.sha256(content).hexdigest()[:16])


def address_of(name: str) -> str:
    return f"/static/{known_files()[name].digest}/{name}"


@router.get("/{digest}/{name}")
def file(digest: str, name: str) -> Response:
    found = known_files().get(name)
    if found is None:
        raise HTTPException(404)
    # An old address gets the new content, and is not kept.
    kept = FOREVER if digest == found.digest else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": kept})
