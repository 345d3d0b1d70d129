"""Reads a page's forms: their fields with what labels them, and what a form around the whole page asks in its parts."""

from typing import Protocol

from checks.addresses import absolute
from checks.sights import Field, Form, Node, Sights, Zone
from checks.words import fold

PASSED_OVER = frozenset({"hidden", "submit", "button", "image", "reset"})
BUTTON_INPUTS = frozenset({"submit", "button"})
FORM_CHARS = 2_000
PAGE_FORMS = 100
# What stands before a field without a label of its own is its label, as in tables of 2009.
LABEL_CHARS = 60
# A form around so many links, or around a page's regions, is the whole page, as ASP.NET makes them.
PAGE_WIDE_LINKS = 10
PAGE_REGIONS = ("main", "nav", "header", "h1")
LOOSE_CHARS = 160
PIECES_BEFORE = 12


class Reading(Protocol):
    """What the reader of the page knows at the element at hand: `out` is the text so far."""

    sights: Sights
    base: str
    zone: Zone
    heading: str
    out: list[str]

    def say(self, text: str) -> None: ...


class FormReader:
    """Takes forms, fields and labels in document order. Fields outside of a form are loose until a button ends them."""

    def __init__(self, page: Reading) -> None:
        self._page = page
        self._form: tuple[Node, int, str, list[Field]] | None = None
        self._labels: list[tuple[str, str]] = []
        self._around: Node | None = None
        self._loose: list[tuple[Node, Field]] = []
        self._loose_start = 0
        self._after_field = 0

    @property
    def inside(self) -> bool:
        """Whether a form of its own is open."""
        return self._form is not None

    def forget_loose(self) -> None:
        """Another heading or region: what was not ended by a button was no question."""
        self._loose.clear()

    def open(self, node: Node) -> None:
        if len(self._page.sights.forms) >= PAGE_FORMS:
            return
        self._labels = []
        if _is_page_wide(node):
            self._around = node
        else:
            self._form = (node, len(self._page.out), self._page.heading, [])

    def field(self, node: Node) -> None:
        page = self._page
        kind = (node.get("type") or "text").lower() if node.tag == "input" else str(node.tag)
        if kind in BUTTON_INPUTS:
            page.say(f" {node.get('value', '')} ")
            if self._form is None:
                self.close_loose(fold(node.get("value", "")))
        if kind in PASSED_OVER:
            return
        near = fold("".join(page.out[self._after_field :])[-LABEL_CHARS:])
        ident = node.get("id", "")
        label = fold(f"{node.get('placeholder', '')} {node.get('aria-label', '')} {node.get('title', '')}")
        if label:
            page.say(f" {label} ")
        field = Field(kind, fold(f"{node.get('name', '')} {ident}"), label, ident, near)
        self._after_field = len(page.out)
        if self._form is not None:
            self._form[3].append(field)
            return
        if kind == "search" or not self._loose:
            self._loose, self._loose_start = [], len(page.out)
        self._loose.append((node, field))
        if kind == "search":
            # A field to search in may work without a button.
            self.close_loose("")

    def label(self, target: str | None, text: str) -> None:
        fields = self._form[3] if self._form is not None else [one for _, one in self._loose]
        if target:
            self._labels.append((target, fold(text)))
        elif fields:
            fields[-1].label += " " + fold(text)

    def close(self, node: Node) -> None:
        if node is self._around:
            self._around = None
        if self._form is None or self._form[0] is not node:
            return
        element, start, heading, fields = self._form
        self._form = None
        ident = fold(f"{element.get('id', '')} {element.get('class', '')}")
        self._keep(element, element, fields, "".join(self._page.out[start:]), heading, ident)

    def close_loose(self, button: str) -> None:
        """A button ends what its fields ask: of a form around the whole page each such part is a form of its own."""
        if not self._loose or len(self._page.sights.forms) >= PAGE_FORMS:
            return
        element, fields = self._loose[0][0], [one for _, one in self._loose]
        self._loose = []
        out, start = self._page.out, self._loose_start
        before = "".join(out[max(0, start - PIECES_BEFORE) : start])[-LOOSE_CHARS:]
        self._keep(element, self._around, fields, f"{before} {''.join(out[start:])} {button}", self._page.heading, "")

    def _keep(
        self, element: Node, sender: Node | None, fields: list[Field], text: str, heading: str, ident: str
    ) -> None:
        page, labels = self._page, dict(self._labels)
        for one in fields:
            one.label = f"{labels.get(one.ident, '')} {one.label}".strip() or one.near
        # An absent action sends the form to the page itself; fields without a form are sent by a script.
        action, method = page.sights.url, "post"
        if sender is not None:
            action = absolute(page.base, sender.get("action") or page.sights.url)
            method = sender.get("method", "get").lower()
        role = element.get("role", "") if sender is element else ""
        words = fold(text)[:FORM_CHARS]
        page.sights.forms.append(Form(action, method, role, ident, tuple(fields), words, heading, page.zone, element))


def _is_page_wide(form: Node) -> bool:
    regions = any(form.find(f".//{tag}") is not None for tag in PAGE_REGIONS)
    return regions or form.xpath("count(.//a[@href])") >= PAGE_WIDE_LINKS
