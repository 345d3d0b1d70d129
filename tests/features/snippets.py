"""Labelled pages, each a whole site that decides one feature: the everyday wording, and what only looks like it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks.page import PageSource
from checks.watch import FeatureWatch
from model.evidence import Document, Response
from model.finding import Feature
from tests.checks.feature_site import HOME, SITE, TODAY, conclude

HERE = Path(__file__).parent / "snippets"


@dataclass(frozen=True)
class Snippet:
    """One page; `found` is True, False or None, `why` the author's reason."""

    feature: str
    found: bool | None
    path: str
    title: str
    html: str
    why: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.feature}-{self.number}"


@cache
def snippets() -> tuple[Snippet, ...]:
    """All of them, in the order of the files."""
    entries = [one for file in sorted(HERE.glob("*.toml")) for one in tomllib.loads(file.read_text("utf-8"))["snippet"]]
    seen: dict[str, int] = {}
    return tuple(_snippet(entry, seen) for entry in entries)


def _snippet(entry: Mapping[str, object], seen: dict[str, int]) -> Snippet:
    feature = str(entry["feature"])
    seen[feature] = seen.get(feature, 0) + 1
    found = None if entry["found"] == "null" else bool(entry["found"])
    texts = {key: str(entry.get(key, "")) for key in ("path", "title", "html", "why")}
    return Snippet(feature, found, number=seen[feature], **texts)


def told(snippet: Snippet) -> Feature:
    """What the detectors say of the snippet's feature."""
    url = snippet.path if "://" in snippet.path else HOME.rstrip("/") + snippet.path
    foot = "<footer><p>© 2026 Avotu novada pašvaldība</p></footer>"
    body = snippet.html if "<body" in snippet.html else f"<body>{snippet.html}{foot}</body>"
    head = f"<head><title>{snippet.title}</title></head>"
    html = body if "<html" in body else f"<!doctype html><html lang=lv>{head}{body}</html>"
    watch = FeatureWatch(SITE, HOME)
    watch.observe(PageSource(Document(url, Response(url, 200, {}, "utf-8"), None, html)).view(("dom",)))
    return conclude(watch, today=TODAY)[snippet.feature]
