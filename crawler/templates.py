"""Tells which pages share a template, from the structure of their DOM and not from their words."""

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Collection, Mapping

from lxml import html as lxml_html

# Elements that make a layout. What an editor types (p, a, strong, li, img, iframe …) is content.
STRUCTURE = frozenset(
    {"header", "footer", "nav", "main", "aside", "section", "article", "div", "dl", "h1"}
    | {"form", "fieldset", "input", "select", "textarea"}
)
# Old sites are laid out with tables; inside a modern page's content a table is content.
OLD_STRUCTURE = frozenset({"table", "td"})
CONTENT = re.compile(r"/(main|article|section)\b")
MAX_DEPTH = 10
MAX_ELEMENTS = 50_000
# Every element below repeats these names.
MAX_CLASS_CHARS = 500
ALIKE = 0.5
FRAME_SHARE = 0.8
STATE_WORDS = re.compile(r"\d|^(is|has|js|no)-|active|current|open|selected|first|last|odd|even")

Signature = frozenset[int]


def signature(root: lxml_html.HtmlElement) -> Signature:
    """Hashes of the paths of layout elements under body; siblings of one kind count once."""
    body = root.find("body")
    if body is None:
        return frozenset()
    found: set[int] = set()
    waiting = [(child, "", 0) for child in body]
    seen = 0
    while waiting and seen < MAX_ELEMENTS:
        element, above, depth = waiting.pop()
        seen += 1
        if not isinstance(element.tag, str):
            continue
        if element.tag in STRUCTURE or (element.tag in OLD_STRUCTURE and not CONTENT.search(above)):
            if depth == MAX_DEPTH:
                continue
            above = f"{above}/{_step(element)}"
            depth += 1
            found.add(zlib.crc32(above.encode()))
        waiting.extend((child, above, depth) for child in element)
    return frozenset(found)


def _step(element: lxml_html.HtmlElement) -> str:
    """The tag with its lasting class names; those with numbers or of a state differ between pages of one template."""
    classes = element.get("class", "")[:MAX_CLASS_CHARS].split()
    names = sorted(name for name in classes if not STATE_WORDS.search(name))
    kind = element.get("type", "")[:MAX_CLASS_CHARS] if element.tag == "input" else ""
    return ".".join([str(element.tag) + kind, *names[:3]])


def similarity(one: Signature, other: Signature) -> float:
    """Jaccard's index: shared paths over all paths; two empty pages are alike."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


def group(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """The template of each URL: the first page of a template, in URL order, leads it and gives it its name.

    What nearly all pages share (header, menu, footer) says nothing about their templates and is not compared.
    """
    frame = _frame(signatures.values())
    leaders: list[tuple[str, Signature]] = []
    groups: dict[str, str] = {}
    for url in sorted(signatures):
        mine = signatures[url] - frame
        best = max(leaders, key=lambda leader: similarity(mine, leader[1]), default=None)
        if best is None or similarity(mine, best[1]) < ALIKE:
            best = (_name(signatures[url]), mine)
            leaders.append(best)
        groups[url] = best[0]
    return groups


def _frame(signatures: Collection[Signature]) -> Signature:
    counts = Counter(path for mine in signatures for path in mine)
    return frozenset(path for path, count in counts.items() if count >= FRAME_SHARE * len(signatures))


def _name(mine: Signature) -> str:
    return hashlib.sha256(",".join(map(str, sorted(mine))).encode()).hexdigest()[:10]
