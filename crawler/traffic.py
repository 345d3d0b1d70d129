"""What the network told the browser while one page was open: the exchanges of its document, requests and bytes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.limits import Limits
from model.evidence import Hop, Response

# Requests after which a page goes on to change; media, beacons and streams never end or change nothing.
AWAITED = frozenset({"Document", "Stylesheet", "Script", "XHR", "Fetch", "Image", "Font"})
MAX_HOPS = 50
MAX_EXCHANGES = 20
MIB = 1024 * 1024


@dataclass(slots=True)
class Exchange:
    """One request for the page's own document, redirects included.

    `beyond` is where its last answer leads that is no web address, such as `mailto:…`.
    """

    url: str
    hops: list[Hop] = field(default_factory=list)
    response: Response | None = None
    mime_type: str = ""
    body_bytes: int = 0
    beyond: str = ""


class Traffic:
    """Fed with the Network and Page events of a page's own CDP session; times are the event loop's, in seconds."""

    def __init__(self, main_frame: str, limits: Limits) -> None:
        self._main_frame = main_frame
        self._limits = limits
        self._unpacked_bytes = 0
        self._exchanges: dict[str, Exchange] = {}
        self._committed: Exchange | None = None
        self._newest: Exchange | None = None
        self._newest_id = ""
        self._announced = False
        self._known: set[str] = set()
        self._open: set[str] = set()
        # Of a frame that another process takes over nothing more is told here but that the page has loaded, frames too.
        self._frame_documents: dict[str, str] = {}
        self._taken_over: set[str] = set()
        self._loaded = False
        self._last = 0.0
        self._moved = asyncio.Event()
        self.requests = 0
        self.bytes = 0
        self.origins: set[str] = set()
        self.documents = 0
        self.too_large = False
        # Set when the document has been parsed, or is not worth waiting for because it is too large.
        self.readable = asyncio.Event()

    @property
    def overspent(self) -> str | None:
        """What the page took more of than it may, in words; None while it keeps within its budget."""
        if self.requests > self._limits.max_page_requests:
            return f"the page asked for over {self._limits.max_page_requests:,} files: the rest was refused"
        if self._unpacked_bytes > self._limits.max_page_bytes:
            return f"the page loaded over {self._limits.max_page_bytes // MIB:,} MiB: the rest was refused"
        return None

    @property
    def exchange(self) -> Exchange | None:
        """Of the document that is shown; before anything is shown, of the one that was asked for last."""
        return self._committed or self._newest

    @property
    def newest(self) -> Exchange | None:
        """Of the document that was asked for last, shown or not."""
        return self._newest

    @property
    def moving(self) -> bool:
        """Whether another document than the one that is shown is on its way, or about to be asked for."""
        return self._announced or (self._newest is not self._committed and self._newest_id in self._open)

    def hear(self, name: str, event: dict[str, Any]) -> None:
        """Takes one event; `name` is one of HEARD."""
        HEARD[name](self, event)

    def idle_s(self) -> float:
        """Seconds since anything was asked for or arrived; 0 while something awaited is on its way."""
        return 0.0 if self._open else asyncio.get_running_loop().time() - self._last

    async def quiet(self, quiet_s: float) -> None:
        """Returns once nothing was asked for or on its way for that long."""
        while self.idle_s() < quiet_s:
            self._moved.clear()
            wait = None if self._open else quiet_s - self.idle_s()
            try:
                async with asyncio.timeout(wait):
                    await self._moved.wait()
            except TimeoutError:
                continue

    async def stirred(self) -> None:
        """Returns at the next thing that is asked for, arrives or is shown."""
        self._moved.clear()
        await self._moved.wait()

    def _stir(self) -> None:
        self._last = asyncio.get_running_loop().time()
        self._moved.set()

    def _leaving(self, event: dict[str, Any]) -> None:
        # The page says so at once; that a request was made is told by another process, which may be late.
        if event["frameId"] == self._main_frame and event["url"].startswith(("http://", "https://")):
            self._announced = event["disposition"] == "currentTab"
            self._stir()

    def _asked(self, event: dict[str, Any]) -> None:
        request, ident = event["request"], event["requestId"]
        if not request["url"].startswith(("http://", "https://")):
            if ident in self._exchanges:
                self._exchanges[ident].beyond = request["url"]
            return
        self.requests += 1
        self._known.add(ident)
        kind = event.get("type", "")
        redirect = event.get("redirectResponse")
        if kind == "Document" and event.get("frameId") == self._main_frame and ident == event.get("loaderId"):
            self._document_asked(ident, request["url"], redirect)
        elif kind == "Document":
            self._frame_documents[event.get("frameId", "")] = ident
        if redirect is not None:
            self.bytes += int(redirect.get("encodedDataLength", 0))
        if kind in AWAITED:
            self._open.add(ident)
            self._stir()

    def _document_asked(self, ident: str, url: str, redirect: Mapping[str, Any] | None) -> None:
        exchange = self._exchanges.get(ident)
        if exchange is None:
            exchange = self._exchanges[ident] = self._newest = Exchange(url)
            self._newest_id, self._announced = ident, False
            if len(self._exchanges) > MAX_EXCHANGES:
                del self._exchanges[next(iter(self._exchanges))]
        elif redirect is not None and len(exchange.hops) < MAX_HOPS:
            exchange.hops.append(Hop(exchange.url, int(redirect["status"])))
            exchange.url = url

    def _answered(self, event: dict[str, Any]) -> None:
        exchange = self._exchanges.get(event["requestId"])
        if exchange is None:
            return
        told = event["response"]
        headers = {name.lower(): value for name, value in told["headers"].items()}
        exchange.mime_type = told.get("mimeType", "")
        exchange.response = Response(
            url=exchange.url.partition("#")[0],
            status=int(told["status"]),
            headers={name: value for name, value in headers.items() if name not in ("set-cookie", "set-cookie2")},
            encoding=None,
            redirects=tuple(exchange.hops),
        )

    def _received(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._known:
            self._unpacked_bytes += int(event["dataLength"])
        exchange = self._exchanges.get(event["requestId"])
        if exchange is not None:
            exchange.body_bytes += int(event["dataLength"])
            if exchange.body_bytes > self._limits.max_document_bytes:
                self.too_large = True
                self.readable.set()

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self._ended(event["requestId"])

    def _failed(self, event: dict[str, Any]) -> None:
        self._ended(event["requestId"])

    def _ended(self, ident: str) -> None:
        if ident in self._open:
            self._open.discard(ident)
            self._stir()

    def _detached(self, event: dict[str, Any]) -> None:
        ident = self._frame_documents.pop(event["frameId"], "")
        if event["reason"] == "swap" and not self._loaded:
            self._taken_over.add(ident)
        else:
            self._ended(ident)

    def _complete(self, event: dict[str, Any]) -> None:
        self._loaded = True
        for ident in self._taken_over:
            self._ended(ident)
        self._taken_over.clear()

    def _navigated(self, event: dict[str, Any]) -> None:
        frame = event["frame"]
        origin = frame.get("securityOrigin", "")
        if origin.startswith(("http://", "https://")):
            self.origins.add(origin)
        # about:blank stands between two pages, and its events may come late.
        if frame["id"] == self._main_frame and frame["url"].startswith(("http://", "https://")):
            self.documents += 1
            self._announced = self._loaded = False
            self._committed = self._exchanges.get(frame["loaderId"])
            if not self.too_large:
                self.readable.clear()
            self._stir()

    def _ready(self, event: dict[str, Any]) -> None:
        if self._committed is not None:
            self.readable.set()


HEARD: Mapping[str, Callable[[Traffic, dict[str, Any]], None]] = {
    "Page.frameRequestedNavigation": Traffic._leaving,
    "Network.requestWillBeSent": Traffic._asked,
    "Network.responseReceived": Traffic._answered,
    "Network.dataReceived": Traffic._received,
    "Network.loadingFinished": Traffic._finished,
    "Network.loadingFailed": Traffic._failed,
    "Page.frameNavigated": Traffic._navigated,
    "Page.frameDetached": Traffic._detached,
    "Page.domContentEventFired": Traffic._ready,
    "Page.loadEventFired": Traffic._complete,
}
