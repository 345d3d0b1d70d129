"""axe-core's trimmed result of a page, as verdicts: one for every rule that applied."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from checks.check import SNIPPET_CHARS
from checks.page import Missing, Page
from model.finding import Element, Impact, Outcome, Party, Standard, Verdict
from model.text import Text

ENGINE = "axe"
WCAG21_TAGS = frozenset({"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"})
WCAG22_TAGS = frozenset({"wcag22a", "wcag22aa"})
# Says whether axe itself reached a frame, which depends on the hour, and nothing of the page.
ABOUT_ITSELF = frozenset({"frame-tested"})
# axe's own marks of rules that it does not stand by.
UNSCORED_TAGS = frozenset({"experimental", "deprecated"})
CRITERION_TAG = re.compile(r"wcag(\d)(\d)(\d{1,2})")


@cache
def texts() -> Mapping[str, tuple[Text, Text]]:
    """Rule id to title and advice, for every rule of the engine."""
    with files("checks.accessibility").joinpath("axe_rules.toml").open("rb") as file:
        rules = tomllib.load(file)["rules"]
    return {name: (Text(**rule["title"]), Text(**rule["advice"])) for name, rule in rules.items()}


def run(page: Page) -> tuple[Verdict, ...]:
    """Verdicts of the A, AA and best-practice rules that applied, in the order of their ids.

    Raises Missing where axe gave no result. Rules of level AAA are left out: no law asks for them.
    """
    rules = page.axe.get("rules")
    if not isinstance(rules, list):
        raise Missing("the axe result holds no rules")
    verdicts = (_verdict(rule) for rule in sorted(rules, key=lambda rule: str(rule["id"])))
    return tuple(verdict for verdict in verdicts if verdict is not None)


def standard_of(tags: frozenset[str]) -> Standard | None:
    if tags & WCAG21_TAGS:
        return Standard.WCAG21
    if tags & WCAG22_TAGS:
        return Standard.WCAG22
    return Standard.BEST_PRACTICE if "best-practice" in tags else None


def criteria_of(tags: frozenset[str]) -> tuple[str, ...]:
    """WCAG success criteria among axe's tags: wcag1410 is 1.4.10."""
    matches = (CRITERION_TAG.fullmatch(tag) for tag in tags)
    numbers = sorted(tuple(map(int, match.groups())) for match in matches if match)
    return tuple(".".join(map(str, number)) for number in numbers)


def _verdict(rule: Mapping[str, Any]) -> Verdict | None:
    tags = frozenset(map(str, rule["tags"]))
    standard = standard_of(tags)
    if standard is None or rule["id"] in ABOUT_ITSELF:
        return None
    passed, failed, unsure = (int(rule[key]) for key in ("passes", "fails", "reviews"))
    if failed:
        outcome = Outcome.FAIL
    elif unsure:
        outcome = Outcome.NEEDS_REVIEW
    else:
        outcome = Outcome.PASS if passed else Outcome.NOT_APPLICABLE
    return Verdict(
        rule=str(rule["id"]),
        outcome=outcome,
        engine=ENGINE,
        standard=standard,
        impact=Impact(rule["impact"]) if rule["impact"] else None,
        criteria=criteria_of(tags),
        scored=standard is Standard.WCAG21 and not tags & UNSCORED_TAGS,
        passed=passed,
        failed=failed,
        unsure=unsure,
        elements=tuple(_element(node) for node in rule["nodes"]),
    )


def _element(node: Mapping[str, Any]) -> Element:
    return Element(
        outcome=Outcome.FAIL if node["outcome"] == "fail" else Outcome.NEEDS_REVIEW,
        selector=node.get("target"),
        snippet=str(node.get("html") or "")[:SNIPPET_CHARS] or None,
        path=tuple(map(str, node.get("path") or ())),
        message=node.get("message"),
        count=int(node.get("count", 1)),
        party=Party(node.get("party", "own")),
    )
