"""A page's evidence while it is being gathered: what was had so far survives whatever stops the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from model.evidence import Document, Fetched, PageEvidence, Response, SamplePage, Timing
from model.failure import Failure


@dataclass(slots=True)
class Draft:
    """Fields as in PageEvidence; `finished` is set when nothing is left to gather."""

    response: Response | None = None
    failure: Failure | None = None
    html: str = ""
    links: tuple[str, ...] = ()
    axe: Mapping[str, Any] | None = None
    mobile: Mapping[str, Any] | None = None
    screenshots: dict[str, bytes] = field(default_factory=dict)
    console: tuple[str, ...] = ()
    timing: Timing = field(default_factory=Timing)
    requests: int | None = None
    transferred_bytes: int | None = None
    notes: list[str] = field(default_factory=list)
    fetched: Fetched | None = None
    crashed: bool = False
    visited_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def evidence(self, page: SamplePage) -> PageEvidence:
        return PageEvidence(
            url=page.url,
            role=page.role,
            template=page.template,
            failure=self.failure,
            response=_on_route(self.response, page.url),
            html=self.html,
            axe=self.axe,
            mobile=self.mobile,
            screenshots=self.screenshots,
            console=self.console,
            timing=self.timing,
            requests=self.requests,
            transferred_bytes=self.transferred_bytes,
            notes=tuple(self.notes),
            links=self.links,
            visited_at=self.visited_at,
            fetched=self.fetched,
        )

    def document(self, url: str) -> Document:
        return Document(url, _on_route(self.response, url), self.failure, self.html, self.links, self.fetched)


def _on_route(response: Response | None, asked: str) -> Response | None:
    """The answer at the route that was asked for: what a page of scripts shows at `#!/x` is a page of its own."""
    address, mark, route = asked.partition("#")
    return (
        replace(response, url=f"{response.url}#{route}") if response and mark and response.url == address else response
    )
