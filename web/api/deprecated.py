"""What goes with the next version of the API: declared once, told by OpenAPI, by headers of answers and by a list."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Scope

from model.text import Text
from web.api.route import PREFIX

# So long it is told before it goes (docs/api.md).
TOLD_AT_LEAST = timedelta(days=365)
LIST = f"{PREFIX}/deprecations"
SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecated:
    """An operation ("GET /api/v1/trends"), one `parameter` of it, or a `field` told or sent ("TrendLine.points").

    It is told from `since`, and may be gone `until`; `instead` says what to use.
    """

    operation: str = ""
    parameter: str = ""
    field: str = ""
    since: datetime
    until: datetime
    instead: Text

    def __post_init__(self) -> None:
        if bool(self.operation) == bool(self.field) or (self.field and self.parameter):
            raise ValueError("it is an operation, a parameter of one, or a field")
        if self.until - self.since < TOLD_AT_LEAST:
            raise ValueError(f"{self.operation or self.field} is told of for a year at least before it goes")


# One a line; a line stays until `v1` ends, for `v1` keeps what it has.
DEPRECATED: tuple[Deprecated, ...] = ()


def mark(document: Mapping[str, Any], every: Sequence[Deprecated]) -> None:
    """Says so in an OpenAPI document. Raises LookupError where there is no such thing."""
    for one in every:
        _part(document, one)["deprecated"] = True


def _part(document: Mapping[str, Any], one: Deprecated) -> dict[str, Any]:
    if one.field:
        schema, _, name = one.field.partition(".")
        part = document["components"]["schemas"][schema]["properties"][name]
    else:
        method, _, path = one.operation.partition(" ")
        part = document["paths"][path][method.lower()]
    if one.parameter:
        found = [each for each in part.get("parameters", ()) if each["name"] == one.parameter]
        if not found:
            raise LookupError(f"{one.operation} takes no {one.parameter}")
        part = found[0]
    return part  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Notice:
    """Which requests are told of it."""

    method: str
    path: re.Pattern[str]
    of: Deprecated


class Notices:
    """What the answer to a request says of all that goes and that it asked for, or that stands in it. `describe` makes
    the OpenAPI document, which takes a while: only where something goes.
    """

    def __init__(self, every: Sequence[Deprecated], describe: Callable[[], Mapping[str, Any]]) -> None:
        document = describe() if every else {}
        self._every = [notice for one in every for notice in _notices(document, one)]

    def headers(self, scope: Scope) -> Mapping[str, str]:
        """Of several, the day on which the first was told of, and the one on which the first goes."""
        found = [notice.of for notice in self._every if _meant(notice, scope)]
        if not found:
            return {}
        return {
            # RFC 9745: a date of structured fields (RFC 9651).
            "Deprecation": f"@{int(min(one.since for one in found).timestamp())}",
            # RFC 8594.
            "Sunset": format_datetime(min(one.until for one in found), usegmt=True),
            "Link": f'<{LIST}>; rel="deprecation"; type="application/json"',
        }


def _meant(notice: _Notice, scope: Scope) -> bool:
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    if method != notice.method or not notice.path.fullmatch(scope["path"]):
        return False
    sent = {name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)}
    return not notice.of.parameter or notice.of.parameter in sent


def _notices(document: Mapping[str, Any], one: Deprecated) -> Iterator[_Notice]:
    for path, operations in document["paths"].items():
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            if one.operation == name or (one.field and one.field.partition(".")[0] in _made_of(document, operation)):
                yield _Notice(method.upper(), pattern, one)


def _made_of(document: Mapping[str, Any], operation: Mapping[str, Any]) -> set[str]:
    """The schemas of its good answers and of what is sent to it, with those that they are made of."""
    good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    known, further = set[str](), set(_referred([*good, operation.get("requestBody")]))
    while further:
        known |= further
        schemas = document["components"]["schemas"]
        further = {name for each in further for name in _referred(schemas[each])} - known
    return known


def _referred(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        reference = part.get("$ref")
        if isinstance(reference, str) and reference.startswith(SCHEMAS):
            yield reference.removeprefix(SCHEMAS)
        for each in part.values():
            yield from _referred(each)
    elif isinstance(part, list):
        for each in part:
            yield from _referred(each)
