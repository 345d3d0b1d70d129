"""An audit in W3C's Evaluation and Report Language (EARL 1.0) as JSON-LD: of each page and rule one assertion."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from model.audit import Audit, PageAudit
from model.finding import Element, Outcome, Party, Standard, Verdict
from model.text import Language
from reports.criteria import NEW_IN_22, PAGES
from reports.export import json_text, plain
from reports.failure_words import note_known
from reports.language import Words
from reports.shown import href, shown
from reports.terms import FAILURES, ROLES, term
from reports.texts import ReportTexts

Json = dict[str, Any]

WCAG21 = "https://www.w3.org/TR/WCAG21/"
WCAG22 = "https://www.w3.org/TR/WCAG22/"
PROJECT = "https://github.com/eindekss/eindekss"
OWN_RULES = f"{PROJECT}/blob/main/docs/checks.md#"
AXE = "https://github.com/dequelabs/axe-core"
AXE_RULES = "https://dequeuniversity.com/rules/axe/"
SITE = "_:site"
POINTERS_SHOWN = 5
TEXT_LIMIT = 300

EARL_NAMES = (
    "Assertion", "Assertor", "Software", "TestSubject", "TestCriterion", "TestCase", "TestRequirement", "TestResult",
    "result", "pointer",
)  # fmt: skip
EARL_LINKS = ("assertedBy", "subject", "test", "mode", "outcome")
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PASS: "earl:passed",
    Outcome.FAIL: "earl:failed",
    Outcome.NEEDS_REVIEW: "earl:cantTell",
    Outcome.NOT_APPLICABLE: "earl:inapplicable",
    Outcome.NOT_MEASURED: "earl:untested",
}


def earl_context(language: Language) -> Json:
    """What the names of the document stand for; its texts are in that language."""
    return {
        "earl": "http://www.w3.org/ns/earl#",
        "dct": "http://purl.org/dc/terms/",
        "ptr": "http://www.w3.org/2009/pointers#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{name: f"earl:{name}" for name in EARL_NAMES},
        **{name: {"@id": f"earl:{name}", "@type": "@id"} for name in EARL_LINKS},
        **{name: {"@id": f"dct:{name}", "@type": "@id"} for name in ("source", "isPartOf", "hasPart")},
        "title": {"@id": "dct:title", "@language": language},
        "info": {"@id": "earl:info", "@language": language},
        "date": {"@id": "dct:date", "@type": "xsd:dateTime"},
        "hasVersion": "dct:hasVersion",
        "CSSSelectorPointer": "ptr:CSSSelectorPointer",
        "expression": "ptr:expression",
        "reference": {"@id": "ptr:reference", "@type": "@id"},
    }


def render_earl(audit: Audit, language: Language, texts: ReportTexts) -> bytes:
    """The whole document, a node a line: of hundreds of pages it is too big to be held in pieces as well.

    A page that could not be audited is untested for WCAG as a whole.
    """
    out = BytesIO()
    out.write(b'{"@context":' + _line(earl_context(language)) + b',"@graph":[')
    for number, node in enumerate(_nodes(audit, language, texts)):
        out.write((b",\n" if number else b"\n") + _line(node))
    out.write(b"\n]}\n")
    return out.getvalue()


def _line(node: Json) -> bytes:
    return json_text(plain(node), compact=True).strip().encode()


def _nodes(audit: Audit, language: Language, texts: ReportTexts) -> Iterator[Json]:
    words = Words(language)
    yield from _software(audit)
    yield from _site(audit, words)
    yield from _tests(audit, texts, language)
    for number, page in enumerate(audit.pages, start=1):
        yield from _page(audit, page, f"_:page{number}", words)


def _software(audit: Audit) -> Iterator[Json]:
    made_by = audit.versions
    yield {
        "@id": PROJECT,
        "@type": ["Assertor", "Software"],
        "title": {"@value": "eindekss"},
        "hasVersion": made_by.tool,
        **({"hasPart": [AXE]} if made_by.axe else {}),
    }
    if made_by.axe:
        yield {"@id": AXE, "@type": "Software", "title": {"@value": "axe-core"}, "hasVersion": made_by.axe}


def _site(audit: Audit, words: Words) -> Iterator[Json]:
    title = f"{audit.site.name} – {words.gettext('Website audit')}"
    yield _subject(SITE, audit.site.url, title, audit)


def _subject(name: str, url: str, title: str, audit: Audit) -> Json:
    return {
        "@id": name,
        "@type": "TestSubject",
        "title": shown(title, TEXT_LIMIT),
        # What is no harmless address stays a text.
        "source": url if href(url) else {"@value": shown(url, TEXT_LIMIT)},
        "date": audit.started_at,
    }


def _tests(audit: Audit, texts: ReportTexts, language: Language) -> Iterator[Json]:
    """Each rule once, then the criteria that they are part of."""
    rules = {_rule_id(one, audit): one for page in audit.pages for one in page.verdicts}
    standards = {WCAG21: "WCAG 2.1"}
    criteria: dict[str, str] = {}
    for name, verdict in rules.items():
        found = {address: one for one in _criteria(verdict) if (address := _address(one))}
        criteria |= found
        yield {
            "@id": name,
            "@type": ["TestCriterion", "TestCase"],
            "title": texts.rule_title(verdict.rule, language),
            **({"isPartOf": list(found)} if found else {}),
        }
    for address, criterion in sorted(criteria.items()):
        standard = address.partition("#")[0]
        standards[standard] = "WCAG 2.2" if standard == WCAG22 else "WCAG 2.1"
        yield {**_requirement(address, f"{standards[standard]}: {criterion}"), "isPartOf": [standard]}
    for standard, title in standards.items():
        yield _requirement(standard, title)


def _requirement(name: str, title: str) -> Json:
    return {"@id": name, "@type": ["TestCriterion", "TestRequirement"], "title": {"@value": title}}


def _criteria(verdict: Verdict) -> tuple[str, ...]:
    """Advice beyond the standard names criteria that it does not break."""
    return () if verdict.standard is Standard.BEST_PRACTICE else verdict.criteria


def _address(criterion: str) -> str | None:
    """Where the standard has the criterion; W3C names its place as the page that explains it."""
    name = PAGES.get(criterion)
    return f"{WCAG22 if criterion in NEW_IN_22 else WCAG21}#{name}" if name else None


def _rule_id(verdict: Verdict, audit: Audit) -> str:
    if verdict.engine != "axe":
        return OWN_RULES + verdict.rule
    series = ".".join((audit.versions.axe or "").split(".")[:2])
    return f"{AXE_RULES}{series}/{verdict.rule}"


def _page(audit: Audit, page: PageAudit, name: str, words: Words) -> Iterator[Json]:
    title = f"{audit.site.name} – {words.gettext(term(ROLES, page.role))}"
    yield {**_subject(name, page.final_url or page.url, title, audit), "isPartOf": [SITE]}
    for verdict in page.verdicts:
        yield {
            "@type": "Assertion",
            "assertedBy": PROJECT,
            "subject": name,
            "test": _rule_id(verdict, audit),
            "mode": "earl:semiAuto" if _decided(verdict) else "earl:automatic",
            "result": _result(verdict, name, words),
        }
    if page.failure is not None:
        known = note_known(page.failure.detail, words)
        why = shown(known or page.failure.detail, TEXT_LIMIT)
        told: list[str | dict[str, str]] = [words.gettext(term(FAILURES, page.failure.kind))]
        told.append(why if known else {"@value": why, "@language": "en"})
        yield {
            "@type": "Assertion",
            "assertedBy": PROJECT,
            "subject": name,
            "test": WCAG21,
            "mode": "earl:automatic",
            "result": {"@type": "TestResult", "outcome": OUTCOMES[Outcome.NOT_MEASURED], "info": told},
        }


def _decided(verdict: Verdict) -> bool:
    """Whether a person's decision stands in the place of what the check saw."""
    return any(element.seen_as is not None for element in verdict.elements)


def _result(verdict: Verdict, page: str, words: Words) -> Json:
    result: Json = {"@type": "TestResult", "outcome": OUTCOMES[verdict.outcome]}
    if info := list(_info(verdict, words)):
        result["info"] = info
    worst = [one for one in verdict.elements if one.party is Party.OWN and one.selector]
    worst.sort(key=lambda one: one.outcome is not verdict.outcome)
    if worst:
        result["pointer"] = [_pointer(one, page) for one in worst[:POINTERS_SHOWN]]
    return result


def _info(verdict: Verdict, words: Words) -> Iterator[str | Json]:
    if verdict.passed or verdict.failed or verdict.unsure:
        yield words.gettext(
            "Elements that pass: %(passed)s; that fail: %(failed)s; for a person to look at: %(unsure)s.",
            passed=words.number(verdict.passed),
            failed=words.number(verdict.failed),
            unsure=words.number(verdict.unsure),
        )
    if _decided(verdict):
        yield words.gettext("A person’s decision counts here.")
    if verdict.reason:
        yield {"@value": shown(verdict.reason, TEXT_LIMIT), "@language": "en"}


def _pointer(element: Element, page: str) -> Json:
    return {
        "@type": "CSSSelectorPointer",
        "reference": page,
        "expression": shown(element.selector or "", TEXT_LIMIT),
    }
