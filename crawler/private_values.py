"""What a person typed, and what the server made for one visitor, is taken out before it becomes evidence."""

import re
from collections.abc import Iterable
from typing import Any

# The label of a button, or the name of a choice: no value that anybody typed.
LABELLED = frozenset({"submit", "button", "reset", "image", "checkbox", "radio"})
TOKEN_NAME = re.compile(r"csrf|xsrf|token|nonce", re.IGNORECASE)

FIELD = re.compile(r"<(?P<tag>input|textarea|meta)(?=[\s/>]|$)", re.IGNORECASE)
# Comments and scripts too: what looks like a field in there is taken as one, but no quote in there reaches further.
FIELD_OR_BOUND = re.compile(rf"{FIELD.pattern}|<!--|<(?P<raw>script|style)(?=[\s/>])", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*("[^"]*"?|'[^']*'?|[^\s>"'][^\s>]*)?)?""")
TEXTAREA_END = re.compile(r"</textarea", re.IGNORECASE)
ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
COMMENT_END = re.compile("-->")
VALUE_SELECTOR = re.compile(r"""\[value[~^$*|]?=(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\]]*)\]?""")
SPACES = " \t\n\f\r/"
# A shorter value could be anybody's word.
LEAST_SECRET_CHARS = 6
SECRET_START_CHARS = 12


def without_values(html: str) -> str:
    """The HTML without values of fields, texts of text areas and tokens in meta elements; it may be cut anywhere."""
    out: list[str] = []
    position = 0
    while (found := FIELD_OR_BOUND.search(html, position)) is not None:
        if found["tag"]:
            out.append(html[position : found.start()])
            position = _strip_field(html, found, len(html), out)
            continue
        ends = (ENDS[found["raw"].lower()] if found["raw"] else COMMENT_END).search(html, found.end())
        end = len(html) if ends is None else ends.start()
        out.append(html[position : found.end()])
        position = found.end()
        while (field := FIELD.search(html, position, end)) is not None:
            out.append(html[position : field.start()])
            position = _strip_field(html, field, end, out)
        out.append(html[position:end])
        position = end
    out.append(html[position:])
    return "".join(out)


def without_values_in(told: Any) -> Any:
    """The same for what scripts told: every `html`, and every `target` that names an element by its value."""
    if isinstance(told, dict):
        return {name: _told(name, value) for name, value in told.items()}
    return [without_values_in(value) for value in told] if isinstance(told, list) else told


def without_secrets(lines: Iterable[str], secrets: Iterable[str]) -> tuple[str, ...]:
    """The lines, each cut where it begins to tell one of the secrets: values of the page's cookies and storage."""
    starts = {secret[:SECRET_START_CHARS] for secret in secrets if len(secret) >= LEAST_SECRET_CHARS}
    kept = []
    for line in lines:
        ends = [place for start in starts if (place := line.find(start)) >= 0]
        kept.append(f"{line[: min(ends)]}…" if ends else line)
    return tuple(kept)


def _told(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if name == "html":
            return without_values(value)
        return VALUE_SELECTOR.sub("[value]", value) if name == "target" else value
    return without_values_in(value)


def _strip_field(html: str, field: re.Match[str], end: int, out: list[str]) -> int:
    """Adds a field's start tag without what is private; returns where the HTML goes on, behind a text area's text."""
    tag = field["tag"].lower()
    position, attributes = _attributes(html, field.end(), end)
    private = _private(tag, attributes)
    out.append(field[0])
    for name, _, written in attributes:
        if name != private:
            # What stood before it may be gone.
            out.append(f" {written}" if private and written[0] not in SPACES else written)
    if tag == "textarea" and html.startswith(">", position):
        out.append(">")
        ends = TEXTAREA_END.search(html, position, end)
        return end if ends is None else ends.start()
    return position


def _attributes(html: str, position: int, end: int) -> tuple[int, list[tuple[str, str, str]]]:
    """Where a start tag's attributes end, and each: its name, its value, and how it is written."""
    found: list[tuple[str, str, str]] = []
    while (attribute := ATTRIBUTE.match(html, position, end)) is not None:
        value = (attribute[2] or "").strip("\"'")
        found.append((attribute[1].lower(), value, attribute[0]))
        position = attribute.end()
    return position, found


def _private(tag: str, attributes: list[tuple[str, str, str]]) -> str:
    """The name of the attribute to leave out; empty where there is none."""
    values = {name: value.strip() for name, value, _ in reversed(attributes)}
    if tag == "input":
        return "" if values.get("type", "").lower() in LABELLED else "value"
    if tag == "meta" and TOKEN_NAME.search(values.get("name", "")):
        return "content"
    return ""
