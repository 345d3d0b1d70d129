"""What the crawler asks of a browser: crawler/browser.py answers with Chromium here, crawler/webdriver/ from a grid."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Literal, Protocol, Self

from crawler.limits import Limits
from model.evidence import Document, PageEvidence, SamplePage
from model.failure import Failure
from model.finding import Proof

MobileLoad = Literal["same", "second"]


class ProxyLike(Protocol):
    """The proxy that all of a session's requests go through."""

    url: str
    username: str | None
    password: str | None

    @property
    def carried_bytes(self) -> int:
        """What went through it so far."""
        ...

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes a client's connection that came in elsewhere than at `url`."""
        ...

    def failure_of(self, url: str) -> Failure | None:
        """Why the last connection for the URL's host and port failed; None where it did not."""
        ...


class Session(Protocol):
    """The browser's visit of one site: pages are loaded one after the other, cookies and storage never shared."""

    async def gather(self, page: SamplePage, mobile_load: MobileLoad = "same") -> PageEvidence:
        """One page's whole evidence, within the page's budget; what the world did wrong is in its `failure`.

        With `second`, phones get a load of their own, with a phone's user agent. The page stays open.
        """
        ...

    async def render(self, url: str) -> Document:
        """The DOM after scripts, and its links: absolute http(s) addresses in document order, without doubles."""
        ...

    async def show(self, url: str) -> Failure | None:
        """Opens a page to be looked at, within the page's budget, and leaves it open; why it cannot be, else None."""
        ...

    async def pictures(self, proofs: Sequence[Proof], *, phone: bool = False) -> Mapping[Proof, bytes | None]:
        """JPEGs of elements on the page that is open, None of what cannot be seen; what took too long is missing.

        `phone`: as a phone shows the page.
        """
        ...

    async def leave(self) -> None:
        """Ends the page that is open: what it goes on to do would cost other pages their time."""
        ...


class Engine(Protocol):
    """A browser with axe; sessions may run at the same time."""

    @property
    def version(self) -> str:
        """Name and version of the browser."""
        ...

    @property
    def axe_version(self) -> str | None: ...

    def session(
        self, proxy: ProxyLike | None, limits: Limits, home_url: str
    ) -> AbstractAsyncContextManager[Session]: ...


class StartedEngine(Engine, Protocol):
    """An engine with its life: `async with` starts and ends it."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def stop(self) -> None:
        """Ends it at once and for good: whoever is at work in it fails."""
        ...
