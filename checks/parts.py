"""Parts of a parsed page that several checks look at, read in one way."""

from functools import lru_cache

from lxml import etree
from lxml import html as lxml_html

HtmlElement = lxml_html.HtmlElement

TEXT_FIELDS = frozenset({"", "text", "email", "tel", "url", "search", "number", "password", "date", "time"})


HIDING = etree.XPath(
    "descendant-or-self::*[@hidden or @aria-hidden='true'"
    " or contains(translate(@style, 'DISPLAYNOE \t\r\n', 'displaynoe'), 'display:none')]"
)


def visible(element: HtmlElement) -> bool:
    """Whether the markup itself does not hide the element; style sheets are not consulted."""
    return element not in _hidden(element.getroottree().getroot())


@lru_cache(maxsize=4)
def _hidden(root: HtmlElement) -> frozenset[HtmlElement]:
    """Every element that hides itself or lies in one that does; found once a page, for a page may be nested deep."""
    hidden: set[HtmlElement] = set()
    for element in HIDING(root):
        if element not in hidden:
            hidden.update(element.iter(etree.Element))
    return frozenset(hidden)


def words_of(element: HtmlElement) -> str:
    """The element's text in one line, alternatives of its pictures included."""
    alternatives = [image.get("alt", "") for image in element.iter("img")]
    return " ".join(" ".join((element.text_content(), *alternatives)).split())


def fields(root: HtmlElement) -> list[HtmlElement]:
    """Visible form controls that a person fills in."""
    controls = [node for node in root.iter("input", "select", "textarea") if visible(node)]
    silent = {"hidden", "submit", "button", "image", "reset"}
    return [node for node in controls if node.tag != "input" or node.get("type", "").lower() not in silent]


def label_text(field: HtmlElement, labels: dict[str, HtmlElement]) -> str:
    """The words of the label element that names the field: by its id, else the one around it; empty without one."""
    label = labels.get(field.get("id", "")) if field.get("id") else None
    if label is None:
        label = next(field.iterancestors("label"), None)
    return "" if label is None else words_of(label)


def labels_by_target(root: HtmlElement) -> dict[str, HtmlElement]:
    return {label.get("for", ""): label for label in root.iter("label") if label.get("for")}
