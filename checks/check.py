"""What a check declares about itself, and the little language its examples are written in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lxml import etree
from lxml import html as lxml_html

from checks.page import Need
from model.finding import Element, Impact, Outcome, Standard, Verdict
from model.text import Text

SNIPPET_CHARS = 300
EXAMPLES_KEPT = 20
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Example:
    """A page, and the outcome that the check must give for it. `facts` are other evidence than the DOM, by need."""

    html: str
    outcome: Outcome
    findings: int = 0
    facts: Mapping[str, Any] | None = None


def passes(html: str, **facts: Any) -> Example:
    return Example(html, Outcome.PASS, 0, facts)


def fails(html: str, findings: int, **facts: Any) -> Example:
    return Example(html, Outcome.FAIL, findings, facts)


def reviews(html: str, findings: int, **facts: Any) -> Example:
    return Example(html, Outcome.NEEDS_REVIEW, findings, facts)


def skips(html: str, **facts: Any) -> Example:
    return Example(html, Outcome.NOT_APPLICABLE, 0, facts)


@dataclass(frozen=True, slots=True)
class Check:
    """One check's declaration. `outcome` is what its findings amount to; `scored` whether they enter the WCAG score."""

    id: str
    title: Text
    advice: Text
    references: tuple[str, ...]
    needs: tuple[Need, ...]
    examples: tuple[Example, ...]
    standard: Standard | None = None
    outcome: Literal["fail", "needs_review"] = "fail"
    impact: Impact | None = None
    scored: bool = False

    @property
    def criteria(self) -> tuple[str, ...]:
        """WCAG success criteria among the references, as 1.1.1."""
        return tuple(ref.rpartition(" ")[2] for ref in self.references if ref.startswith("WCAG"))

    def verdict(
        self, examined: int, found: Iterable[Element], reason: str | None = None, found_wanting: int | None = None
    ) -> Verdict:
        """Of `examined` elements these were found wanting; nothing examined is not_applicable.

        `found_wanting` is their number where not all of them are given.
        """
        elements = tuple(found)
        bad = sum(element.count for element in elements) if found_wanting is None else found_wanting
        judged = Outcome(self.outcome) if bad else Outcome.PASS
        outcome = judged if examined or bad else Outcome.NOT_APPLICABLE
        fails_it = outcome is Outcome.FAIL
        return Verdict(
            rule=self.id,
            outcome=outcome,
            standard=self.standard,
            impact=self.impact,
            criteria=self.criteria,
            scored=self.scored,
            passed=max(examined - bad, 0),
            failed=bad if fails_it else 0,
            unsure=0 if fails_it else bad,
            elements=elements[:EXAMPLES_KEPT],
            reason=reason,
        )

    def judge(self, examined: int, wanting: Sequence[lxml_html.HtmlElement]) -> Verdict:
        """Like `verdict`, of elements of the parsed page; only those that are kept as examples are described."""
        # A page can be made of thousands of faults, and to describe each takes time with their number.
        return self.verdict(examined, map(self.at, wanting[:EXAMPLES_KEPT]), found_wanting=len(wanting))

    def at(self, element: lxml_html.HtmlElement, message: str | None = None) -> Element:
        """A finding at an element of the parsed page."""
        snippet = lxml_html.tostring(element, encoding="unicode", with_tail=False)
        return Element(
            outcome=Outcome(self.outcome),
            selector=selector_of(element),
            snippet=" ".join(snippet.split())[:SNIPPET_CHARS],
            path=path_of(element),
            message=message,
        )


def path_of(element: lxml_html.HtmlElement) -> tuple[str, ...]:
    """Steps `tag#id.class` from the root to the element, as crawler/gather/axe.js writes them."""
    steps = [_step(node) for node in element.iterancestors()][::-1]
    return (*steps, _step(element))


def _step(node: lxml_html.HtmlElement) -> str:
    ident = node.get("id", "").strip()
    classes = node.get("class", "").split()
    return str(node.tag) + (f"#{ident}" if ident else "") + "".join(f".{name}" for name in classes)


def selector_of(element: lxml_html.HtmlElement) -> str:
    """A CSS selector that leads back to the element: by its id where it has a plain one, else by position."""
    steps: list[str] = []
    node: lxml_html.HtmlElement | None = element
    while node is not None and isinstance(node.tag, str):
        ident = node.get("id", "")
        if ident and ident.replace("-", "").replace("_", "").isalnum() and not ident[0].isdigit():
            steps.append(f"#{ident}")
            break
        # Any sign can stand in a broken page's tag: <a'b>.
        name = node.tag if PLAIN_NAME.fullmatch(node.tag) else "*"
        at, of = _position(node, name)
        steps.append(name if of < 2 else f"{name}:nth-{'child' if name == '*' else 'of-type'}({at})")
        node = node.getparent()
    return " > ".join(reversed(steps))


def _position(node: lxml_html.HtmlElement, name: str) -> tuple[int, int]:
    """Its place among the siblings of that name, from 1, and how many they are."""
    if node.getparent() is None:
        return 1, 1
    before, alike = _counters(name)
    return int(before(node)) + 1, int(alike(node))


@lru_cache(maxsize=256)
def _counters(name: str) -> tuple[etree.XPath, etree.XPath]:
    """Counted by libxml2, for a list can have a hundred thousand items."""
    return etree.XPath(f"count(preceding-sibling::{name})"), etree.XPath(f"count(../{name})")
