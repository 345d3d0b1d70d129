"""Findings grouped by cause: the same rule on the same component is one issue, however many pages show it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from model.finding import Element, Example, Issue, Outcome, Party, Standard, Verdict

EXAMPLES_KEPT = 5
LANDMARKS = frozenset({"header", "footer", "nav", "aside", "main", "dialog"})
# Their classes are the page's, not the component's.
FRAME = frozenset({"html", "body"})
# Names that say a state or a position, not what the component is.
STATE = re.compile(
    r"^(is|has|js)-|^(active|open|opened|closed|current|selected|first|last|odd|even|show|hide|hidden|visible)$"
)
DIGIT = re.compile(r"\d")


def component(path: tuple[str, ...]) -> str:
    """Where an element stands, in words that survive content edits.

    `path` runs from the root as steps `tag#id.class`. The outermost landmark begins the name; steps without a lasting
    id or class are left out, for an editor adds and removes them; the element itself always ends it.
    """
    if len(path) < 2:
        # The whole page, or the target of a broken link: either is its own name.
        return "".join(path)
    steps = [_lasting(step) for step in path]
    start = next((at for at, (tag, names) in enumerate(steps) if tag in LANDMARKS), 0)
    kept = [
        tag + names
        for at, (tag, names) in enumerate(steps)
        if at >= start and (at == len(steps) - 1 or (tag not in FRAME and (names or tag in LANDMARKS)))
    ]
    return " ".join(kept)


def _lasting(step: str) -> tuple[str, str]:
    """The step's tag, and what of its id and classes lasts: nothing with a digit, no state."""
    head, *classes = step.split(".")
    tag, _, ident = head.partition("#")
    lasting = sorted({name for name in classes if name and not DIGIT.search(name) and not STATE.search(name)})
    mark = f"#{ident}" if ident and not DIGIT.search(ident) else ""
    return tag, mark + "".join(f".{name}" for name in lasting)


def fingerprint(rule: str, outcome: Outcome, party: Party, place: str) -> str:
    """16 hexadecimal digits that name the issue within its site, night after night."""
    return hashlib.sha256("|".join((rule, outcome, party, place)).encode()).hexdigest()[:16]


def element_fingerprint(verdict: Verdict, element: Element) -> str:
    """The issue that this element of a verdict belongs to, by what the check saw."""
    return fingerprint(verdict.rule, element.seen_as or element.outcome, element.party, component(element.path))


@dataclass(slots=True)
class _Cause:
    """An issue while its pages are being added up."""

    verdict: Verdict
    element: Element
    place: str
    occurrences: int = 0
    pages: dict[str, None] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    def add(self, page: str, element: Element) -> None:
        self.occurrences += element.count
        if page not in self.pages and len(self.examples) < EXAMPLES_KEPT:
            self.examples.append(Example(page, element.selector, element.snippet))
        self.pages[page] = None


def group(pages: Iterable[tuple[str, Iterable[Verdict]]], standards: frozenset[Standard]) -> tuple[Issue, ...]:
    """Issues of these standards over `(page address, verdicts)`, ordered by rule, outcome and fingerprint."""
    causes: dict[str, _Cause] = {}
    for page, verdicts in pages:
        for verdict in verdicts:
            if verdict.standard not in standards:
                continue
            for element in verdict.elements:
                name = element_fingerprint(verdict, element)
                causes.setdefault(name, _Cause(verdict, element, component(element.path))).add(page, element)
    issues = (_issue(name, cause) for name, cause in causes.items())
    return tuple(sorted(issues, key=lambda issue: (issue.rule, issue.outcome, issue.fingerprint)))


def _issue(name: str, cause: _Cause) -> Issue:
    verdict = cause.verdict
    assert verdict.standard is not None
    return Issue(
        fingerprint=name,
        rule=verdict.rule,
        engine=verdict.engine,
        outcome=cause.element.outcome,
        standard=verdict.standard,
        party=cause.element.party,
        impact=verdict.impact,
        criteria=verdict.criteria,
        pages=len(cause.pages),
        occurrences=cause.occurrences,
        component=cause.place,
        examples=tuple(cause.examples),
        page_urls=tuple(cause.pages),
    )


def site_outcomes(pages: Iterable[Iterable[Verdict]]) -> dict[str, Outcome]:
    """Rule to its outcome for the site: the worst of its pages; not_measured only where no page was judged."""
    rank = (Outcome.FAIL, Outcome.NEEDS_REVIEW, Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_MEASURED)
    worst: dict[str, Outcome] = {}
    for verdicts in pages:
        for verdict in verdicts:
            known = worst.get(verdict.rule, verdict.outcome)
            worst[verdict.rule] = min(known, verdict.outcome, key=rank.index)
    return dict(sorted(worst.items()))
