"""A page made of one example of a check, with every kind of evidence that the example does not care about left out."""

from typing import Any

from checks.check import Example
from checks.page import PageSource
from model.evidence import PageEvidence, Response, Timing

HOME = "https://novads.example/"


def source_of(example: Example) -> PageSource:
    facts: dict[str, Any] = dict(example.facts or {})
    links: dict[str, bool | None] | None = facts.get("links")
    response = {"url": HOME, "status": 200, "headers": {}, "encoding": "utf-8", **facts.get("response", {})}
    title = "" if "<title>" in example.html else "<title>Novads</title>"
    evidence = PageEvidence(
        url=HOME,
        role="home",
        failure=None,
        response=Response(**response),
        # An example that brings its own title replaces the page's.
        html=f"<!doctype html><html lang=lv><head>{title}</head><body>{example.html}</body></html>",
        axe=facts.get("axe"),
        mobile=facts.get("mobile"),
        timing=Timing(**facts.get("timing", {})),
        transferred_bytes=facts.get("weight"),
        links=tuple(links or ()),
    )
    return PageSource(evidence, alive=links)
