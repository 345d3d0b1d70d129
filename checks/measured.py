"""Elements that a measuring script in the page reported, as places of a finding."""

from collections.abc import Iterable, Mapping
from typing import Any

from checks.check import SNIPPET_CHARS, Check
from model.finding import Element, Outcome


def places(check: Check, nodes: Iterable[Mapping[str, Any]], message: str | None = None) -> list[Element]:
    """Each node is {"target", "html", "path"} as crawler/gather/mobile.js writes it."""
    return [
        Element(
            outcome=Outcome(check.outcome),
            selector=node.get("target"),
            snippet=str(node.get("html") or "")[:SNIPPET_CHARS] or None,
            path=tuple(map(str, node.get("path") or ())),
            message=message,
        )
        for node in nodes
    ]


def whole_page(check: Check, message: str) -> Element:
    """A finding that has no element of its own: it stands at the document's root."""
    return Element(outcome=Outcome(check.outcome), selector="html", snippet=None, path=("html",), message=message)
