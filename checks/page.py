"""One page's evidence, parsed once and shared; each check sees only the part that it declared."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, TypeVar, get_args

from lxml import html as lxml_html

from model.evidence import Document, PageEvidence, Response, Timing
from model.markup import parse_html

Need = Literal["dom", "axe", "mobile", "response", "timing", "weight", "links"]
NEEDS: frozenset[str] = frozenset(get_args(Need))

T = TypeVar("T")


class PageSource:
    """The whole evidence of one page, of the deep tier (browser) or the wide one (plain HTTP)."""

    def __init__(self, evidence: PageEvidence | Document, alive: Mapping[str, bool | None] | None = None) -> None:
        self.evidence = evidence
        self.alive = alive

    @cached_property
    def dom(self) -> lxml_html.HtmlElement:
        """The root element; a page that cannot be parsed is an empty page, never an exception."""
        return parse_html(self.evidence.html)

    @property
    def url(self) -> str:
        """The address that the page was really at, after redirects."""
        response = self.evidence.response
        return response.url if response else self.evidence.url

    def view(self, needs: tuple[Need, ...]) -> "Page":
        return Page(self, frozenset(needs))


class UndeclaredEvidence(Exception):
    """A check read evidence that its `needs` do not name: a fault of the check."""


class Missing(Exception):
    """The evidence was declared but the visit did not yield it: the check is `not_measured`."""


class Page:
    """What one check may read. `read` records what it did read, so that a test can compare it with `needs`."""

    def __init__(self, source: PageSource, needs: frozenset[str]) -> None:
        self._source = source
        self._needs = needs
        self.read: set[str] = set()

    @property
    def url(self) -> str:
        return self._source.url

    @property
    def role(self) -> str:
        """home, a key kind, template; `document` on the wide tier."""
        evidence = self._source.evidence
        return evidence.role if isinstance(evidence, PageEvidence) else "document"

    @property
    def dom(self) -> lxml_html.HtmlElement:
        self._allow("dom")
        return self._source.dom

    @property
    def axe(self) -> Mapping[str, Any]:
        return self._had("axe", self._deep.axe)

    @property
    def mobile(self) -> Mapping[str, Any]:
        return self._had("mobile", self._deep.mobile)

    @property
    def response(self) -> Response:
        return self._had("response", self._source.evidence.response)

    @property
    def timing(self) -> Timing:
        return self._had("timing", self._deep.timing)

    @property
    def weight(self) -> int:
        """Bytes transferred for the page and all that it loaded."""
        return self._had("weight", self._deep.transferred_bytes)

    @property
    def links(self) -> Mapping[str, bool]:
        """The page's link targets whose state is known: True where they answer, False where they are gone."""
        alive = self._had("links", self._source.alive)
        states = {url: alive.get(url) for url in self._source.evidence.links}
        return {url: state for url, state in states.items() if state is not None}

    @property
    def _deep(self) -> PageEvidence:
        if not isinstance(self._source.evidence, PageEvidence):
            raise Missing("the page was read without a browser")
        return self._source.evidence

    def _allow(self, need: Need) -> None:
        if need not in self._needs:
            raise UndeclaredEvidence(f"a check read “{need}” without declaring it in needs")
        self.read.add(need)

    def _had(self, need: Need, value: T | None) -> T:
        self._allow(need)
        if value is None:
            raise Missing(f"the visit yielded no “{need}”")
        return value
