"""Recognises the challenge pages of bot walls: strict marks only, for a page wrongly called a wall is never judged."""

from collections.abc import Mapping
from dataclasses import dataclass

MAX_WALL_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Wall:
    """All `marks` stand in the body, in any letter case; `statuses` are those that the wall answers with."""

    name: str
    statuses: frozenset[int]
    marks: tuple[str, ...]
    header: tuple[str, str] | None = None


DENIED = frozenset({403, 405, 406, 429, 503})
ANY = DENIED | {200, 202}

WALLS = (
    Wall("Cloudflare", ANY, (), ("cf-mitigated", "challenge")),
    Wall("Cloudflare", ANY, ("<title>just a moment", "/cdn-cgi/challenge-platform/")),
    Wall("Cloudflare", DENIED, ("<title>attention required! | cloudflare",)),
    Wall("Cloudflare", DENIED, ("<title>just a moment", "cloudflare")),
    Wall("Sucuri", DENIED, ("<title>sucuri website firewall",)),
    Wall("Sucuri", ANY, ("<title>you are being redirected...", "sucuri_cloudproxy_js")),
    Wall("Imperva", ANY, ("_incapsula_resource", "incapsula incident id")),
    Wall("Akamai", DENIED, ("<title>access denied", "errors.edgesuite.net")),
    Wall("Akamai", ANY, ("<title>challenge validation", "_sec/verify")),
    Wall("DDoS-Guard", ANY, ("<title>ddos-guard", "/.well-known/ddos-guard/")),
    Wall("DDoS-Guard", DENIED, ("<title>ddos-guard",), ("server", "ddos-guard")),
)


def bot_wall(status: int, headers: Mapping[str, str], body: str) -> str | None:
    """The name of the wall that answered in the site's place, else None. Header names are lower case."""
    if len(body) > MAX_WALL_BYTES:
        return None
    text = body.lower()
    for wall in WALLS:
        if status not in wall.statuses or not all(mark in text for mark in wall.marks):
            continue
        if wall.header is None or wall.header[1] in headers.get(wall.header[0], "").lower():
            return wall.name
    return None
