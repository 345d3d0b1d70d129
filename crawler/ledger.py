"""Writes down what a page's load fetched, so that the next night can ask for each of it again."""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from crawler import fingerprints
from crawler.fingerprints import DOCUMENT
from crawler.limits import Limits
from crawler.proxy import FAILURE_HEADER
from model.evidence import Fetched, Resource

MIB = 1024 * 1024
MAX_RESOURCES = 400
MAX_URL_CHARS = 2_000
MAX_VALUE_CHARS = 1_000
# Bodies that may be asked of the browser: of one answer, of a page, and where validators would do too.
MAX_BODY_BYTES = 4 * MIB
MAX_BODIES_BYTES = 24 * MIB
MAX_SPARED_BYTES = 512 * 1024
OK = 200
NOT_MODIFIED = 304

# Nobody reads what is answered to these.
UNREAD = frozenset({"Ping", "CSPViolationReport", "Prefetch", "Preflight", "FedCM"})
# A page is made of these; of the others only the status and the type count where they failed.
READ_ALWAYS = frozenset({DOCUMENT, "xhr", "fetch"})
PIXELS = frozenset({"image", "font", "media"})
# Headers that browsers add by themselves, and those that a page's own request may have and that can be sent again.
USUAL = frozenset(
    {
        "accept-language", "cache-control", "content-type", "origin", "pragma", "priority", "purpose", "referer",
        "upgrade-insecure-requests", "user-agent",
    }
)  # fmt: skip
REPEATED = frozenset({"accept", "range", "x-requested-with"})

# The text, or the bytes in base 64 (then True), of an answer by the browser's number for it; None where it is gone.
BodyOf = Callable[[str], Awaitable[tuple[str, bool] | None]]


@dataclass(slots=True)
class _Entry:
    """One exchange. `status` None: no answer yet."""

    ident: str
    url: str
    method: str
    kind: str
    asked: dict[str, str]
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    location: str | None = None
    size_bytes: int = 0
    cached: bool = False
    over: bool = False
    broken: bool = False
    blocked: bool = False

    @property
    def etag(self) -> str | None:
        return _sendable(self.headers.get("etag"))

    @property
    def last_modified(self) -> str | None:
        return _sendable(self.headers.get("last-modified"))

    @property
    def validated(self) -> bool:
        return bool(self.etag or self.last_modified)


class Ledger:
    """Fed with the Network events of a page's own CDP session. `known` are answers of the visit by their address: what
    comes out of the browser's cache again is not read again.
    """

    def __init__(self, known: dict[str, Resource]) -> None:
        self._known = known
        self._entries: list[_Entry] = []
        self._open: dict[str, _Entry] = {}
        self._with_cookies: set[str] = set()
        self._obstacle: str | None = None
        self._room_bytes = MAX_BODIES_BYTES

    def hear(self, name: str, event: dict[str, Any]) -> None:
        """Takes one event; `name` is one of NOTED."""
        NOTED[name](self, event)

    def hinder(self, why: str) -> None:
        """Notes why the page cannot be known by what it fetched; the first reason stays."""
        self._obstacle = self._obstacle or why

    async def close(self, conditions: str, body_of: BodyOf) -> Fetched:
        """The record; bodies are read while the page still stands. Raises what `body_of` does."""
        at = datetime.now(UTC)
        counted = [entry for entry in self._entries if _counts(entry)]
        for entry in self._entries:
            if self._obstacle is None and (why := self._obstacle_in(entry)):
                self.hinder(f"{why}: {entry.url}"[:300])
        resources: dict[tuple[str, str, str], Resource] = {}
        # Also for a page that cannot be known by them: the next one takes some of these answers out of the cache.
        for entry in counted:
            if not entry.over or entry.status is None or entry.method != "GET":
                continue
            resource = await self._resource(entry, body_of)
            if resource is None:
                self.hinder(f"an answer is too large, or not whole: {entry.url}"[:300])
            elif resources.setdefault((entry.url, entry.kind, repr(entry.asked)), resource) != resource:
                self.hinder(f"one address gave two answers: {entry.url}"[:300])
        found = tuple(resources.values()) if self._obstacle is None else ()
        return Fetched(at, conditions, found, self._obstacle)

    async def _resource(self, entry: _Entry, body_of: BodyOf) -> Resource | None:
        """None for an answer that cannot be compared with another."""
        if entry.cached or entry.status == NOT_MODIFIED:
            known = self._known.get(entry.url)
            if known is not None and _validators(known) == _validators(entry):
                return replace(known, kind=entry.kind, asked=entry.asked)
            if entry.status == NOT_MODIFIED:
                return None
        digest = None
        if _wants_body(entry):
            if entry.size_bytes <= (MAX_SPARED_BYTES if entry.validated else MAX_BODY_BYTES) and self._room_bytes > 0:
                self._room_bytes -= entry.size_bytes
                told = await body_of(entry.ident)
                if told is None:
                    return None
                body, packed = told
                of_bytes, of_told = fingerprints.of_bytes, fingerprints.of_told
                digest = of_bytes(base64.b64decode(body)) if packed else of_told(body, entry.kind)
            elif not entry.validated:
                return None
        resource = Resource(
            url=entry.url,
            kind=entry.kind,
            status=entry.status or 0,
            digest=digest,
            etag=entry.etag,
            last_modified=entry.last_modified,
            location=entry.location,
            marks=fingerprints.marks_of(entry.headers) if entry.status else {},
            asked=entry.asked,
        )
        if entry.status == OK and not entry.broken:
            self._known[entry.url] = resource
        return resource

    def _obstacle_in(self, entry: _Entry) -> str | None:
        if entry.kind in ("websocket", "eventsource"):
            return "the page keeps a line open"
        if not _counts(entry):
            return None
        if not entry.over:
            return "an answer had not ended and is not whole"
        if entry.method != "GET":
            return f"the page asks by {entry.method[:10]}"
        if entry.status is None or (entry.broken and entry.status and not entry.validated):
            return "a request was broken off"
        if len(entry.url) > MAX_URL_CHARS or any(_sendable(value) is None for value in entry.asked.values()):
            return "a request is too long to be kept, or not of plain letters"
        strange = entry.asked.keys() - REPEATED
        if strange:
            return f"the page asks with a header of its own ({min(strange)[:40]})"
        if entry.ident in self._with_cookies and (entry.kind in READ_ALWAYS or _varies_by_cookie(entry)):
            return "an answer may depend on a cookie"
        return None

    def _asked(self, event: dict[str, Any]) -> None:
        request, ident = event["request"], event["requestId"]
        redirect = event.get("redirectResponse")
        if redirect is not None and (last := self._open.get(ident)) is not None:
            _take_answer(last, redirect)
            last.location, last.over = last.headers.get("location", "")[:MAX_URL_CHARS] or None, True
        if not request["url"].startswith(("http://", "https://")):
            return
        if len(self._entries) >= MAX_RESOURCES:
            self.hinder(f"the page fetches over {MAX_RESOURCES} files")
            return
        sent = {name.lower(): str(value) for name, value in request["headers"].items()}
        asked = {name: value for name, value in sent.items() if name not in USUAL and not name.startswith("sec-")}
        kind = str(event.get("type", "Other"))
        entry = _Entry(ident, request["url"].partition("#")[0], request["method"], kind, asked)
        if kind not in UNREAD:
            entry.kind = kind.lower()
            self._entries.append(entry)
        self._open[ident] = entry

    def _sent(self, event: dict[str, Any]) -> None:
        cookies = event.get("associatedCookies", ())
        if any(not cookie.get("blockedReasons") for cookie in cookies):
            self._with_cookies.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        entry = self._open.get(event["requestId"])
        if entry is not None:
            _take_answer(entry, event["response"])

    def _from_cache(self, event: dict[str, Any]) -> None:
        entry = self._open.get(event["requestId"])
        if entry is not None:
            entry.cached = True

    def _received(self, event: dict[str, Any]) -> None:
        entry = self._open.get(event["requestId"])
        if entry is not None:
            entry.size_bytes += int(event["dataLength"])

    def _finished(self, event: dict[str, Any]) -> None:
        entry = self._open.get(event["requestId"])
        if entry is not None:
            entry.over = True

    def _failed(self, event: dict[str, Any]) -> None:
        entry = self._open.get(event["requestId"])
        if entry is None:
            return
        entry.over = entry.broken = True
        if event.get("blockedReason") and entry.status is None:
            # By the page's own policy: nobody was asked.
            entry.blocked = True
        elif entry.status is None and not event.get("canceled"):
            entry.status = 0

    def _line(self, event: dict[str, Any]) -> None:
        self.hinder("the page keeps a line open")


def conditions_of(limits: Limits) -> str:
    """A mark of those limits that the same page would be gathered otherwise under."""
    told = (
        limits.user_agent, limits.page_budget_s, limits.document_timeout_s, limits.max_document_bytes,
        limits.max_elements, limits.max_page_requests, limits.max_page_bytes, limits.max_renderer_bytes,
        limits.settle_quiet_ms, limits.settle_limit_ms,
    )  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _take_answer(entry: _Entry, told: Mapping[str, Any]) -> None:
    entry.headers = {name.lower(): str(value) for name, value in told["headers"].items()}
    entry.cached = entry.cached or bool(told.get("fromDiskCache") or told.get("fromPrefetchCache"))
    own = FAILURE_HEADER in entry.headers
    entry.status = 0 if own else int(told["status"])


def _counts(entry: _Entry) -> bool:
    """Whether what was answered could make a difference to the page."""
    without_body = entry.method != "GET" and entry.over and entry.size_bytes == 0 and entry.status in (200, 202, 204)
    return not entry.blocked and not without_body


def _wants_body(entry: _Entry) -> bool:
    status = entry.status or 0
    if entry.broken or status in (0, 204, 205) or 300 <= status < 400:
        return False
    if status >= 400:
        return entry.kind in READ_ALWAYS
    return not (entry.validated and entry.kind in PIXELS)


def _varies_by_cookie(entry: _Entry) -> bool:
    return "cookie" in entry.headers.get("vary", "").lower()


def _validators(answer: Resource | _Entry) -> tuple[str | None, str | None]:
    return answer.etag, answer.last_modified


def _sendable(value: str | None) -> str | None:
    """A header's value that can be sent back as it is; None for any other."""
    return value if value and len(value) <= MAX_VALUE_CHARS and value.isascii() and value.isprintable() else None


NOTED: Mapping[str, Callable[[Ledger, dict[str, Any]], None]] = {
    "Network.requestWillBeSent": Ledger._asked,
    "Network.requestWillBeSentExtraInfo": Ledger._sent,
    "Network.responseReceived": Ledger._answered,
    "Network.requestServedFromCache": Ledger._from_cache,
    "Network.dataReceived": Ledger._received,
    "Network.loadingFinished": Ledger._finished,
    "Network.loadingFailed": Ledger._failed,
    "Network.webSocketCreated": Ledger._line,
    "Network.webTransportCreated": Ledger._line,
}
