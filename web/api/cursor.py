"""Where a list goes on: an opaque text that names the last entry told, so that new entries shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from reports.language import N_
from web.problems import Problem

T = TypeVar("T")

Place = tuple[str | int, ...]
# Numbers of the database's own kind; what is greater was never written here.
GREATEST = 2**63 - 1
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Some entries of a list; `after` is the place of the last one, None where nothing follows."""

    items: Sequence[T]
    after: Place | None = None


def written(place: Place) -> str:
    text = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str | None, kinds: Sequence[type]) -> Any:
    """The place that the cursor names, whose parts are of these kinds; None without one. Raises Problem."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
    except (ValueError, binascii.Error, RecursionError) as error:
        raise unknown_cursor() from error
    if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
        raise unknown_cursor()
    if any(not _is_whole(part) for part in place):
        raise unknown_cursor()
    return tuple(place)


def unknown_cursor() -> Problem:
    return Problem(
        400, N_("The list does not go on there"), N_("Take `next` of the page before as it is, or begin the list anew.")
    )


def cut(items: Sequence[T], name: Callable[[T], str], cursor: str | None, limit: int) -> Slice[T]:
    """A part of a list that is short enough to be at hand, by the name of the last entry told."""
    place = read(cursor, [str])
    begin = 0
    if place is not None:
        found = next((at for at, item in enumerate(items) if name(item) == place[0]), None)
        if found is None:
            raise unknown_cursor()
        begin = found + 1
    some = items[begin : begin + limit]
    more = begin + limit < len(items)
    return Slice(some, (name(some[-1]),) if more else None)


def _is_whole(part: object) -> bool:
    """No database takes a NUL in a text, or a number that is greater than its own."""
    if isinstance(part, int):
        return -GREATEST <= part <= GREATEST
    return isinstance(part, str) and len(part) <= LONGEST and part.isprintable()
